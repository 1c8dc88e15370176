import type { k8s } from 'cdk8s-plus-28';
import type { ContainerResources } from '../../../charts/kubernetes/workload';
import type { PodSettings } from '../../../charts/kubernetes/pod-settings';
import { fault, list, map, number, objectOf, string, text, typed, word } from './fields';

const KEY_FORM = /^(([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** True for a key of a label or an annotation that Kubernetes accepts. */
export const isMetadataKey = (key: string): boolean => KEY_FORM.test(key);

const labelValue = text(
  'platform',
  /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
  fault(
    'is not a value of a label',
    "use at most 63 letters, digits, hyphens, dots and underscores, such as 'platform'",
  ),
);

/** Labels. */
export const labels = map(labelValue, "team: 'platform'");

/** Annotations. */
export const annotations = map(string('ask #logging'), "contact: 'ask #logging'");

/** CPU and memory of a container. */
export const containerResources = objectOf<ContainerResources>()({
  cpu: number('0.5', 0.01, false),
  memoryMiB: number('512', 16),
});

const toleration = objectOf<k8s.Toleration>()({
  key: string('dedicated').optional(),
  operator: word('Exists', 'Equal').optional(),
  value: string('logging').optional(),
  effect: word('NoSchedule', 'PreferNoSchedule', 'NoExecute').optional(),
  tolerationSeconds: number('300', 0).optional(),
});

const affinity = objectOf<k8s.Affinity>()({
  nodeAffinity: typed<k8s.NodeAffinity>(
    'an object',
    '{ requiredDuringSchedulingIgnoredDuringExecution: … }',
  ).optional(),
  podAffinity: typed<k8s.PodAffinity>('an object', '{ requiredDuringSchedulingIgnoredDuringExecution: [] }').optional(),
  podAntiAffinity: typed<k8s.PodAntiAffinity>(
    'an object',
    '{ requiredDuringSchedulingIgnoredDuringExecution: [] }',
  ).optional(),
});

/** Settings of the pods of one part. */
export const podSettings = objectOf<PodSettings>()({
  resources: containerResources.optional(),
  priorityClassName: text(
    'logging',
    /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
    fault('is not a name of a PriorityClass', "find one with 'kubectl get priorityclasses'"),
  ).optional(),
  nodeSelector: labels.optional(),
  tolerations: list(toleration, "{ key: 'dedicated', operator: 'Exists' }").optional(),
  affinity: affinity.optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
});

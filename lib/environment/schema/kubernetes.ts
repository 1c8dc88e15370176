import type { k8s } from 'cdk8s-plus-28';
import type * as z from 'zod';
import { OWNED_ANNOTATIONS, OWNED_LABELS } from '../../../charts/kubernetes/owned-metadata';
import type {
  DeepReadonly,
  PodAffinityProps,
  PodResources,
  PodToleration,
  WorkloadSettings,
} from '../../../charts/kubernetes/pod-settings';
import type { Images } from '../../../charts/images';
import { CLUSTER_DOMAIN, SUBDOMAIN } from '../../../charts/forms';
import type { KubernetesProps } from '../../../charts/kubernetes-props';
import { type Fault, show } from '../../../charts/problems';
import type { WorkloadsProps } from '../../../charts/workloads';
import { cpu, memoryMiB, tolerationSeconds } from './bounds';
import { checkedMap, filledList, formed, list, map, must, number, objectOf, oneOf, string, text } from './fields';
import { objectName, withPort } from './names';

/** Key of a label or annotation: a name of at most 63 characters, with or without the domain of its owner. */
const KEY = new RegExp(`^(?:(?=[^/]{1,253}/)${SUBDOMAIN}/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`);

/** Fault of the keys of labels or annotations: invalid in Kubernetes, or set by this library. */
function keysFault(map: object, owned: readonly string[]): Fault | undefined {
  const keys = Object.keys(map);
  const fix = "write one such as 'team'";
  const wrong = keys.find((key) => !KEY.test(key));
  if (wrong !== undefined) return { wrong: `has the key '${show(wrong)}', which Kubernetes does not accept`, fix };
  // cdk8s takes an object with this key for an instance of a class.
  if (keys.includes('constructor')) return { wrong: 'has the key constructor, which cdk8s cannot write', fix };
  const ours = keys.find((key) => owned.includes(key));
  return ours === undefined
    ? undefined
    : { wrong: `has the key ${ours}, which other objects depend on`, fix: 'leave it out' };
}

const labelValue = text(
  'platform',
  /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
  'is not a valid label value',
  'use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends',
);
const labels = checkedMap(labelValue, "team: 'platform'", (keys) => keysFault(keys, OWNED_LABELS));
/** Labels that select pods, of whoever. */
export const podLabels = checkedMap(labelValue, "app: 'prometheus'", (keys) => keysFault(keys, []));
const annotations = checkedMap(string('platform'), "'example.com/owner': 'platform'", (keys) =>
  keysFault(keys, OWNED_ANNOTATIONS),
);
const nodeSelector = checkedMap(labelValue, "pool: 'logs'", (keys) =>
  keys['kubernetes.io/os'] === undefined || keys['kubernetes.io/os'] === 'linux'
    ? keysFault(keys, [])
    : { wrong: `selects ${keys['kubernetes.io/os']}, and all images are for Linux`, fix: 'leave kubernetes.io/os out' },
);

const key = text('pool', KEY, 'is not a valid label key');

const image = text(
  'docker.io/grafana/loki:3.7.6',
  /^[a-z0-9]([a-z0-9._:/-]*[a-z0-9])?(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
  'is not an image',
);
const images = objectOf<Images>()({
  loki: image.optional(),
  alloy: image.optional(),
  nginx: image.optional(),
  memcached: image.optional(),
  memcachedExporter: image.optional(),
});

const resources = objectOf<PodResources>(
  'resources',
  '{ memoryMiB: 512 }',
)({
  cpu: cpu('0.5').optional(),
  memoryMiB: memoryMiB('512').optional(),
});

const toleration = must(
  must(
    must(
      objectOf<PodToleration>(
        'a toleration',
        "{ key: 'pool', value: 'logs' }",
      )({
        key: key.optional(),
        operator: oneOf('Equal', 'Exists').optional(),
        value: labelValue.optional(),
        effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute').optional(),
        tolerationSeconds: tolerationSeconds('300').optional(),
      }),
      (value) => value.key !== undefined || value.operator === 'Exists',
      { wrong: 'has no key', fix: "write the key of the taint, or operator: 'Exists' to tolerate all taints" },
    ),
    (value) => value.value === undefined || value.operator !== 'Exists',
    { wrong: 'compares a value, and Exists tolerates any', fix: 'leave out one of the two' },
  ),
  (value) => value.tolerationSeconds === undefined || value.effect === 'NoExecute',
  { wrong: 'has tolerationSeconds, which only NoExecute uses', fix: "write effect: 'NoExecute', or leave them out" },
);

const words = (...items: string[]): z.ZodType<string, string> => oneOf<string>(...items);
const texts = list(string('a'), "'a'");
const weight = number('100', 1, { most: 100 });

const nodeRequirement = objectOf<DeepReadonly<k8s.NodeSelectorRequirement>>(
  'a requirement',
  "{ key: 'pool', operator: 'In', values: ['logs'] }",
)({
  key,
  operator: words('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
  values: texts.optional(),
});
const requirements = list(nodeRequirement);
const nodeTerm = objectOf<DeepReadonly<k8s.NodeSelectorTerm>>()({
  matchExpressions: requirements.optional(),
  matchFields: requirements.optional(),
});
const nodeAffinity = objectOf<DeepReadonly<k8s.NodeAffinity>>()({
  requiredDuringSchedulingIgnoredDuringExecution: objectOf<DeepReadonly<k8s.NodeSelector>>()({
    nodeSelectorTerms: filledList(nodeTerm, '{ matchExpressions: [] }', 'write a term, or leave the affinity out'),
  }).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: list(
    objectOf<DeepReadonly<k8s.PreferredSchedulingTerm>>(
      'a term',
      '{ weight: 100, preference: { … } }',
    )({ weight, preference: nodeTerm }),
  ).optional(),
});

const labelSelector = objectOf<DeepReadonly<k8s.LabelSelector>>()({
  matchLabels: checkedMap(labelValue, "app: 'shop'", (keys) => keysFault(keys, [])).optional(),
  matchExpressions: list(
    objectOf<DeepReadonly<k8s.LabelSelectorRequirement>>(
      'a requirement',
      "{ key: 'app', operator: 'Exists' }",
    )({
      key,
      operator: words('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: texts.optional(),
    }),
  ).optional(),
});
const podTerm = objectOf<DeepReadonly<k8s.PodAffinityTerm>>(
  'a term',
  "{ topologyKey: 'kubernetes.io/hostname' }",
)({
  topologyKey: key,
  labelSelector: labelSelector.optional(),
  namespaceSelector: labelSelector.optional(),
  namespaces: texts.optional(),
});
const podAffinity = objectOf<DeepReadonly<k8s.PodAffinity>>()({
  requiredDuringSchedulingIgnoredDuringExecution: list(podTerm).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: list(
    objectOf<DeepReadonly<k8s.WeightedPodAffinityTerm>>(
      'a term',
      '{ weight: 100, podAffinityTerm: { … } }',
    )({ weight, podAffinityTerm: podTerm }),
  ).optional(),
});
const affinity = objectOf<PodAffinityProps>()({
  nodeAffinity: nodeAffinity.optional(),
  podAffinity: podAffinity.optional(),
  podAntiAffinity: podAffinity.optional(),
});

const workload = objectOf<WorkloadSettings>()({
  resources: resources.optional(),
  priorityClassName: objectName.optional(),
  nodeSelector: nodeSelector.optional(),
  tolerations: list(toleration).optional(),
  affinity: affinity.optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
});

/** Settings of the Kubernetes objects, with the same names in environments and `LokiLogging`. */
export const KUBERNETES_FIELDS = {
  images: images.optional(),
  registry: withPort(
    text(
      '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror',
      /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
      'is not a registry',
      "write its host and path without https:// and without a slash at the end, such as '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror'",
    ),
  ).optional(),
  imagePullSecrets: list(objectName, "'registry'").optional(),
  // The valid keys depend on the collectors: a rule checks them.
  workloads: (map(workload, 'ingester: { … }') as unknown as z.ZodType<WorkloadsProps, WorkloadsProps>).optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
  clusterDomain: formed(CLUSTER_DOMAIN).optional(),
};

/** Names of the fields of `KubernetesProps`. */
export const KUBERNETES_KEYS = Object.keys(KUBERNETES_FIELDS) as (keyof KubernetesProps)[];

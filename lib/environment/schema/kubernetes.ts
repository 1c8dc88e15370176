import type * as z from 'zod';
import { PRIORITY_CLASS } from '../../../charts/kubernetes/priority-class';
import type { PodResources, PodToleration, WorkloadSettings } from '../../../charts/kubernetes/pod-settings';
import { IMAGE_VALIDATORS } from '../../../charts/kubernetes/image-forms';
import type { Images } from '../../../charts/kubernetes/images';
import { LABEL_KEY, LABEL_VALUE } from '../../../charts/input/forms';
import type { KubernetesProps } from '../../../charts/kubernetes/props';
import { annotations, KUBERNETES, labels, nodeSelector } from '../../../charts/kubernetes/validate';
import type { WorkloadsProps } from '../../../charts/kubernetes/workloads';
import { affinity } from './affinity';
import { cpu, memoryMiB, tolerationSeconds } from './bounds';
import { formed, list, map, must, objectOf, oneOf, validatedFields, validatedTexts } from './fields';

const labelValue = formed(LABEL_VALUE);
const key = formed(LABEL_KEY);

const images = objectOf<Images>(
  'an object',
  "{ loki: 'registry.example.com/loki:3.7.6' }",
)(validatedFields<Images>(IMAGE_VALIDATORS));

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

const workload = objectOf<WorkloadSettings>(
  'an object',
  "{ nodeSelector: { pool: 'logs' } }",
)({
  resources: resources.optional(),
  priorityClassName: formed(PRIORITY_CLASS).optional(),
  nodeSelector: validatedTexts(nodeSelector).optional(),
  tolerations: list(toleration).optional(),
  affinity: affinity.optional(),
  labels: validatedTexts(labels).optional(),
  annotations: validatedTexts(annotations).optional(),
});

/**
 * Settings of the Kubernetes objects, with the same names in environments and `LokiLogging`. The charts validate them.
 * Images have a schema as well, so that misplaced names are found, and pods, for conditions on several of their settings.
 */
export const KUBERNETES_FIELDS = {
  ...validatedFields<KubernetesProps>(KUBERNETES),
  images: images.optional(),
  // A rule checks the keys, since they depend on the collectors.
  workloads: (
    map(workload.optional(), 'ingester: { … }') as unknown as z.ZodType<WorkloadsProps, WorkloadsProps>
  ).optional(),
};

/** Names of the fields of `KubernetesProps`. */
export const KUBERNETES_KEYS = Object.keys(KUBERNETES_FIELDS) as (keyof KubernetesProps)[];

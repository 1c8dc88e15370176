import { CLUSTER_DOMAIN, LABEL_KEY, LABEL_VALUE, NAMESPACE, OBJECT_NAME, REGISTRY } from '../input/forms';
import { filled, once, withoutGaps } from '../input/combine';
import { IMAGE_VALIDATORS } from './image-forms';
import type { Images } from './images';
import type { KubernetesProps } from './props';
import { anObject, fields, list, map, number, oneOf, type PropValidators, required, text, texts } from '../input/props';
import { CPU, MEMORY_MIB, PORT, TOLERATION_SECONDS } from './bounds';
import { ANNOTATION, annotationsFaults, keysFaults, nodeSelectorFaults } from './metadata-keys';
import { PRIORITY_CLASS } from './priority-class';
import type { ScraperPods } from './metrics';
import { OWNED_LABELS } from './owned-metadata';
import type { PodAffinityProps, PodResources, PodToleration, WorkloadSettings } from './pod-settings';
import type { ContainerResources } from './workload';

const cpu = number({ ...CPU, example: '0.5' });
const memoryMiB = number({ ...MEMORY_MIB, example: '512' });

/** Images. */
export const images = fields<Images>("{ loki: '…' }", IMAGE_VALIDATORS);

/** Resources of a container, or a part of them. */
export const podResources = fields<PodResources>('{ memoryMiB: 512 }', { cpu, memoryMiB });

/** Resources of a container. */
export const containerResources = fields<ContainerResources>('{ cpu: 0.1, memoryMiB: 256 }', {
  cpu: required(cpu, '0.1'),
  memoryMiB: required(memoryMiB, '256'),
});

/** Labels that select pods of any program. */
export const podLabels = map(text(LABEL_VALUE), "app: 'prometheus'", (keys) => keysFaults(keys, []));

/** Pods that scrape metrics. */
export const scraperPods = fields<ScraperPods>("{ namespace: 'alloy', podLabels: { app: 'scraper' } }", {
  namespace: required(text({ ...NAMESPACE, example: 'alloy' }), "'alloy'"),
  podLabels: required(podLabels, "{ app: 'scraper' }"),
});

/** Ports of the API server. */
export const apiServerPorts = filled(list(number({ ...PORT, example: '6443' }), '6443'));

/** Labels of objects and pods, without those of the library. */
export const labels = map(text(LABEL_VALUE), "team: 'platform'", (keys) => keysFaults(keys, OWNED_LABELS));

/** Annotations of objects and pods. */
export const annotations = map(text(ANNOTATION), "'example.com/owner': 'platform'", (keys) => annotationsFaults(keys));

/** Labels that a node must have. */
export const nodeSelector = map(text(LABEL_VALUE), "pool: 'logs'", nodeSelectorFaults);

const toleration = fields<PodToleration>("{ key: 'pool', value: 'logs' }", {
  key: text(LABEL_KEY),
  operator: oneOf(['Equal', 'Exists']),
  value: text(LABEL_VALUE),
  effect: oneOf(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
  tolerationSeconds: number({ ...TOLERATION_SECONDS, example: '300' }),
});

const affinity = fields<PodAffinityProps>('{ nodeAffinity: { … } }', {
  nodeAffinity: anObject('{}'),
  podAffinity: anObject('{}'),
  podAntiAffinity: anObject('{}'),
});

const settings = fields<WorkloadSettings>("{ nodeSelector: { pool: 'logs' } }", {
  resources: podResources,
  priorityClassName: text(PRIORITY_CLASS),
  nodeSelector,
  tolerations: list(toleration, "{ key: 'pool', value: 'logs' }"),
  affinity,
  labels,
  annotations,
});

/** Settings of the Kubernetes objects. The names of parts are validated with the collectors. */
export const KUBERNETES: PropValidators<KubernetesProps> = {
  images,
  registry: text(REGISTRY),
  imagePullSecrets: once(texts({ ...OBJECT_NAME, example: 'registry' })),
  workloads: withoutGaps(map(settings, 'ingester: { … }')),
  labels,
  annotations,
  clusterDomain: text(CLUSTER_DOMAIN),
};

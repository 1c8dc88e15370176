import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { addObject, MANAGED_BY } from '../../kubernetes/objects';
import { LokiNames } from '../components';

/** Name of the PriorityClass of pods of StatefulSets. */
export const STATEFUL_CLASS = 'loki-stateful';

/** Above 0, which pods without a class have, and far below the classes of Kubernetes. */
const PRIORITY = 1000;

/**
 * Adds a PriorityClass for pods of StatefulSets. Their volumes tie most of them to the nodes of one zone, and they are the
 * largest. In a rollout, new pods of Deployments would take the room that an ingester leaves for a moment, and it would then
 * wait for ever, while the others run as well on any other node.
 */
export function addPriorityClass(chart: Chart): void {
  addObject(
    chart,
    k8s.KubePriorityClass.manifest({
      metadata: { name: STATEFUL_CLASS, labels: { ...LokiNames.SELECTOR, ...MANAGED_BY } },
      value: PRIORITY,
      description: 'Pods of Loki with data, before those without: these run on any other node.',
    }),
  );
}

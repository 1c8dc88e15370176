import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { addObject, MANAGED_BY } from '../../kubernetes/objects';
import { LOKI_CACHES } from '../caches';
import { LOKI_COMPONENTS, LokiNames } from '../components';

/** A PriorityClass of pods of Loki. */
interface PodClass {
  readonly name: string;

  /** Value above 0, the priority of pods without a class, and far below the classes of Kubernetes. */
  readonly value: number;

  readonly description: string;
}

/**
 * Pods of StatefulSets. Their volumes bind most of them to the nodes of one zone, and they are the largest. In a
 * rollout, new pods of Deployments would take the room that an ingester leaves for a moment. The ingester would then
 * wait for ever, while those pods could run on any other node.
 */
const STATEFUL: PodClass = {
  name: 'loki-stateful',
  value: 1000,
  description: 'Pods of Loki with data, before all others: these run on any other node.',
};

/**
 * Pods that every line or every query passes. They are few and small. When a zone is lost, the remaining nodes have no
 * room for all pods. Without a query frontend no query is answered; with fewer queriers, queries are only slower.
 */
const PATH: PodClass = {
  name: 'loki-path',
  value: 500,
  description:
    'Pods of Loki that every line or query passes, before queriers: with fewer of these, queries are slower.',
};

const ON_PATH: readonly string[] = ['distributor', 'queryFrontend', 'queryScheduler', 'gateway'];

/** Components and caches with StatefulSets. */
const WITH_DATA: readonly string[] = [
  ...LOKI_COMPONENTS.filter(({ kind }) => kind === 'StatefulSet').map(({ key }) => key),
  ...LOKI_CACHES.map(({ key }) => key),
];

/** True if the pods of a component are those of a StatefulSet. */
export const isStateful = (component: string): boolean => WITH_DATA.includes(component);

/** Name of the PriorityClass of the pods of a component, where no node is added for them; undefined if they have no class. */
export function priorityClassOf(component: string): string | undefined {
  if (isStateful(component)) return STATEFUL.name;
  return ON_PATH.includes(component) ? PATH.name : undefined;
}

/** Adds the PriorityClasses. */
export function addPriorityClasses(chart: Chart): void {
  for (const { name, value, description } of [STATEFUL, PATH]) {
    addObject(
      chart,
      k8s.KubePriorityClass.manifest({
        metadata: { name, labels: { ...LokiNames.SELECTOR, ...MANAGED_BY } },
        value,
        description,
      }),
    );
  }
}

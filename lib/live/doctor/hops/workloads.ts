import { Manifests } from '../../../manifests/manifests';
import type { Workload } from '../../../manifests/workloads';
import { isServing } from '../../pods';
import type { Setup } from '../setup-form';
import type { View } from '../view';
import { stateOfNamespace } from './namespaces';

/** A workload that must be there. */
export type Expected = Setup['workloads'][number];

/** Kind, namespace and name. */
export const titleOf = ({ kind, namespace, name }: Expected): string => `${kind} ${namespace}/${name}`;

/** Its object in the cluster. */
export const objectOf = ({ snapshot }: View, { kind, namespace, name }: Expected) =>
  snapshot.workloads.find(
    (one) => one.kind === kind && one.metadata.namespace === namespace && one.metadata.name === name,
  );

/** Workloads whose namespace is there, and could be read. */
export const readable = (view: View): Expected[] =>
  view.setup.workloads.filter(
    ({ kind, namespace }) =>
      stateOfNamespace(view, namespace) === 'there' && !view.areUnseen(`${kind.toLowerCase()}s`, namespace),
  );

/** A workload whose pods were read, and what it should have. */
export interface Seen {
  readonly expected: Expected;
  readonly workload: Workload;
}

/** Workloads as the reader of troubles wants them. */
export function seen(view: View): Seen[] {
  return readable(view).flatMap((expected) => {
    const object = objectOf(view, expected);
    if (!object) return [];
    const [workload] = new Manifests([{ apiVersion: 'apps/v1', ...object }]).workloads;
    return workload ? [{ expected, workload }] : [];
  });
}

/** Components without which lines still arrive and are found. */
const ASIDE = [
  'chunks-cache',
  'results-cache',
  'compactor',
  'pattern-ingester',
  'overrides-exporter',
  'ruler',
  'canary',
  'grafana',
];

/** True if lines go on without the pods that are not ready. */
export function isServed(view: View, { expected }: Seen, ready: number): boolean {
  if (ASIDE.includes(expected.component)) return true;
  if (expected.component !== 'ingester') return ready > 0;
  const all = view.pods('ingester').filter(isServing).length;
  return all >= quorumOf(view.setup.replicationFactor);
}

/** Ingesters of a factor that a write needs. */
export const quorumOf = (factor: number): number => Math.floor(factor / 2) + 1;

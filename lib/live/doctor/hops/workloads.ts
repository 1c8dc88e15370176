import { quorumOf } from '../../../../charts/loki/config/quorum';
import { Manifests } from '../../../manifests/manifests';
import type { Workload } from '../../../manifests/workloads';
import { isServing } from '../../pods';
import type { Setup } from '../setup-form';
import type { View } from '../view';
import { stateOfNamespace } from './namespaces';

/** A workload that must exist. */
export type Expected = Setup['workloads'][number];

/** Kind, namespace and name. */
export const titleOf = ({ kind, namespace, name }: Expected): string => `${kind} ${namespace}/${name}`;

/** Its object in the cluster. */
export const objectOf = ({ snapshot }: View, { kind, namespace, name }: Expected) =>
  snapshot.workloads.find(
    (one) => one.kind === kind && one.metadata.namespace === namespace && one.metadata.name === name,
  );

/** Workloads whose namespace exists and could be read. */
export const readable = (view: View): Expected[] =>
  view.setup.workloads.filter(
    ({ kind, namespace }) =>
      stateOfNamespace(view, namespace) === 'there' && !view.areUnseen(`${kind.toLowerCase()}s`, namespace),
  );

/** A workload in the cluster, with the expected one. */
export interface LiveWorkload {
  readonly expected: Expected;
  readonly workload: Workload;
}

/** Expected workloads that exist in the cluster. */
export function liveWorkloads(view: View): LiveWorkload[] {
  return readable(view).flatMap((expected) => {
    const object = objectOf(view, expected);
    if (!object) return [];
    const [workload] = new Manifests([{ apiVersion: 'apps/v1', ...object }]).workloads;
    return workload ? [{ expected, workload }] : [];
  });
}

/** Components without which lines still arrive and are found. */
const OFF_THE_PATH = [
  'chunks-cache',
  'results-cache',
  'compactor',
  'pattern-ingester',
  'overrides-exporter',
  'ruler',
  'canary',
  'grafana',
];

/** True if lines still arrive and are found without a component. */
export const isOffThePath = (component: string): boolean => OFF_THE_PATH.includes(component);

/** True if lines still arrive and are found without the pods that are not ready. */
export function isServed(view: View, { expected }: LiveWorkload, ready: number): boolean {
  if (isOffThePath(expected.component)) return true;
  if (expected.component !== 'ingester') return ready > 0;
  const all = view.pods('ingester').filter(isServing).length;
  return all >= quorumOf(view.setup.replicationFactor);
}

import { unscheduled, waiting } from '../../../helpers/fake-kubectl';
import { addEvent, breakPod, type Draft, podsOf } from '../../../helpers/healthy-snapshot';
import type { FaultCase } from '../doctor/hops/fault-case';

/** Events of all pods of a component, which their containers wait for. */
export const warned = (component: string, reason: string, message: string) => (draft: Draft) =>
  podsOf(draft, component).forEach(({ metadata: { namespace = '', name } }, index) => {
    breakPod(draft, component, waiting('ContainerCreating'), index);
    addEvent(draft, namespace, 'Pod', name, reason, message);
  });

/** A state of all pods of a component. */
export const state = (component: string, status: object) => (draft: Draft) =>
  podsOf(draft, component).forEach((_, index) => breakPod(draft, component, status, index));

/** No pod of the queriers, since the API server refuses it. */
export const refused = (message: string) => (draft: Draft) => {
  draft.pods = draft.pods.filter(({ metadata }) => !metadata.name.startsWith('loki-querier'));
  addEvent(draft, 'loki', 'ReplicaSet', 'loki-querier-6c4d', 'FailedCreate', `Error creating: ${message}`);
};

/** A warning about the volume claims of the ingesters, whose pods wait for them. */
export const unprovisioned = (message: string) => (draft: Draft) => {
  state('ingester', unscheduled('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.'))(draft);
  for (const { spec } of podsOf(draft, 'ingester')) {
    const claim = spec.volumes?.[0]?.persistentVolumeClaim?.claimName ?? '';
    for (const one of draft.claims) if (one.metadata.name === claim) one.status = { phase: 'Pending' };
    const whole = `failed to provision volume with StorageClass "gp3": ${message}`;
    addEvent(draft, 'loki', 'PersistentVolumeClaim', claim, 'ProvisioningFailed', whole);
  }
};

/** State of a pod with a container that ends again and again. */
export const crashed = (of: 'containerStatuses' | 'initContainerStatuses', name: string, terminated: object) => ({
  phase: 'Running',
  conditions: [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Ready', status: 'False' },
  ],
  [of]: [{ name, restartCount: 6, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated } }],
});

/** How a fault comes into being, and what is said of it. */
export type Row = readonly [id: string, hop: FaultCase['hop'], make: FaultCase['make'], evidence: RegExp, fix: RegExp];

/** A fault as a row says it. */
export const caseOf = ([id, hop, make, evidence, fix]: Row): FaultCase => ({ ...{ id, hop, make, evidence, fix } });

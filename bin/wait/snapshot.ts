import { type Claim, type ClusterEvent, type NamespaceSnapshot, type Pod, timeOf } from '../../lib/live/pods';
import { record, records } from '../../lib/manifests/shape';
import { conform, type Form } from './conform';
import { complaint, printedJson, type KubectlRunner } from './kubectl';

const STATE: Form = {
  waiting: { reason: 'text', message: 'text' },
  terminated: { reason: 'text', exitCode: 'number', message: 'text' },
};
const CONTAINERS: Form = [{ name: 'text', restartCount: 'number', state: STATE, lastState: STATE }];

/** Form of a pod. */
const POD: Form = {
  metadata: { name: 'text', uid: 'text', labels: 'texts by name', deletionTimestamp: 'text' },
  spec: {
    volumes: [{ persistentVolumeClaim: { claimName: 'text' } }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'text', values: ['text'] }] }],
        },
      },
    },
  },
  status: {
    phase: 'text',
    reason: 'text',
    message: 'text',
    conditions: [{ type: 'text', status: 'text', reason: 'text', message: 'text' }],
    initContainerStatuses: CONTAINERS,
    containerStatuses: CONTAINERS,
  },
};

/** Form of an event. */
const EVENT: Form = {
  type: 'text',
  reason: 'text',
  message: 'text',
  involvedObject: { kind: 'text', name: 'text', uid: 'text' },
  related: { namespace: 'text', name: 'text' },
  lastTimestamp: 'text',
  eventTime: 'text',
};

/** Form of a volume claim. */
const CLAIM: Form = {
  metadata: { name: 'text', annotations: 'texts by name' },
  spec: { storageClassName: 'text' },
  status: { phase: 'text' },
};

/** Kinds that say why a pod is not ready. */
const KINDS = 'pods,events,persistentvolumeclaims';

/** Warning that a namespace cannot be read. */
const FAILURE = { type: 'Warning', reason: 'kubectl', involvedObject: {} };

/** Reads a namespace. A failure becomes a warning in it, since it must not end the wait. */
export async function readNamespace(kubectl: KubectlRunner, namespace: string): Promise<NamespaceSnapshot> {
  const result = await kubectl.run(['get', KINDS, '--namespace', namespace, '--output', 'json']);
  const items = records(record(printedJson(result)).items);
  // Who may not see claims sees the pods that wait for them.
  const isSeen = result.status === 0 || items.some(({ kind }) => kind === 'Pod');
  if (!isSeen) return { pods: [], events: [{ ...FAILURE, message: complaint(result) }] };
  const ofKind = <T>(kind: string, form: Form) =>
    conform(
      items.filter((item) => item.kind === kind),
      [form],
      ['name', 'metadata', 'involvedObject'],
    ) as T[];
  const events = ofKind<ClusterEvent>('Event', EVENT);
  const claims = ofKind<Claim>('PersistentVolumeClaim', CLAIM);
  return {
    pods: ofKind<Pod>('Pod', POD),
    claims,
    events: [...events].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)),
  };
}

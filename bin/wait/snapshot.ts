import { type ClusterEvent, type NamespaceSnapshot, type Pod, timeOf } from '../../lib/live/pods';
import { record, records } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import { conform, type Form } from './conform';
import { complaint, type KubectlRunner } from './kubectl';

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
  lastTimestamp: 'text',
  eventTime: 'text',
};

/** Warning that a namespace cannot be read. */
const FAILURE = { type: 'Warning', reason: 'kubectl', involvedObject: {} };

/** Reads a namespace. A failure becomes a warning in it, since it must not end the wait. */
export async function readNamespace(kubectl: KubectlRunner, namespace: string): Promise<NamespaceSnapshot> {
  const result = await kubectl.run(['get', 'pods,events', '--namespace', namespace, '--output', 'json']);
  if (result.status !== 0) return { pods: [], events: [{ ...FAILURE, message: complaint(result) }] };
  const items = records(record(parsedJson(result.stdout)).items);
  const ofKind = <T>(kind: string, form: Form) =>
    conform(
      items.filter((item) => item.kind === kind),
      [form],
      ['name', 'metadata', 'involvedObject'],
    ) as T[];
  const events = ofKind<ClusterEvent>('Event', EVENT);
  return { pods: ofKind<Pod>('Pod', POD), events: [...events].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)) };
}

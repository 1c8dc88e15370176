import { readPlacing } from '../../../bin/doctor/placing';
import type { Get } from '../../../bin/doctor/listing';

const pod = (namespace: string, status: string) => ({
  kind: 'Pod',
  metadata: { name: 'a', namespace },
  status: { conditions: [{ type: 'PodScheduled', status }] },
});

/** Events that were asked for, and what came of it. */
async function read(...pods: object[]) {
  const asked: string[] = [];
  const get: Get = (args) => {
    asked.push(args.join(' '));
    return Promise.resolve({ items: [{ kind: 'Event' }], unseen: [] });
  };
  return { events: await readPlacing(get, pods as never[]), asked };
}

test('events that say why pods have no node are asked for once in each namespace of such a pod', async () => {
  const { events, asked } = await read(pod('loki', 'False'), pod('loki', 'False'), pod('alloy', 'True'));
  expect(asked).toEqual([
    'events --namespace loki --field-selector reason=Preempted',
    'events --namespace loki --field-selector reason=NotTriggerScaleUp',
  ]);
  expect(events).toHaveLength(2);
});

test('they are of no interest while all pods have a node', async () => {
  expect(await read(pod('loki', 'True'), pod('alloy', 'True'))).toEqual({ events: [], asked: [] });
});

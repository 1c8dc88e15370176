import { readNodeMakers, readPlacing } from '../../../bin/doctor/placing';
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

describe('what makes nodes', () => {
  const answers = (why?: string) => {
    const asked: string[] = [];
    const get: Get = (args, hops, named) => {
      asked.push(args.join(' '));
      const unseen = why === undefined ? [] : named.map((what) => ({ hops: [...hops], what, why, needs: 'x' }));
      return Promise.resolve({ items: why === undefined ? [{ kind: 'NodePool' }] : [], unseen });
    };
    return { get, asked };
  };

  test('is read with its warnings, which are beside no namespace of Loki, if a pod has no node', async () => {
    const { get, asked } = answers();
    const found = await readNodeMakers(get, [pod('loki', 'False')] as never[]);
    expect(asked).toEqual([
      'nodeclaims.karpenter.sh,nodepools.karpenter.sh',
      'events --namespace default --field-selector type=Warning,involvedObject.kind=NodeClaim',
      'events --namespace default --field-selector type=Warning,involvedObject.kind=NodePool',
    ]);
    expect([found.items.length, found.unseen]).toEqual([3, []]);
    const none = answers();
    expect(await readNodeMakers(none.get, [pod('loki', 'True')] as never[])).toEqual({ items: [], unseen: [] });
    expect(none.asked).toEqual([]);
  });

  test('is nothing in a cluster without Karpenter, and is named where it may not be seen', async () => {
    const without = answers(`error: the server doesn't have a resource type "nodeclaims"`);
    expect(await readNodeMakers(without.get, [pod('loki', 'False')] as never[])).toEqual({ items: [], unseen: [] });
    const denied = await readNodeMakers(answers('forbidden').get, [pod('loki', 'False')] as never[]);
    expect(denied.unseen.map(({ what, hops }) => `${what}: ${hops.join()}`)).toContain('nodepools.karpenter.sh: node');
  });
});

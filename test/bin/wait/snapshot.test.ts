import { readNamespace } from '../../../bin/wait/snapshot';
import type { KubectlResult } from '../../../bin/wait/kubectl';

const answering = (result: Partial<KubectlResult>) => ({
  run: () => Promise.resolve({ status: 0, stdout: '', stderr: '', ...result }),
});

const EVICTED = {
  kind: 'Pod',
  metadata: { name: 'loki-compactor-0', labels: { app: 'loki' } },
  spec: { nodeName: 'node-a', volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-0' } }] },
  status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory. ' },
};
const CLAIM = {
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data-0', annotations: { a: 'b' } },
  spec: { storageClassName: 'gp3', accessModes: ['ReadWriteOnce'] },
  status: { phase: 'Pending' },
};

test('a namespace has why the kubelet ended a pod, and the claims that pods wait for', async () => {
  const found = await readNamespace(answering({ stdout: JSON.stringify({ items: [EVICTED, CLAIM] }) }), 'loki');
  expect(found.pods[0]?.status).toEqual(EVICTED.status);
  expect(found.claims).toEqual([
    {
      metadata: { name: 'data-0', annotations: { a: 'b' } },
      spec: { storageClassName: 'gp3' },
      status: { phase: 'Pending' },
    },
  ]);
});

test('pods are seen by who may not see claims, and a namespace that cannot be read says so', async () => {
  const stderr = 'Error from server (Forbidden): persistentvolumeclaims is forbidden: User "x" cannot list resource';
  const partly = answering({ status: 1, stdout: JSON.stringify({ items: [EVICTED] }), stderr });
  expect((await readNamespace(partly, 'loki')).pods).toHaveLength(1);
  const { pods, events } = await readNamespace(answering({ status: 1, stderr }), 'loki');
  expect(pods).toEqual([]);
  expect(events).toMatchObject([{ type: 'Warning', reason: 'kubectl', message: stderr }]);
});

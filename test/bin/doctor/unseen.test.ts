import { distinct, needsOfForward, unseenBecause, unseenOf } from '../../../bin/doctor/unseen';

const failed = (stderr: string) => ({ status: 1, stdout: '', stderr });

test('an error of permissions names each: verb, resource, group and namespace', () => {
  const stderr = [
    'Error from server (Forbidden): pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "loki"',
    'Error from server (Forbidden): deployments.apps is forbidden: User "x" cannot list resource "deployments" in API group "apps" in the namespace "loki"',
    'Error from server (Forbidden): nodes is forbidden: User "x" cannot list resource "nodes" in API group "" at the cluster scope',
    'Error from server (Forbidden): namespaces "loki" is forbidden: User "x" cannot get resource "namespaces" in API group "" in the namespace "loki"',
  ].join('\n');
  expect(unseenOf(failed(stderr), ['agent'], ['everything']).map(({ what, why, needs }) => [what, why, needs])).toEqual(
    [
      ['pods in namespace loki', 'forbidden', 'list pods in namespace loki'],
      ['deployments in namespace loki', 'forbidden', 'list deployments.apps in namespace loki'],
      ['nodes', 'forbidden', 'list nodes in the cluster'],
      ['namespace loki', 'forbidden', 'get namespaces in namespace loki'],
    ],
  );
});

test('another error is about all that was asked', () => {
  const stderr = 'E1121 14:47:37.5 1 x.go:1] "Unhandled Error"\nerror: context deadline exceeded\n';
  expect(unseenOf(failed(stderr), ['node'], ['nodes', 'pods'])).toEqual([
    { hops: ['node'], what: 'nodes', why: 'error: context deadline exceeded', needs: 'an answer of the API server' },
    { hops: ['node'], what: 'pods', why: 'error: context deadline exceeded', needs: 'an answer of the API server' },
  ]);
  expect(unseenOf({ status: 0, stdout: '', stderr: 'Warning: x' }, ['node'], ['nodes'])).toEqual([]);
});

test('each thing is named once, for all parts that need it', () => {
  const one = unseenBecause(['agent'], 'logs', new Error('a\n b'), 'get pods/log');
  expect(one.why).toBe('a b');
  expect(distinct([one, { ...one, hops: ['query'] }])).toEqual([{ ...one, hops: ['agent', 'query'] }]);
  expect(unseenBecause(['agent'], 'x', 'y'.repeat(500), 'z').why).toHaveLength(200);
});

test.each([
  [
    'error: error upgrading connection: pods "a" is forbidden: User "x" cannot create resource "pods/portforward" in API group "" in the namespace "loki"',
    'create pods/portforward in namespace loki',
  ],
  [
    'Error from server (Forbidden): pods "a" is forbidden: User "x" cannot get resource "pods" in API group "" in the namespace "loki"',
    'get pods in namespace loki',
  ],
  [
    'error: unable to forward port because pod is not running. Current status=Pending',
    'create pods/portforward in namespace loki, and a pod that is ready',
  ],
])('a port of a pod that cannot be opened: %s', (error, needs) => {
  expect(unseenBecause(['agent'], 'metrics', new Error(error), needsOfForward('a pod', 'loki')).needs).toBe(needs);
});

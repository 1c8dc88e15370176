import { askedBy } from '../../../../bin/wait/proxy/asked';

test('kinds, names, a namespace and selectors are read as kubectl reads them', () => {
  expect(
    askedBy('get pods,events --namespace loki --selector a=b --field-selector=type=Warning --output json'.split(' ')),
  ).toMatchObject({
    kinds: ['pods', 'events'],
    namespace: 'loki',
    parameters: { labelSelector: 'a=b', fieldSelector: 'type=Warning' },
  });
  expect(
    askedBy(['get', 'namespaces', 'a', 'b', '--ignore-not-found', '--request-timeout=20s', '--output', 'json']),
  ).toMatchObject({ names: ['a', 'b'], seconds: 20 });
  expect(askedBy(['get', '--raw', '/api/v1/nodes?limit=1'])).toMatchObject({ raw: '/api/v1/nodes?limit=1' });
});

test.each([
  ['another command', ['delete', 'pod', 'a', '--output', 'json']],
  ['another output', ['get', 'pods', '--namespace', 'a', '--output', 'name']],
  ['no output', ['get', 'pods', '--namespace', 'a']],
  ['an option that is not known', ['get', 'pods', '--show-labels', '--output', 'json']],
  ['a short option', ['get', 'pods', '-A', '--output', 'json']],
  ['a kind with a name', ['get', 'pod/a', '--namespace', 'a', '--output', 'json']],
  ['objects of a file', ['get', '--filename', '-', '--output', 'json']],
  ['no kind', ['get', '--output', 'json']],
])('%s is left to kubectl', (_name, args) => {
  expect(askedBy(args)).toBeUndefined();
});

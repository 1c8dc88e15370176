import { departures } from '../../../lib/manifests/departures';

const paths = (live: object, wanted: object): string[] => departures(live, wanted).map(({ path }) => path);

const pod = (more: object, container: object = {}) => ({
  spec: {
    template: { spec: { containers: [{ name: 'a', image: 'docker.io/grafana/loki:3.7.6', ...container }], ...more } },
  },
});

test.each<[string, object, object]>([
  [
    'what the API server fills in',
    { spec: { ports: [{ port: 80, protocol: 'TCP' }], clusterIP: '1' } },
    { spec: { ports: [{ port: 80 }] } },
  ],
  [
    'empty values that it leaves out',
    { spec: {} },
    { spec: { egress: [], podSelector: {}, hostNetwork: false, n: '' } },
  ],
  [
    'a port as number and text',
    { spec: { ports: [{ port: 80, targetPort: 8080 }] } },
    { spec: { ports: [{ port: 80, targetPort: '8080' }] } },
  ],
  ['a mirror of the registry', pod({}, { image: 'mirror.example.com/hub/grafana/loki:3.7.6' }), pod({})],
  [
    'variables, volumes and containers of operators',
    pod({ volumes: [{ name: 'b' }], containers: [...pod({}).spec.template.spec.containers, { name: 'mesh' }] }, {}),
    pod({}),
  ],
  [
    'a quantity in another form',
    { volume: { emptyDir: { sizeLimit: '1Gi' } } },
    { volume: { emptyDir: { sizeLimit: '1024Mi' } } },
  ],
  ['fields that somebody adds beside rendered ones', { spec: { minReadySeconds: 5, a: 1 } }, { spec: { a: 1 } }],
])('%s is no departure', (_what, live, wanted) => {
  expect(departures(live, wanted)).toEqual([]);
});

test.each<[string, object, object, string[]]>([
  [
    'a label in a selector',
    { spec: { selector: { a: 'b', of: 'nobody' } } },
    { spec: { selector: { a: 'b' } } },
    ['spec.selector.of'],
  ],
  [
    'a port that was renumbered',
    { spec: { ports: [{ port: 81, name: 'http' }] } },
    { spec: { ports: [{ port: 80, name: 'http' }] } },
    ['spec.ports[80]', 'spec.ports[81]'],
  ],
  [
    'a peer of a policy that was removed',
    { spec: { ingress: [{ from: [1] }] } },
    { spec: { ingress: [{ from: [1, 2] }] } },
    ['spec.ingress[0].from'],
  ],
  [
    'DNS by TCP instead of UDP',
    { ports: [{ port: 53, protocol: 'TCP' }] },
    { ports: [{ port: 53, protocol: 'UDP' }] },
    ['ports[0].protocol'],
  ],
  ['a tag', pod({}, { image: 'docker.io/grafana/loki:3.7.5' }), pod({}), ['spec.template.spec.containers[a].image']],
  [
    'an argument',
    pod({}, { args: ['-target=x'] }),
    pod({}, { args: ['-target=querier'] }),
    ['spec.template.spec.containers[a].args[0]'],
  ],
  ['a command that was added', pod({}, { command: ['sleep'] }), pod({}), ['spec.template.spec.containers[a].command']],
  [
    'a node selector that was added',
    pod({ nodeSelector: { disk: 'ssd' } }),
    pod({}),
    ['spec.template.spec.nodeSelector'],
  ],
  ['a field that was removed', { spec: {} }, { spec: { serviceName: 'x' } }, ['spec.serviceName']],
  [
    'a label with a slash',
    { metadata: { labels: { 'a.b/c': 'no' } } },
    { metadata: { labels: { 'a.b/c': 'yes' } } },
    ['metadata.labels[a.b/c]'],
  ],
])('%s is one', (_what, live, wanted, expected) => {
  expect(paths(live, wanted)).toEqual(expected);
});

test('ports of a Service are replaced together, since two cannot have one name', () => {
  const wanted = [{ port: 80, name: 'http' }];
  const [, added] = departures({ spec: { ports: [{ port: 81, name: 'http' }] } }, { spec: { ports: wanted } });
  expect(added?.patch).toEqual({ op: 'replace', path: '/spec/ports', value: wanted });
});

test('a field that an apply leaves has a patch, at its place in the cluster', () => {
  const live = { spec: { template: { spec: { containers: [{ name: 'mesh' }, { name: 'a', command: ['sleep'] }] } } } };
  const wanted = { spec: { template: { spec: { containers: [{ name: 'a' }] } } } };
  expect(departures(live, wanted)).toEqual([
    {
      path: 'spec.template.spec.containers[a].command',
      is: ['sleep'],
      patch: { op: 'remove', path: '/spec/template/spec/containers/1/command' },
    },
  ]);
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Get } from '../../../bin/doctor/listing';
import { readOtherAgents } from '../../../bin/doctor/other-agents';
import type { OpenForward } from '../../../bin/wait/forward';
import { healthySnapshot, healthySpoke } from '../../helpers/healthy-snapshot';

const { setup: SETUP } = healthySnapshot();

/** Opens no port. */
const NOBODY: OpenForward = () => Promise.reject(new Error('nothing runs'));

const agent = (name: string, spec: object, namespace = 'monitoring') => ({
  kind: 'DaemonSet',
  metadata: { name, namespace },
  spec: { template: { spec } },
});

const mounting = (configMap: string) => ({
  containers: [],
  volumes: [{ name: 'config', configMap: { name: configMap } }],
});
const asking = (...args: string[]) => ({ containers: [{ name: 'a', args }] });

/** Agents of a cluster, and texts of ConfigMaps. */
const cluster =
  (agents: readonly object[], configs: Readonly<Record<string, string>> = {}): Get =>
  ([what = '', name = '']) =>
    Promise.resolve({
      items: (what === 'daemonsets' ? agents : [{ kind: 'ConfigMap', data: { a: configs[name] } }]) as never,
      unseen: [],
    });

const found = async (setup: typeof SETUP, ...of: Parameters<typeof cluster>) =>
  (await readOtherAgents(cluster(...of), setup, NOBODY)).otherAgents?.map(
    ({ namespace, name }) => `${namespace}/${name}`,
  );

test('an agent in another namespace is one of this Loki if its arguments or its ConfigMap name it', async () => {
  const agents = [
    agent('promtail', asking('-client.url=http://loki-gateway.loki.svc.cluster.local/loki/api/v1/push')),
    agent('fluent-bit', mounting('fluent-bit')),
  ];
  expect(await found(SETUP, agents, { 'fluent-bit': '[OUTPUT]\n  Name loki\n  Host loki-gateway.loki\n' })).toEqual([
    'monitoring/promtail',
    'monitoring/fluent-bit',
  ]);
});

test.each([
  ['CloudWatch', '[OUTPUT]\n  Name cloudwatch_logs\n'],
  ['a Loki of another namespace', 'url: http://loki-gateway.loki-other.svc/push, http://loki.monitoring/'],
  ['a Loki of another cluster', 'url: https://loki.example.com/loki/api/v1/push'],
])('an agent that sends to %s does not send to this Loki', async (_where, text) => {
  expect(await found(SETUP, [agent('fluent-bit', mounting('c'))], { c: text })).toEqual([]);
});

test('agents of the environment are no others, and a spoke has the address of its hub', async () => {
  expect(await found(SETUP, [agent('alloy', asking('http://loki-gateway.loki/'), 'alloy')])).toEqual([]);
  const { setup } = healthySpoke();
  expect(await found(setup, [agent('promtail', asking(`${setup.remote?.url}/loki/api/v1/push`))])).toEqual([
    'monitoring/promtail',
  ]);
});

test('agents of a Loki that was found are its own, and what is forbidden is named', async () => {
  const unseen = [{ hops: ['node' as const], what: 'daemonsets', why: 'forbidden', needs: 'list daemonsets' }];
  const forbidden: Get = () => Promise.resolve({ items: [], unseen });
  expect(await readOtherAgents(forbidden, { ...SETUP, found: {} }, NOBODY)).toEqual({ unseen: [] });
  expect(await readOtherAgents(forbidden, SETUP, NOBODY)).toEqual({ unseen });
});

describe('an agent whose configuration is in a Secret', () => {
  let server: Server;
  let hosts: readonly string[] = [];
  const opened: string[] = [];
  beforeAll(async () => {
    server = createServer((_request, response) => {
      const lines = hosts.map((host) => `promtail_sent_bytes_total{host="${host}"} 5`);
      response.end(['promtail_build_info{host="x"} 1', ...lines, ''].join('\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());
  const open: OpenForward = ({ namespace, name, port }) => {
    opened.push(`${namespace} ${name} ${port}`);
    return Promise.resolve({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => opened.push('closed'),
    });
  };
  const promtail = (program: string, volume: object = { secret: { secretName: 'promtail' } }) => {
    const containers = [{ name: 'a', ports: [{ name: 'http-metrics', containerPort: 3101 }] }];
    const made = agent(program, { containers, volumes: [{ name: 'config', ...volume }] });
    return { ...made, metadata: { ...made.metadata, labels: { 'app.kubernetes.io/name': program } } };
  };
  const look = (item: object, opens = open) => readOtherAgents(cluster([item]), SETUP, opens);

  test('is one of this Loki if its metrics name it, and no Secret is read', async () => {
    hosts = ['logs.example.com', 'loki-gateway.loki.svc.cluster.local'];
    expect(await look(promtail('promtail'))).toEqual({
      otherAgents: [{ namespace: 'monitoring', name: 'promtail' }],
      unseen: [],
    });
    expect(opened).toEqual(['monitoring daemonset/promtail 3101', 'closed']);
  });

  test('is left out if it sends to others, or has no pod that runs', async () => {
    hosts = ['logs.example.com', 'loki-gateway.loki-other'];
    expect(await look(promtail('promtail'))).toEqual({ otherAgents: [], unseen: [] });
    expect(await look(promtail('promtail'), NOBODY)).toEqual({ otherAgents: [], unseen: [] });
  });

  test('is asked only if its program names hosts, and it has a Secret', async () => {
    opened.length = 0;
    hosts = ['loki-gateway.loki'];
    expect((await look(promtail('fluent-bit'))).otherAgents).toEqual([]);
    expect(await look(promtail('promtail', { emptyDir: {} }))).toEqual({ otherAgents: [], unseen: [] });
    expect(opened).toEqual([]);
  });

  test.each(['fluent-bit', 'vector'])('of %s is named as not visible, unless a ConfigMap has it', async (program) => {
    expect(await look(promtail(program))).toEqual({
      otherAgents: [],
      unseen: [
        {
          hops: ['node'],
          what: `where DaemonSet monitoring/${program} sends`,
          why: 'its configuration is in a Secret, which is not read',
          needs: 'your look at its outputs: if one is this Loki, lines are stored twice',
        },
      ],
    });
    // Its Secret may be one of certificates.
    const both = promtail(program, {
      projected: { sources: [{ secret: { name: 'tls' } }, { configMap: { name: 'c' } }] },
    });
    expect(await look(both)).toEqual({ otherAgents: [], unseen: [] });
  });

  test('is named with the permission that is missing', async () => {
    const says = 'pods "promtail-x" is forbidden: User "x" cannot create resource "pods/portforward"';
    const { otherAgents, unseen } = await look(promtail('promtail'), () => Promise.reject(new Error(says)));
    expect(otherAgents).toEqual([]);
    expect(unseen).toMatchObject([
      {
        what: 'where DaemonSet monitoring/promtail sends',
        needs: 'create pods/portforward in namespace monitoring',
      },
    ]);
  });
});

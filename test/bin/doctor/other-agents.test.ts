import type { Get } from '../../../bin/doctor/listing';
import { readOtherAgents } from '../../../bin/doctor/other-agents';
import { healthySnapshot, healthySpoke } from '../../helpers/healthy-snapshot';

const { setup: SETUP } = healthySnapshot();

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
  (await readOtherAgents(cluster(...of), setup)).otherAgents?.map(({ namespace, name }) => `${namespace}/${name}`);

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
  expect(await readOtherAgents(forbidden, { ...SETUP, found: {} })).toEqual({ unseen: [] });
  expect(await readOtherAgents(forbidden, SETUP)).toEqual({ unseen });
});

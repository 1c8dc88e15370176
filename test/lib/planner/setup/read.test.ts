import { JsonPatch } from 'cdk8s';
import { ENVIRONMENTS, resourcesOf, stageOf, templatesOf } from '../../../helpers/environments';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import { ENDPOINT_SERVICES } from '../../../../lib/planner/factors';
import { environmentSetup } from '../../../../lib/planner/plan';
import { isSetup } from '../../../../lib/planner/setup/validate';
import { EXISTING, setupWith } from './environments';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/11112222-3333-4444-5555-666677778888';

test.each(Object.keys(ENVIRONMENTS))('the setup of %s is plain data, which a record gives back', (name) => {
  const environment = ENVIRONMENTS[name];
  if (!environment) throw new Error(name);
  const setup = environmentSetup(environment);
  const read: unknown = JSON.parse(JSON.stringify(setup));
  expect(read).toEqual(setup);
  expect(isSetup(read)).toBe(true);
});

test('a new cluster has nodes, a NAT gateway, logs of the control plane and the key of its Secrets', () => {
  const { cluster, keys, secrets, doors } = setupWith({ volume: '500 GB/day' });
  expect(cluster).toEqual({
    kind: 'create',
    version: '1.35',
    isAuto: false,
    nodes: { instanceType: 'm6i.2xlarge', count: 4, rootDisk: 100 },
    natGateways: 1,
    interfaceEndpoints: false,
    flowLogs: false,
    controlPlaneLogs: true,
  });
  expect([keys, secrets, doors]).toEqual([1, 2, { count: 0, public: 0 }]);
});

test('its fields count', () => {
  const create = { nodes: 7, instanceTypes: ['m7g.xlarge'], natGateways: 3, interfaceEndpoints: true, flowLogs: true };
  const setup = setupWith({
    cluster: { create: { ...create, version: '1.34', controlPlaneLogs: [] } },
    storage: { encryption: 'kms' },
    readers: { shop: { tenants: ['prod'] } },
  });
  expect(setup.cluster).toMatchObject({
    ...{ version: '1.34', natGateways: 3, interfaceEndpoints: true, flowLogs: true, controlPlaneLogs: false },
    nodes: { instanceType: 'm7g.xlarge', count: 7 },
  });
  expect([setup.keys, setup.secrets]).toEqual([2, 3]);
});

test('as many endpoints, gateways, keys and secrets as the templates have', () => {
  const create = { natGateways: 2, interfaceEndpoints: true };
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create }, storage: { encryption: 'kms' } },
    readers: { shop: { tenants: ['prod'] } },
    grafana: { deploy: { storage: true } },
  });
  const setup = environmentSetup(environment);
  const templates = Object.values(templatesOf(stageOf(environment)));
  const count = (type: string) => templates.flatMap((template) => resourcesOf(template, type)).length;
  const endpoints = templates
    .flatMap((template) => resourcesOf(template, 'AWS::EC2::VPCEndpoint'))
    .filter(([, { Properties }]) => Properties['VpcEndpointType'] === 'Interface');
  expect(endpoints).toHaveLength(ENDPOINT_SERVICES);
  expect([setup.cluster.natGateways, setup.keys, setup.secrets]).toEqual([
    count('AWS::EC2::NatGateway'),
    count('AWS::KMS::Key'),
    count('AWS::SecretsManager::Secret'),
  ]);
});

test('in Auto Mode and on an existing cluster, the nodes are those that the pods fit on', () => {
  const auto = setupWith({ volume: '500 GB/day', cluster: { create: { mode: 'auto' } } });
  expect(auto.cluster).toMatchObject({ isAuto: true, nodes: { instanceType: 'm6i.2xlarge', count: 4, rootDisk: 80 } });
  const { cluster, keys } = setupWith({ volume: '500 GB/day', cluster: EXISTING });
  expect(cluster).toMatchObject({ kind: 'existing', natGateways: 0, controlPlaneLogs: false });
  expect(cluster.nodes).toEqual({ instanceType: 'm6i.2xlarge', count: 4 });
  expect(keys).toBe(0);
});

test('in a VPC that exists, nothing of it is made', () => {
  const vpc = {
    vpcId: 'vpc-0123456789abcdef0',
    privateSubnetIds: ['a', 'b', 'c'].map((one) => `subnet-0123456789abcde${one}0`),
  };
  expect(setupWith({ cluster: { create: vpc } }).cluster).toMatchObject({ natGateways: 0, interfaceEndpoints: false });
});

test('things that exist are not made', () => {
  const { keys, secrets, asksForSecrets } = setupWith({
    storage: { encryption: 'kms', encryptionKeyArn: KEY },
    credentials: { createSecrets: false },
  });
  expect([keys, secrets, asksForSecrets]).toEqual([1, 0, true]);
  const byHand = setupWith({ credentials: { from: 'kubernetes-secret' } });
  expect([byHand.secrets, byHand.asksForSecrets]).toEqual([0, false]);
});

test('pods and volumes are those of the objects, with sizes and changes of the user', () => {
  const plain = setupWith();
  const changed = setupWith({
    loki: { sizes: { querier: { replicas: 9, cpu: 1 }, ingester: { volume: 500 } } },
    customize: (charts) =>
      charts.object('StatefulSet', 'loki-index-gateway').addJsonPatch(JsonPatch.replace('/spec/replicas', 4)),
  });
  const of = (setup: typeof plain, name: string) => setup.pods.find(({ title }) => title.endsWith(name));
  expect(of(plain, '/loki-querier')).toMatchObject({ count: 2, cpu: 0.75, memory: 1.5 });
  expect(of(changed, '/loki-querier')).toMatchObject({ count: 9, cpu: 1, memory: 1.5 });
  expect(of(plain, '/alloy')).toEqual({ title: 'DaemonSet alloy/alloy', cpu: 0.1, memory: 0.25 });
  expect(changed.volumes).toContainEqual({
    ...{ title: 'StatefulSet loki/loki-ingester', count: 3, gibibytes: 500, throughput: 125 },
  });
  expect(changed.volumes.find(({ title }) => title.endsWith('index-gateway'))?.count).toBe(4);
});

test('faster volumes have their throughput', () => {
  const { volumes } = setupWith({ volume: '1000 GB/day' });
  expect(volumes.find(({ title }) => title.endsWith('loki-ingester'))).toMatchObject({ throughput: 200 });
  expect(volumes.find(({ title }) => title.endsWith('loki-compactor'))).toMatchObject({ throughput: 125 });
});

test('retentions are counted by tenant, and for ever is null', () => {
  const { loki } = setupWith({
    retention: '14d',
    tenants: ['a', 'b', 'c'],
    loki: { tenantLimits: { b: { retention_period: '90d' }, c: { retention_period: '0s' } } },
  });
  expect(loki?.retentions).toEqual([
    { days: 14, tenants: 1 },
    { days: 90, tenants: 1 },
    { days: null, tenants: 1 },
  ]);
});

test('compression, streams and moves of chunks', () => {
  const transition = { to: 'INTELLIGENT_TIERING', afterDays: 7 } as const;
  const { loki } = setupWith({
    loki: { chunkEncoding: 'snappy' },
    alloy: { nodeLabel: false },
    storage: { transition },
  });
  expect(loki).toMatchObject({
    copies: 4,
    maxStreams: 10_000,
    s3: { encoding: 'snappy', nodeLabel: false, transition },
  });
});

test('a local cluster has pods and volumes, and nothing of AWS', () => {
  const setup = setupWith({ account: undefined, region: undefined, cluster: { local: {} } });
  expect(setup.cluster).toMatchObject({ kind: 'local', natGateways: 0, controlPlaneLogs: false });
  expect([setup.keys, setup.secrets, setup.doors.count, setup.loki?.s3]).toEqual([0, 0, 0, undefined]);
  expect(setup.pods.length).toBeGreaterThan(5);
});

test('doors, Kafka, metrics and destinations', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888';
  const expose = { host: 'loki.example.com', certificateArn } as const;
  const doors = (more: object) => setupWith({ expose: { ...expose, ...more } }).doors;
  expect(doors({})).toEqual({ count: 1, public: 0 });
  expect(doors({ by: 'alb', access: 'public', from: ['203.0.113.0/24'] })).toEqual({ count: 1, public: 1 });
  expect(doors({ access: 'public-to-all' })).toEqual({ count: 1, public: 1 });
  expect(doors({ privateLink: { principals: ['arn:aws:iam::444455556666:root'] } })).toEqual({ count: 1, public: 0 });

  const clusterArn = 'arn:aws:kafka:us-east-1:111122223333:cluster/logs/11112222-3333-4444-5555-666677778888-1';
  const brokers = ['b-1.logs.example.com:9098'];
  expect(setupWith({ tenants: ['a', 'b'], alloy: { kafka: { brokers, iam: { clusterArn } } } }).kafka).toEqual({
    isMsk: true,
    topics: 2,
  });
  expect(setupWith({ alloy: { kafka: { brokers } } }).kafka?.isMsk).toBe(false);

  const workspaceArn = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-11112222-3333-4444-5555-666677778888';
  const monitoring = { from: 'alloy', remoteWrite: { workspaceArn }, metrics: 'all', interval: '30s' } as const;
  expect(setupWith({ monitoring }).metrics).toEqual({ kept: 'all', seconds: 30 });
  const destinations = [{ name: 'archive', loki: { url: 'https://loki.example.com' } }];
  expect(setupWith({ alloy: { destinations } }).elsewhere).toEqual(['archive']);
});

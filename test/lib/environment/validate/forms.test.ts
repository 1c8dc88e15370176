import { cut, linesOf, prod } from './environments';

const PREFIX = 'environments.prod.';
const store = (more: object) => ({
  storage: { endpoint: { url: 'https://minio.storage.svc:9000', accessKey: { secret: 'minio' }, ...more } },
});
const folder = (name: string) => ({ grafana: { dashboards: { folder: name } } });
const user = (username: string) => ({
  alloy: {
    destinations: [
      {
        name: 'a',
        loki: { url: 'https://loki.example.com', username, passwordSecret: { name: 'a', key: 'password' } },
      },
    ],
  },
});
const schema = (indexPath: string) => ({ loki: { schema: [{ from: '2024-04-01', indexPath }] } });
const DASHBOARDS = ['logs', 'nodes', 'events', 'flows', 'pipeline', 'write', 'read', 'storage', 'tenants', 'agents'];
const local = (remoteWrite: object) => ({
  account: undefined,
  region: undefined,
  cluster: { local: {} },
  monitoring: { from: 'alloy', remoteWrite },
});
const WORKSPACE = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
const ADDRESS = { url: 'https://10.0.0.1:9000' };
const tag = (length: number) => `localhost:5000/loki:${'x'.repeat(length)}`;

test.each<[what: string, right: object, wrong: object, line: string]>([
  [
    'a folder of the index does not lead out of the bucket',
    schema('a/..b/.c/'),
    schema('a/../b/'),
    "loki.schema[0].indexPath: a/../b/ is not a folder; write one such as 'index/'",
  ],
  [
    'a folder of dashboards does not lead out of that of the sidecar',
    folder('a/b..c'),
    folder('../x'),
    "grafana.dashboards.folder: ../x leads out of the folder of the dashboards; write a name such as 'Logs'",
  ],
  [
    'a dashboard is left',
    { grafana: { dashboards: { without: DASHBOARDS.slice(1) } } },
    { grafana: { dashboards: { without: DASHBOARDS } } },
    'grafana.dashboards.without: leaves out every dashboard; leave out fewer, or write false instead of the object',
  ],
  [
    'the name of a user has no colon',
    user('a@b'),
    user('a:b'),
    "alloy.destinations[0].loki.username: a:b has a colon, at which the name of a user ends; write one such as 'writer'",
  ],
  [
    'a tag of an image has 128 characters',
    { images: { loki: tag(128) } },
    { images: { loki: tag(129) } },
    `images.loki: ${cut(tag(129))} is not an image; write one such as 'docker.io/grafana/loki:3.7.6'`,
  ],
  [
    'the two halves of an access key are two keys',
    store({ accessKey: { secret: 'minio', idKey: 'id' } }),
    store({ accessKey: { secret: 'minio', idKey: 'secret-access-key' } }),
    'storage.endpoint.accessKey: has secret-access-key as idKey and as secretKey; write the two keys of the Secret',
  ],
  [
    'no bucket is before an address',
    store(ADDRESS),
    store({ ...ADDRESS, pathStyle: false }),
    'storage.endpoint.pathStyle: false, and no name of a bucket can be before the address in https://10.0.0.1:9000; leave it out',
  ],
  [
    'annotations leave room on the objects',
    { annotations: { a: 'x'.repeat(131_071) } },
    { annotations: { a: 'x'.repeat(300_000) } },
    `annotations: ${cut(JSON.stringify({ a: 'x'.repeat(300_000) }))} has 300001 bytes, and objects have annotations of their own; use at most 131072`,
  ],
  [
    'a region that does not exist is one problem, which names the nearest',
    { region: 'us-east-1' },
    { region: 'US-EAST-1' },
    'region: US-EAST-1 is not a region that loki 3.7.6 can store in; did you mean us-east-1?',
  ],
  [
    'a tenant that Loki does not take is one problem, with Kafka too',
    { tenants: ['a.b'], alloy: { kafka: { brokers: ['kafka.kafka:9092'] } } },
    { tenants: ['a b'], alloy: { kafka: { brokers: ['kafka.kafka:9092'] } } },
    "tenants[0]: a b has a character Loki does not accept in a tenant; use letters, digits and ! - _ . * ' ( )",
  ],
  [
    'samples of a local cluster go to no workspace of AWS',
    local({ url: 'http://prometheus.monitoring:9090/api/v1/write' }),
    local({ workspaceArn: WORKSPACE }),
    `monitoring.remoteWrite.workspaceArn: ${cut(WORKSPACE)} has no effect, since a local cluster has nothing in AWS; leave it out, or write a url`,
  ],
  [
    'the lines of the canary are not kept from Loki',
    { canary: true, alloy: { destinations: [{ here: { except: { namespaces: ['shop'] } } }] } },
    { canary: true, alloy: { destinations: [{ here: { except: { namespaces: ['loki-*'] } } }] } },
    'alloy.destinations[0].here.except: names them, and the lines of the canary, in loki-canary, would be missing; let them through, or leave canary out',
  ],
  [
    'the container of the canary is read',
    { canary: true, alloy: { pods: { containers: { exclude: ['istio-*', 'loki-canary'] } } } },
    { canary: true, alloy: { pods: { containers: { exclude: ['istio-*', 'can*'] } } } },
    'alloy.pods.containers.exclude[1]: can* leaves out the container of the canary; narrow it, so that it is not canary',
  ],
])('%s', (_what, right, wrong, line) => {
  expect(linesOf(prod(right))).toEqual([]);
  expect(linesOf(prod(wrong))).toEqual([PREFIX + line]);
});

import { Duration, JsonPatch } from 'cdk8s';
import { parse } from 'yaml';
import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials';
import { IMAGES } from '../../../charts/images';
import type { LokiChartProps } from '../../../charts/loki/chart';
import { LOKI_COMPONENTS } from '../../../charts/loki/components';
import { conventions } from '../../kubernetes/conventions';
import { findingsOf } from '../../kubernetes/findings';
import { validateManifests } from '../../kubernetes/validate';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../helpers/charts';

/** Workloads of Loki, by their name without `loki-`. */
function workloads(props: Partial<LokiChartProps> = {}): Map<string, KubernetesObject> {
  return new Map(
    objectsOf(makeCharts(props))
      .filter(({ kind, metadata }) => ['Deployment', 'StatefulSet'].includes(kind) && metadata.namespace === 'loki')
      .map((object) => [object.metadata.name.slice('loki-'.length), object]),
  );
}

const config = (props: Partial<LokiChartProps> = {}) =>
  parse(objectOf(makeCharts(props), 'ConfigMap', 'loki').data['config.yaml']);

const container = (object: KubernetesObject | undefined) => object?.spec.template.spec.containers[0];

describe('every workload', () => {
  const all = workloads();

  test('is there: ten components, the gateway and two caches', () => {
    expect([...all.keys()].sort()).toEqual([
      'chunks-cache',
      'compactor',
      'distributor',
      'gateway',
      'index-gateway',
      'ingester',
      'overrides-exporter',
      'pattern-ingester',
      'querier',
      'query-frontend',
      'query-scheduler',
      'results-cache',
      'ruler',
    ]);
  });

  test.each([...all])('%s starts, is ready and lives by probes, and asks for what it needs', (_name, object) => {
    for (const one of object.spec.template.spec.containers) {
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) expect(one).toHaveProperty(probe);
      expect(one.resources.requests).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
      expect(one.resources.limits).toEqual({ memory: one.resources.requests.memory });
    }
  });

  test.each([...all])('%s has no token of the Kubernetes API', (_name, object) => {
    expect(object.spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  test.each([...all])('%s spreads over zones and hosts', (_name, object) => {
    const constraints = object.spec.template.spec.topologySpreadConstraints as KubernetesObject[];
    expect(constraints.map((constraint) => constraint.topologyKey)).toEqual([
      'topology.kubernetes.io/zone',
      'kubernetes.io/hostname',
    ]);
    for (const constraint of constraints) {
      expect(constraint.labelSelector).toEqual({ matchLabels: object.spec.selector.matchLabels });
    }
  });

  test.each(LOKI_COMPONENTS.map(({ target }) => target))(
    '%s collects garbage late, and knows its memory limit',
    (target) => {
      const { env, resources } = container(all.get(target));
      const limit = Number.parseInt(resources.limits.memory, 10);
      expect(resources.requests.memory).toBe(resources.limits.memory);
      expect(env).toContainEqual({ name: 'GOMEMLIMIT', value: `${Math.floor(limit * 0.9)}MiB` });
      expect(env).toContainEqual({ name: 'GOGC', value: '200' });
    },
  );

  test.each(LOKI_COMPONENTS.map(({ target }) => target))('%s runs Loki 3.7.6 with its own target', (target) => {
    const { image, args } = container(all.get(target));
    expect(image).toBe('docker.io/grafana/loki:3.7.6');
    expect(args).toContain(`-target=${target}`);
  });
});

describe('nothing is lost by default', () => {
  const all = workloads();

  test('what must outlive a pod is on a volume that stays when pod and StatefulSet go', () => {
    const withClaim = [...all].filter(([, object]) => object.spec.volumeClaimTemplates);
    expect(withClaim.map(([name]) => name).sort()).toEqual(['compactor', 'index-gateway', 'ingester', 'ruler']);
    for (const [name, object] of withClaim) {
      const [claim] = object.spec.volumeClaimTemplates;
      expect(claim.spec.storageClassName).toBe('gp3');
      expect(object.spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
      expect([name, container(object).volumeMounts]).toEqual([
        name,
        expect.arrayContaining([{ name: claim.metadata.name, mountPath: '/var/loki' }]),
      ]);
    }
  });

  test('the write-ahead log, the compactor and the ruler are on those volumes', () => {
    const { ingester, compactor, ruler, common } = config();
    for (const path of [ingester.wal.dir, compactor.working_directory, ruler.wal.dir, ruler.rule_path]) {
      expect(path.startsWith(`${common.path_prefix}/`)).toBe(true);
    }
    expect(common.path_prefix).toBe('/var/loki');
  });

  test('three ingesters for three copies, never two on a host, strictly one a zone', () => {
    const spec = all.get('ingester')?.spec;
    expect(spec.replicas).toBe(config().common.replication_factor);
    expect(spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      { labelSelector: { matchLabels: spec.selector.matchLabels }, topologyKey: 'kubernetes.io/hostname' },
    ]);
    expect(spec.template.spec.topologySpreadConstraints[0]).toMatchObject({
      topologyKey: 'topology.kubernetes.io/zone',
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
    });
  });

  test('a write-ahead log that is replayed for long does not restart its pod', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container(all.get('ingester'));
    expect(readinessProbe.httpGet.path).toBe('/ready');
    expect(startupProbe.httpGet.path).not.toBe('/ready');
    expect(livenessProbe.httpGet.path).not.toBe('/ready');
  });

  test('no update takes a pod of a Deployment away before another is ready', () => {
    for (const object of [...all.values()].filter(({ kind }) => kind === 'Deployment')) {
      expect(object.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    }
  });

  test('retention is one thing: limits, compactor and what a query may ask for', () => {
    const { limits_config, compactor } = config({ retention: Duration.days(3) });
    expect(limits_config).toMatchObject({ retention_period: '72h', max_query_lookback: '72h' });
    expect(compactor).toMatchObject({ retention_enabled: true, delete_request_store: 's3' });
  });
});

test.each<[string, object, unknown]>([
  ['nothing of its own', { ingestion_rate_mb: 20 }, undefined],
  ['a longer retention', { retention_period: '90d' }, '2160h'],
  ['a shorter retention', { retention_period: '24h' }, '24h'],
  [
    'some streams that stay longer',
    { retention_stream: [{ selector: '{a="b"}', priority: 1, period: '60d' }] },
    '1440h',
  ],
  ['some streams that go earlier', { retention_stream: [{ selector: '{a="b"}', priority: 1, period: '24h' }] }, '72h'],
  ['everything kept for ever', { retention_period: '0' }, '0h'],
  ['a lookback it names itself', { retention_period: '90d', max_query_lookback: '7d' }, '7d'],
])('queries of a tenant look back as far as its lines are kept: %s', (_what, limits, lookback) => {
  const charts = makeCharts({ retention: Duration.days(3), tenantLimits: { apps: limits } });
  const runtime = parse(Object.values(objectOf(charts, 'ConfigMap', 'loki-runtime').data)[0] as string);
  expect(runtime.overrides.apps.max_query_lookback).toBe(lookback);
});

describe('configuration', () => {
  test('a user’s changes are merged over ours', () => {
    const changed = config({
      config: { querier: { max_concurrent: 99 }, frontend: { log_queries_longer_than: '10s' }, index_gateway: null },
    });
    expect(changed.querier.max_concurrent).toBe(99);
    expect(changed.frontend).toMatchObject({ log_queries_longer_than: '10s', encoding: 'protobuf' });
    expect(changed).not.toHaveProperty('index_gateway');
    expect(changed.limits_config).toEqual(config().limits_config);
  });

  test('everything wrong with them is said at once', () => {
    expect(() =>
      makeCharts({
        tenants: [],
        retention: Duration.hours(12),
        config: { querier: { max_concurent: 1 } } as never,
        tenantLimits: { apps: { ingestion_rate_mb: 'fast' } as never },
      }),
    ).toThrow(
      'tenants: empty; name at least one tenant\n' +
        'retention: 12 hours is shorter than the 24h index period; use at least 1 day\n' +
        'config.querier.max_concurent: not a key of loki 3.7.6; did you mean max_concurrent?\n' +
        'tenantLimits.apps.ingestion_rate_mb: ',
    );
  });

  test('a change of the configuration rolls the pods that read it, a change of a tenant’s limits none', () => {
    const sums = (props: Partial<LokiChartProps>) =>
      [...workloads(props)].map(([name, object]) => [
        name,
        object.spec.template.metadata.annotations?.['checksum/config'],
      ]);
    const before = sums({});
    expect(sums({ tenantLimits: { apps: { ingestion_rate_mb: 20 } } })).toEqual(before);
    const after = sums({ config: { querier: { max_concurrent: 99 } } });
    const rolled = after.filter(([name, sum]) => sum !== before.find(([other]) => other === name)?.[1]);
    expect(rolled.map(([name]) => name).sort()).toEqual(LOKI_COMPONENTS.map(({ target }) => target).sort());
  });

  test('limits of tenants are in the file that is read again while running', () => {
    const charts = makeCharts({ tenantLimits: { apps: { ingestion_rate_mb: 20 } } });
    expect(parse(objectOf(charts, 'ConfigMap', 'loki-runtime').data['runtime-config.yaml'])).toEqual({
      overrides: { apps: { ingestion_rate_mb: 20 } },
    });
  });

  test('nothing of AWS is in it but region, endpoint and buckets: credentials come from the role', () => {
    expect(config().storage_config.object_store.s3).toEqual({
      region: 'eu-west-1',
      endpoint: 's3.eu-west-1.amazonaws.com',
      bucket_name: 'test-chunks',
      dualstack_enabled: false,
    });
    const china = { chunkBucket: 'c', rulerBucket: 'r', region: 'cn-north-1' };
    expect(config({ store: china }).ruler_storage.s3.endpoint).toBe('s3.cn-north-1.amazonaws.com.cn');
  });

  test('a region that Loki would take for us-east-1 is refused', () => {
    const store = { chunkBucket: 'c', rulerBucket: 'r', region: 'ap-southeast-6' };
    expect(() => makeCharts({ store })).toThrow(
      "store.region: ap-southeast-6 is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'",
    );
  });

  test('memberlist is found on the pods that listen for it, and on no other', () => {
    const gossiping = [...workloads()].filter(
      ([, object]) => object.spec.template.metadata.labels['loki.grafana.com/memberlist'] === 'true',
    );
    expect(gossiping.map(([name]) => name).sort()).toEqual([
      'compactor',
      'distributor',
      'ingester',
      'pattern-ingester',
      'querier',
      'ruler',
    ]);
    for (const [, object] of gossiping) {
      expect(container(object).ports).toContainEqual({ name: 'memberlist', containerPort: 7946 });
      expect(container(object).args).toContain('-memberlist.advertise-addr=$(POD_IP)');
    }
  });

  test('addresses in it are Services that exist, at ports they have', () => {
    const charts = makeCharts();
    const services = new Map(
      objectsOf(charts)
        .filter(({ kind }) => kind === 'Service')
        .map(({ metadata, spec }) => [
          `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
          spec.ports as { name: string; port: number }[],
        ]),
    );
    const text = objectOf(charts, 'ConfigMap', 'loki').data['config.yaml'] as string;
    const addresses = [...text.matchAll(/(?:_(\S+?)\._tcp\.)?([a-z0-9-]+\.loki\.svc\.cluster\.local)(?::(\d+))?/g)];
    expect(addresses.length).toBeGreaterThan(6);
    for (const [, portName, host, port] of addresses) {
      const ports = services.get(host as string) ?? [];
      expect([host, ports.some((one) => one.name === portName || one.port === Number(port))]).toEqual([host, true]);
    }
  });

  test('the ruler finds the Alertmanager that is named, and gets out to its port', () => {
    const charts = makeCharts({ alertmanagerUrl: 'http://alertmanager.monitoring:9093' });
    expect(parse(objectOf(charts, 'ConfigMap', 'loki').data['config.yaml']).ruler.alertmanager_url).toBe(
      'http://alertmanager.monitoring:9093',
    );
    expect(objectOf(charts, 'NetworkPolicy', 'loki-ruler').spec.egress).toEqual([
      { ports: [{ protocol: 'TCP', port: 9093 }] },
    ]);
  });
});

describe('the network', () => {
  test('nothing comes in or goes out but what is named', () => {
    expect(objectOf(makeCharts(), 'NetworkPolicy', 'loki-default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  test('only those who send or show logs reach the gateway', () => {
    const { ingress } = objectOf(makeCharts({ clientNamespaces: ['tools'] }), 'NetworkPolicy', 'loki-gateway').spec;
    const from = ingress[0].from.map(
      (peer: KubernetesObject) => peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'],
    );
    expect(from).toEqual(['loki', 'alloy', 'grafana', 'tools']);
  });

  test('only what stores gets out to S3', () => {
    const charts = makeCharts();
    const { podSelector, egress } = objectOf(charts, 'NetworkPolicy', 'loki-object-store').spec;
    expect(egress).toEqual([{ ports: [{ protocol: 'TCP', port: 443 }] }]);
    const matched = [...workloads()].filter(([, object]) =>
      Object.entries(podSelector.matchLabels).every(
        ([key, value]) => object.spec.template.metadata.labels[key] === value,
      ),
    );
    expect(matched.map(([name]) => name).sort()).toEqual([
      'compactor',
      'index-gateway',
      'ingester',
      'querier',
      'ruler',
    ]);
  });

  test('a Service’s port is its container’s, as the policies of the Amazon VPC CNI ask', () => {
    const objects = objectsOf(makeCharts());
    for (const service of objects.filter(({ kind }) => kind === 'Service')) {
      const pods = objects.filter(
        (object) =>
          object.spec?.template &&
          Object.entries(service.spec.selector).every(
            ([key, value]) => object.spec.template.metadata.labels[key] === value,
          ),
      );
      for (const { name, port } of service.spec.ports) {
        const declared = pods.flatMap((pod) =>
          pod.spec.template.spec.containers.flatMap((one: KubernetesObject) => one.ports),
        );
        expect(declared).toContainEqual(expect.objectContaining({ name, containerPort: port }));
      }
    }
  });

  test('can be left open', () => {
    const kinds = objectsOf(makeCharts({ networkPolicies: false })).map(({ kind }) => kind);
    expect(kinds).not.toContain('NetworkPolicy');
  });
});

describe('changes of a user', () => {
  test.each<[string, Partial<LokiChartProps>]>([
    ['a Secret of another name', { credentials: new KubernetesSecretCredentials({ secretName: 'other' }) }],
    ['another DNS domain', { clusterDomain: 'example.internal' }],
    [
      'everything twice',
      { sizes: { ruler: { replicas: 2 }, chunksCache: { replicas: 2 }, distributor: { replicas: 4 } } },
    ],
    [
      'one of everything',
      { sizes: { distributor: { replicas: 1 }, querier: { replicas: 1 }, gateway: { replicas: 1 } } },
    ],
    ['a compactor too many', { sizes: { compactor: { replicas: 3 } } }],
    ['scraping', { metricsNamespaces: ['monitoring'] }],
  ])('leave the whole valid: %s', (_what, props) => {
    const objects = objectsOf(makeCharts(props));
    const secret = props.credentials ? 'other' : 'loki-credentials';
    const external = [
      ...['loki', 'alloy'].map((namespace) => `Secret ${namespace}/${secret}`),
      'StorageClass gp3',
      'Namespace monitoring',
    ];
    expect(findingsOf(objects)).toEqual([]);
    expect(conventions(objects, external)).toEqual([]);
    expect(validateManifests(objects, '1.34')).toEqual([]);
  });

  test('the compactor stays alone, whatever its size says', () => {
    expect(workloads({ sizes: { compactor: { replicas: 3 } } }).get('compactor')?.spec.replicas).toBe(1);
  });

  test('a patch of any object is kept, plain values too', () => {
    const charts = makeCharts();
    charts
      .object('Deployment', 'loki-querier')
      .addJsonPatch(JsonPatch.replace('/spec/strategy/rollingUpdate', { maxSurge: '20%', maxUnavailable: 1 }));
    expect(objectOf(charts, 'Deployment', 'loki-querier').spec.strategy.rollingUpdate).toEqual({
      maxSurge: '20%',
      maxUnavailable: 1,
    });
  });

  test('an object that is not there is said with those that are', () => {
    const charts = makeCharts();
    expect(() => charts.object('StatefulSet', 'ingester')).toThrow(
      /^no StatefulSet is named ingester; there are .*loki-ingester/,
    );
    expect(() => charts.object('Pod', 'x')).toThrow(/^no object is a Pod; the kinds are Namespace, /);
  });

  test('images can come from elsewhere', () => {
    const charts = makeCharts({ images: { loki: 'registry.example.com/loki:3.7.6' } });
    expect(container(objectOf(charts, 'Deployment', 'loki-querier')).image).toBe('registry.example.com/loki:3.7.6');
    expect(container(objectOf(charts, 'Deployment', 'loki-gateway')).image).toBe(IMAGES.nginx);
  });
});

import { Duration } from 'cdk8s';
import { LOKI_COMPONENTS } from '../../../../charts/loki/components';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../../helpers/charts';
import { configOf, container, workloads } from '../helpers';

describe('every workload', () => {
  const all = workloads();

  test('is rendered: ten components, the gateway and two caches', () => {
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

  test.each([...all])('%s has all three probes, requests, and a memory limit equal to its request', (_name, object) => {
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
    '%s has GOMEMLIMIT below its memory limit, and GOGC=200',
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
    expect(args).toContainEqual(expect.stringMatching(`^-target=(tenant-configs,)?${target}$`));
  });

  // Loki 3.7.6 makes them in any order otherwise, and ends with its first lines: https://github.com/grafana/loki/issues/23075.
  test('a distributor has the settings of tenants before it sends lines to pattern ingesters', () => {
    const after = [...all].filter(([, object]) =>
      container(object).args?.some((arg: string) => arg.startsWith('-target=tenant-configs,')),
    );
    expect(after.map(([name]) => name)).toEqual(['distributor']);
  });
});

describe('nothing is lost by default', () => {
  const all = workloads();

  test('state that must outlive a pod is on a volume that outlives pod and StatefulSet', () => {
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

  test('claims say their apiVersion and kind, as the API server stores them', () => {
    const claims = [...all.values()].flatMap(({ spec }) => (spec.volumeClaimTemplates ?? []) as KubernetesObject[]);
    expect(claims.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(
      Array<string>(4).fill('v1 PersistentVolumeClaim'),
    );
  });

  test.each([
    [3, 3],
    [4, 3],
    [2, 2],
    [undefined, undefined],
  ])('with nodes in %s zones, ingesters wait for %s of them', (zones, minDomains) => {
    const [zone] = workloads({ zones }).get('ingester')?.spec.template.spec.topologySpreadConstraints as [
      KubernetesObject,
    ];
    expect(zone['minDomains']).toBe(minDomains);
    expect(
      workloads({ zones }).get('distributor')?.spec.template.spec.topologySpreadConstraints[0].minDomains,
    ).toBeUndefined();
  });

  test('three ingesters for three copies, at most one per host, strictly spread over zones', () => {
    const spec = all.get('ingester')?.spec;
    expect(spec.replicas).toBe(configOf().common.replication_factor);
    expect(spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      { labelSelector: { matchLabels: spec.selector.matchLabels }, topologyKey: 'kubernetes.io/hostname' },
    ]);
    expect(spec.template.spec.topologySpreadConstraints[0]).toMatchObject({
      topologyKey: 'topology.kubernetes.io/zone',
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
    });
  });

  test('a long replay of the write-ahead log does not restart the pod', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container(all.get('ingester'));
    expect(readinessProbe.httpGet.path).toBe('/ready');
    expect(startupProbe.httpGet.path).not.toBe('/ready');
    expect(livenessProbe.httpGet.path).not.toBe('/ready');
  });

  // With a fixed port it would take lines while it replays, and drop others: test/e2e/suites/replay.ts.
  test('an ingester, and nothing else, serves gRPC on another port after each start, which no object names', () => {
    const anyPort = [...all].filter(([, object]) => container(object).args?.includes('-server.grpc-listen-port=0'));
    expect(anyPort.map(([name]) => name)).toEqual(['ingester']);
    const named = (ports: { name: string }[]) => ports.map(({ name }) => name);
    expect(named(container(all.get('ingester')).ports)).toEqual(['http-metrics', 'memberlist']);
    const service = objectOf(makeCharts(), 'Service', 'loki-ingester-headless');
    expect(named(service.spec.ports)).toEqual(['http-metrics']);
  });

  test('an update removes a pod of a Deployment only after another is ready', () => {
    for (const object of [...all.values()].filter(({ kind }) => kind === 'Deployment')) {
      expect(object.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    }
  });

  test.each([
    ['two queriers', { gigabytesPerDay: 50 }, 0],
    ['three queriers', { gigabytesPerDay: 100 }, 1],
    ['two queriers of an autoscaler', { gigabytesPerDay: 50, autoscaling: { querier: { max: 9 } } }, 0],
    ['three queriers of an autoscaler', { gigabytesPerDay: 50, autoscaling: { querier: { min: 3 } } }, 1],
  ])('of %s an update may take away one before another runs, if two are left', (_what, props, maxUnavailable) => {
    const { strategy } = objectOf(makeCharts(props), 'Deployment', 'loki-querier').spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable });
    const { rollingUpdate } = objectOf(makeCharts(props), 'Deployment', 'loki-distributor').spec.strategy;
    expect(rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  });
});

test('only pods that listen on the port of memberlist are found for it', () => {
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

describe('objects of a component', () => {
  const charts = makeCharts({ queryTimeout: Duration.minutes(2) });
  const objects = objectsOf(charts);
  const all = workloads({ queryTimeout: Duration.minutes(2) });
  const specOf = (name: string) => all.get(name)?.spec.template.spec;
  const services = objects.filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace === 'loki');
  const namesOf = (found: KubernetesObject[]) =>
    found.map(({ metadata }) => metadata.name.slice('loki-'.length)).sort();

  test('only components that use the object store run as the service account with the role', () => {
    const withRole = [...all.keys()].filter((name) => specOf(name).serviceAccountName === 'loki');
    expect(withRole.sort()).toEqual(['compactor', 'index-gateway', 'ingester', 'querier', 'ruler']);
  });

  test('a pod has time to finish: ingesters to flush, queriers and frontends their longest query', () => {
    expect(specOf('ingester').terminationGracePeriodSeconds).toBe(300);
    for (const name of ['querier', 'query-frontend', 'gateway']) {
      expect(specOf(name).terminationGracePeriodSeconds).toBe(150);
    }
    for (const name of ['distributor', 'compactor', 'ruler']) {
      expect(specOf(name).terminationGracePeriodSeconds).toBe(60);
    }
  });

  test('only index gateways start one after the other', () => {
    const inOrder = [...all].filter(([, { spec }]) => spec.podManagementPolicy === 'OrderedReady');
    expect(inOrder.map(([name]) => name)).toEqual(['index-gateway']);
  });

  test('the next index gateway ends once clients have found the one before it', () => {
    const waiting = [...all].filter(([, { spec }]) => spec.minReadySeconds !== undefined);
    expect(waiting.map(([name, { spec }]) => [name, spec.minReadySeconds])).toEqual([['index-gateway', 10]]);
  });

  test('pods that wait for each other are found before they are ready', () => {
    const early = services.filter(({ spec }) => spec.publishNotReadyAddresses);
    expect(namesOf(early)).toEqual(['memberlist', 'query-scheduler-headless']);
  });

  test('a Service has one address, or one per pod if clients choose', () => {
    const headless = services.filter(({ spec }) => spec.clusterIP === 'None');
    expect(namesOf(services.filter((one) => !headless.includes(one)))).toEqual([
      'distributor',
      'gateway',
      'overrides-exporter',
      'querier',
      'query-frontend',
      'ruler',
    ]);
    expect(headless.filter(({ metadata }) => !/-headless$|memberlist/.test(metadata.name))).toEqual([]);
  });

  test('gRPC is HTTP/2 for proxies in between', () => {
    const grpc = services.flatMap(({ spec }) => spec.ports.filter(({ name }: { name: string }) => name === 'grpc'));
    expect(grpc).toHaveLength(11);
    for (const port of grpc) expect(port.appProtocol).toBe('kubernetes.io/h2c');
  });

  test('one pod at a time may be evicted, and a single pod always', () => {
    const several = [...all].filter(([, { spec }]) => spec.replicas > 1).map(([name]) => name);
    const budgets = objects.filter(
      ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.namespace === 'loki',
    );
    expect(namesOf(budgets)).toEqual(several.sort());
    for (const { spec } of budgets) {
      expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    }
  });
});

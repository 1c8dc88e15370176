import { LOKI_COMPONENTS } from '../../../charts/loki/components';
import type { KubernetesObject } from '../../helpers/charts';
import { configOf, container, workloads } from './helpers';

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

  test('three ingesters for three copies, never two on a host, strictly one a zone', () => {
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

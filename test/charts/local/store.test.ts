import { parse } from 'yaml';
import { localStoreKey } from '../../../charts/local/key';
import { LocalStoreChart } from '../../../charts/local/store';
import { App } from 'cdk8s';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { environmentCharts, resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { selects } from '../../../lib/manifests/selectors';
import { type KubernetesObject, objectOf, objectsOf } from '../../helpers/charts';

const local = (props: Partial<EnvironmentProps> = {}): LoggingCharts =>
  environmentCharts(resolveEnvironment('local', { cluster: { local: {} }, ...props }));

const all = objectsOf(local());
const workloads = all.filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind));
const podOf = (object: KubernetesObject) => object.spec.template.spec;

describe('on one node', () => {
  test('each part has one pod, without a budget that would block the node', () => {
    expect(workloads.filter(({ spec }) => (spec.replicas ?? 1) !== 1)).toEqual([]);
    expect(all.filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([]);
  });

  test('no pod waits for another node or zone', () => {
    for (const workload of workloads) {
      const { affinity, topologySpreadConstraints = [] } = podOf(workload);
      const strict = topologySpreadConstraints.filter(
        (one: { whenUnsatisfiable: string }) => one.whenUnsatisfiable === 'DoNotSchedule',
      );
      expect([workload.metadata.name, strict]).toEqual([workload.metadata.name, []]);
      // A pod of a Deployment is replaced by one beside it.
      if (workload.kind === 'Deployment') expect(affinity).toBeUndefined();
    }
  });

  test('volumes are of the default class of the cluster, or of the one that is named', () => {
    const classesOf = (charts: LoggingCharts) =>
      objectsOf(charts)
        .flatMap(({ spec }) => (spec?.volumeClaimTemplates ?? []) as KubernetesObject[])
        .map(({ spec }) => spec.storageClassName);
    expect(new Set(classesOf(local()))).toEqual(new Set([undefined]));
    expect(new Set(classesOf(local({ cluster: { local: { storageClass: 'fast' } } })))).toEqual(new Set(['fast']));
    expect(all.filter(({ kind }) => kind === 'StorageClass')).toEqual([]);
  });

  test('the store is ready when its last bucket is made, so that no pod of Loki ends because it finds none', () => {
    const [{ startupProbe, ports, args }] = podOf(objectOf(local(), 'StatefulSet', 'local-store')).containers;
    const buckets = args
      .find((arg: string) => arg.startsWith('-bucket='))
      .slice('-bucket='.length)
      .split(',');
    expect(startupProbe.httpGet).toEqual({ path: `/buckets/${buckets.at(-1)}/`, port: 'filer' });
    expect(ports).toContainEqual({ name: 'filer', containerPort: 8888 });
  });

  test('there is one copy of each line', () => {
    const config = parse(objectOf(local(), 'ConfigMap', 'loki').data['config.yaml']);
    expect(config.common.replication_factor).toBe(1);
  });

  test('it fits on a laptop, and sizes can be changed', () => {
    const requests = (charts: LoggingCharts) =>
      objectsOf(charts)
        .filter(({ spec }) => spec?.template)
        .flatMap((workload) => [...podOf(workload).containers, ...(podOf(workload).initContainers ?? [])])
        .reduce(
          ([memory, cpu], { resources: { requests: of } }) => [memory + parseInt(of.memory), cpu + parseInt(of.cpu)],
          [0, 0],
        );
    const [memory = 0, cpu = 0] = requests(local());
    expect(memory).toBeLessThan(4.5 * 1024);
    expect(cpu).toBeLessThan(1000);
    const [more = 0] = requests(local({ loki: { sizes: { ingester: { memory: 1 } } } }));
    expect(more - memory).toBe(512);
  });

  test('Alloy reaches the API server on the ports of kind, k3d and minikube, and reads only what such nodes have', () => {
    const charts = local();
    const { egress } = objectOf(charts, 'NetworkPolicy', 'alloy').spec;
    expect(egress).toContainEqual({ ports: [443, 6443, 8443].map((port) => ({ protocol: 'TCP', port })) });
    const mounts = podOf(objectOf(charts, 'DaemonSet', 'alloy')).volumes.flatMap(
      ({ hostPath }: { hostPath?: { path: string } }) => hostPath?.path ?? [],
    );
    expect(mounts.sort()).toEqual(['/var/lib/alloy/data', '/var/log/pods']);
    const withJournal = podOf(objectOf(local({ alloy: { journal: true } }), 'DaemonSet', 'alloy'));
    expect(JSON.stringify(withJournal)).toContain('/etc/machine-id');
  });
});

describe('the S3 server', () => {
  const store = objectOf(local(), 'StatefulSet', 'local-store');
  const container = podOf(store).containers[0];

  test('is a restricted pod that makes both buckets', () => {
    expect(podOf(store).securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(podOf(store).automountServiceAccountToken).toBe(false);
    expect(container.securityContext).toEqual({
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    });
    expect(container.args).toContain('-bucket=loki-local-chunks,loki-local-ruler');
    expect(container.image).toBe('docker.io/chrislusf/seaweedfs:4.48');
  });

  test('has the access key that Loki has, from one Secret, which no manifest contains', () => {
    const keysOf = ({ env }: { env: { name: string; valueFrom?: object }[] }) =>
      env.filter(({ name }) => name.startsWith('AWS_'));
    const ingester = podOf(objectOf(local(), 'StatefulSet', 'loki-ingester')).containers[0];
    expect(keysOf(container)).toHaveLength(2);
    expect(keysOf(ingester)).toEqual(keysOf(container));
    expect(all.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(localStoreKey('loki', 'x')).toMatchObject({
      metadata: { name: 'local-store-key', namespace: 'loki' },
      immutable: true,
      stringData: { 'access-key-id': 'loki', 'secret-access-key': 'x' },
    });
  });

  test('is reached by pods of Loki that use it, and reaches nothing', () => {
    const { podSelector, policyTypes, ingress, egress } = objectOf(local(), 'NetworkPolicy', 'local-store').spec;
    expect(selects(podSelector, store.spec.template.metadata.labels)).toBe(true);
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(egress).toBeUndefined();
    expect(ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { 'loki.grafana.com/object-store': 'true' } } }],
        ports: [{ protocol: 'TCP', port: 8333 }],
      },
    ]);
    const out = objectOf(local(), 'NetworkPolicy', 'loki-object-store').spec.egress;
    expect(out).toEqual([
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'loki' } } }],
        ports: [{ protocol: 'TCP', port: 8333 }],
      },
    ]);
    const off = objectsOf(local({ network: { policies: false } }));
    expect(off.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
  });

  test('is not made where the environment names another store', () => {
    const endpoint = { url: 'https://minio.storage.svc:9000', accessKey: { secret: 'minio' } };
    const charts = local({ storage: { endpoint } });
    expect(charts.localStore).toBeUndefined();
    const config = parse(objectOf(charts, 'ConfigMap', 'loki').data['config.yaml']);
    expect(config.ruler_storage.s3).toMatchObject({
      endpoint: 'minio.storage.svc:9000',
      bucket_name: 'loki-local-ruler',
    });
  });

  test('refuses wrong properties of its chart, all at once', () => {
    const props = { namespace: 'Loki', volume: 0, buckets: { chunkBucket: 'a' } };
    expect(() => new LocalStoreChart(new App(), 'x', props as never)).toThrow(
      /volume: 0 is not .*\n.*namespace: Loki .*\n.*buckets\.rulerBucket: missing/,
    );
  });
});

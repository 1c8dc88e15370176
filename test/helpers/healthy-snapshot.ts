import environments from '../../bin/environments';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { METRICS as READ } from '../../lib/live/doctor/metrics';
import { setupOf } from '../../lib/live/doctor/setup';
import type { Scrape, Snapshot, SnapshotPod, SnapshotSample } from '../../lib/live/doctor/snapshot';
import { HUB, SPOKE } from '../lib/environment/hub/setups';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';

/** Type whose fields a test may change. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };

/** A snapshot that a test may change. */
export type Draft = Mutable<Snapshot>;

/** Time of snapshots: noon, so that the day has an index. */
export const TAKEN_AT = '2026-11-21T12:00:00.000Z';

/** Cluster of dev. */
export const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE';

const NODES = ['node-a', 'node-b', 'node-c'];

/** Metrics of a healthy pod, by component: value and growth. */
const METRICS: Readonly<Record<string, Readonly<Record<string, readonly [value: number, grown: number]>>>> = {
  agent: {
    alloy_config_last_load_successful: [1, 0],
    'loki_source_file_files_active_total{component_id=loki.source.file.pods}': [12, 0],
    loki_source_file_read_lines_total: [5000, 40],
    loki_source_file_file_bytes_total: [900_000, 4000],
    loki_source_file_read_bytes_total: [899_000, 4000],
    loki_source_journal_target_lines_total: [900, 3],
    loki_write_sent_entries_total: [5900, 43],
    'loki_write_dropped_entries_total{reason=ingester_error}': [0, 0],
    'loki_write_request_duration_seconds_count{status_code=204}': [300, 5],
  },
  events: {
    alloy_config_last_load_successful: [1, 0],
    'loki_write_request_duration_seconds_count{status_code=204}': [20, 0],
  },
  distributor: {
    loki_runtime_config_last_reload_successful: [1, 0],
    'loki_ingester_client_request_duration_seconds_count{operation=/logproto.Pusher/Push,status_code=2xx}': [900, 9],
  },
  ingester: {
    'loki_ingester_memory_streams{tenant=dev}': [40, 0],
    loki_ingester_wal_disk_usage_percent: [0.05, 0],
    loki_ingester_wal_disk_full_failures_total: [0, 0],
    loki_ingester_wal_replay_active: [0, 0],
    loki_ingester_chunks_flush_failures_total: [0, 0],
    'loki_objstore_bucket_operation_failures_total{operation=upload}': [0, 0],
    process_start_time_seconds: [Date.parse(TAKEN_AT) / 1000 - 86_400, 0],
  },
  compactor: {
    loki_boltdb_shipper_compactor_running: [1, 0],
    loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds: [
      Date.parse(TAKEN_AT) / 1000 - 300,
      0,
    ],
    loki_compactor_apply_retention_last_successful_run_timestamp_seconds: [Date.parse(TAKEN_AT) / 1000 - 3600, 0],
    process_start_time_seconds: [Date.parse(TAKEN_AT) / 1000 - 172_800, 0],
  },
  'query-scheduler': { loki_query_scheduler_connected_querier_clients: [2, 0] },
  'index-gateway': { 'loki_objstore_bucket_operations_total{operation=get}': [100, 2] },
  querier: {
    'loki_memcache_request_duration_seconds_count{name=chunksmemcache,status_code=200}': [100, 2],
    'loki_objstore_bucket_operations_total{operation=get}': [100, 2],
  },
  'query-frontend': {},
  ruler: { 'loki_ruler_config_last_reload_successful{user=dev}': [1, 0] },
};

/** A sample by its text: `name{label=value}`. */
function sample(text: string, value: number, grown = 0): SnapshotSample {
  const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(text) ?? [];
  const pairs = labels === '' ? [] : labels.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  // Others are dropped when a cluster is looked at: a fault that read them would never be found.
  const unread = pairs.filter(([label = '']) => !READ[name]?.includes(label));
  if (!READ[name] || unread.length > 0) throw new Error(`${text} is not read from clusters`);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value, grown };
}

/** Facts of AWS about `dev` if all is right. */
function healthyAws({ roles, buckets, retentionDays }: Snapshot['setup']): Snapshot['aws'] {
  const trust = (namespace: string, account: string) => ({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: 'sts.amazonaws.com',
            [`${ISSUER}:sub`]: `system:serviceaccount:${namespace}:${account}`,
          },
        },
      },
    ],
  });
  return {
    account: '111122223333',
    cluster: { exists: true, status: 'ACTIVE', issuer: ISSUER },
    provider: { exists: true, audiences: ['sts.amazonaws.com'] },
    addons: [{ name: 'aws-ebs-csi-driver', status: 'ACTIVE', issues: [] }],
    roles: roles.map(({ roleArn, namespace, account, isStore }) => ({
      arn: roleArn,
      exists: true,
      trust: trust(namespace, account),
      ...(isStore ? { denied: [] } : {}),
    })),
    buckets: buckets.map(({ name, isOfChunks }) => ({
      name,
      exists: true,
      region: 'us-east-1',
      expires: isOfChunks
        ? Object.entries(retentionDays).map(([tenant, days]) => ({
            id: `expired-${tenant}`,
            prefix: `${tenant}/`,
            days: days + 8,
          }))
        : [],
      ...(isOfChunks ? { indexToday: 3 } : {}),
    })),
  };
}

/** Metrics of a pod that is healthy. */
const scrapeOf = (namespace: string, pod: string, component: string): Scrape => ({
  ...{ namespace, pod, component },
  samples: Object.entries(METRICS[component] ?? {}).map(([text, [value, grown]]) => sample(text, value, grown)),
});

function setupNamed(name: string, props: EnvironmentProps, others = {}): Snapshot['setup'] {
  const environment = resolveEnvironment(name, props, others);
  const charts = environmentCharts(environment);
  return setupOf(environment, charts, manifestsOf(charts.manifests()));
}

const BASE = setupNamed('dev', environments['dev'] as EnvironmentProps);
const OF_SPOKE = setupNamed('shop', SPOKE, { prod: HUB });

/** A snapshot of a spoke in which all is right. */
export function healthySpoke(): Draft {
  const answers = [{ user: 'reader', tenant: 'edge', status: 200, lines: 1 }];
  const none = { slices: [], claims: [], ring: undefined };
  return { ...healthySnapshot(OF_SPOKE), ...none, answers, door: { status: 401 } };
}

/** A snapshot of `dev`, or of another setup, in which all is right. */
export function healthySnapshot(of: Snapshot['setup'] = BASE): Draft {
  const setup = structuredClone(of);
  const accountOf = (component: string): string =>
    component === 'gateway'
      ? 'loki-gateway'
      : component === 'agent'
        ? 'alloy'
        : component === 'events'
          ? 'alloy-events'
          : 'loki';
  const pods = setup.workloads.flatMap(({ kind, namespace, name, component, replicas, labels }): SnapshotPod[] => {
    const count = kind === 'DaemonSet' ? NODES.length : replicas;
    return Array.from({ length: count }, (_, index) => ({
      metadata: {
        name: `${name}-${index}`,
        namespace,
        uid: `${name}-${index}-uid`,
        labels: { ...labels, ...(kind === 'StatefulSet' ? { 'controller-revision-hash': `${name}-1` } : {}) },
      },
      spec: {
        nodeName: NODES[index % NODES.length] ?? '',
        serviceAccountName: accountOf(component),
        containers: [
          {
            name: component,
            env: [{ name: 'AWS_WEB_IDENTITY_TOKEN_FILE' }],
            volumeMounts: component === 'agent' ? [{ mountPath: '/var/log' }] : [],
          },
        ],
        volumes:
          component === 'ingester'
            ? [{ name: 'data', persistentVolumeClaim: { claimName: `data-${name}-${index}` } }]
            : [],
      },
      status: {
        phase: 'Running',
        conditions: [
          { type: 'PodScheduled', status: 'True' },
          { type: 'Ready', status: 'True' },
        ],
        containerStatuses: [{ name: component, restartCount: 0, state: {} }],
      },
    }));
  });
  return {
    form: 1,
    version: '0.1.0',
    takenAt: TAKEN_AT,
    setup,
    unseen: [],
    namespaces: ['loki', 'alloy', 'grafana'].map((name) => ({ metadata: { name }, status: { phase: 'Active' } })),
    pods,
    workloads: setup.workloads.map(({ kind, namespace, name, replicas, labels }) => ({
      kind,
      metadata: { name, namespace, labels: {} },
      spec: {
        ...(kind === 'DaemonSet' ? {} : { replicas }),
        podManagementPolicy: 'OrderedReady',
        selector: { matchLabels: labels },
        template: { metadata: { labels } },
      },
      status: { readyReplicas: replicas, currentRevision: `${name}-1`, updateRevision: `${name}-1` },
    })),
    claims: [0, 1, 2].map((index) => ({
      metadata: { name: `data-loki-ingester-${index}`, namespace: 'loki', annotations: {} },
      status: { phase: 'Bound' },
    })),
    slices: [
      {
        metadata: {
          name: 'loki-gateway-x',
          namespace: 'loki',
          labels: { 'kubernetes.io/service-name': 'loki-gateway' },
        },
        endpoints: [{ conditions: { ready: true } }],
      },
    ],
    accounts: setup.roles
      .filter(({ namespace }) => namespace !== 'grafana')
      .map(({ namespace, account, roleArn }) => ({
        metadata: { name: account, namespace, annotations: { 'eks.amazonaws.com/role-arn': roleArn } },
      })),
    nodes: NODES.map((name) => ({
      metadata: { name, labels: { 'topology.kubernetes.io/zone': name } },
      spec: {},
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    })),
    configs: setup.configs.map(({ namespace, name, digest, labels }) => ({ namespace, name, digest, labels })),
    events: [],
    logs: [],
    metrics: pods
      .filter(({ metadata }) => (metadata.labels?.['app.kubernetes.io/component'] ?? '') in METRICS)
      .map(({ metadata }) =>
        scrapeOf(metadata.namespace ?? '', metadata.name, metadata.labels?.['app.kubernetes.io/component'] ?? ''),
      ),
    ring: [0, 1, 2].map((index) => ({ id: `loki-ingester-${index}`, state: 'ACTIVE' })),
    answers: [{ user: 'reader', tenant: 'dev', status: 200, lines: 1 }],
    aws: healthyAws(setup),
  } as Draft;
}

/** The pods of a component. */
export const podsOf = (draft: Draft, component: string): Draft['pods'] =>
  draft.pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component);

/** Sets a metric of all pods of a component. */
export function setMetric(draft: Draft, component: string, text: string, value: number, grown = 0): void {
  const wanted = sample(text, value, grown) as Draft['metrics'][number]['samples'][number];
  for (const scrape of draft.metrics.filter((one) => one.component === component)) {
    const others = scrape.samples.filter(
      ({ name, labels }) => name !== wanted.name || JSON.stringify(labels) !== JSON.stringify(wanted.labels),
    );
    scrape.samples = [...others, { ...wanted }];
  }
}

/** Adds known lines to the log of the first pod of a component. */
export function addLog(draft: Draft, component: string, pattern: string, detail?: string): void {
  const [pod] = podsOf(draft, component);
  draft.logs.push({
    namespace: pod?.metadata.namespace ?? '',
    pod: pod?.metadata.name ?? '',
    ...{ component, pattern, count: 7 },
    ...(detail === undefined ? {} : { detail }),
  });
}

/** Makes a pod of a component wait with a reason of the kubelet. */
export function breakPod(draft: Draft, component: string, status: object, of = 0): void {
  const pod = podsOf(draft, component)[of];
  if (!pod) throw new Error(`${component} has no pod`);
  pod.status = { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }], ...status } as never;
}

/** Adds a warning about an object. */
export function addEvent(
  draft: Draft,
  namespace: string,
  kind: string,
  name: string,
  reason: string,
  message: string,
): void {
  draft.events.push({
    metadata: { namespace },
    type: 'Warning',
    ...{ reason, message, involvedObject: { kind, name }, lastTimestamp: '2026-11-21T11:59:00Z' },
  });
}

import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials/kubernetes-secret';
import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import { isInAws } from '../../../charts/endpoint/object-store';
import { GrafanaChart } from '../../../charts/grafana/chart';
import { checksum } from '../../../charts/kubernetes/config-checksum';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { REPLICATION_FACTOR } from '../../../charts/loki/config/config';
import { keptFor } from '../../../charts/loki/config/kept';
import { deliverCommand, gatewayService } from '../../app/next-commands';
import type { Environment } from '../../environment/environment';
import { isLocal } from '../../environment/local';
import { ownLoki } from '../../environment/own-loki';
import { filesOf, workloadsWith } from '../../manifests/files';
import type { Manifest } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import type { Workload } from '../../manifests/workloads';
import type { Setup } from './setup-form';

/** Label that names the component of a pod. */
export const COMPONENT = 'app.kubernetes.io/component';

/** Kinds of workloads that run all the time. */
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];

const SECONDS_PER_DAY = 86_400;

/** All that must be there for an environment. @throws Error if its Loki is elsewhere */
export function setupOf(environment: Environment, charts: LoggingCharts, manifests: Manifests): Setup {
  const { name, account, region, clusterName, credentials, props, chartsProps } = environment;
  const { identity, objectStore, loki } = ownLoki(environment);
  const { endpoint } = charts.loki;
  const { source, stored } = credentials;
  const clients = [stored?.gateway, stored?.alloy, stored?.grafana, stored?.canary];
  const roles = [
    ...[identity, loki.rulerIdentity].map((of) => ({ of, isStore: true })),
    ...clients.map((of) => ({ of, isStore: false })),
  ];
  const workloads = manifests.workloads.filter(({ kind }) => KINDS.includes(kind)).map(workloadOf);
  const inAws = isInAws(objectStore) && !isLocal(props);
  const ingesters = workloads.filter(({ component }) => component === 'ingester');
  return {
    ...{ name, account, region, clusterName, isLocal: isLocal(props) },
    lokiNamespace: endpoint.namespace,
    alloyNamespace: charts.alloy.namespaceName,
    grafanaNamespace: chartsProps.grafanaNamespace ?? DEFAULT_NAMESPACES.grafana,
    credentialsSecret: source instanceof KubernetesSecretCredentials ? source.secretName : undefined,
    deliver: deliverCommand(environment),
    identity: inAws && identity.roleArn !== undefined ? identity.kind : 'none',
    roles: roles.flatMap(({ of, isStore }) =>
      of?.roleArn === undefined
        ? []
        : [{ namespace: of.namespace, account: of.serviceAccountName, roleArn: of.roleArn, isStore }],
    ),
    buckets: inAws
      ? [
          { name: objectStore.chunkBucket, isOfChunks: true },
          { name: objectStore.rulerBucket, isOfChunks: false },
        ]
      : [],
    tenants: endpoint.tenants,
    retentionDays: Object.fromEntries(
      endpoint.tenants.flatMap((tenant) => {
        const seconds = keptFor(loki, tenant);
        return seconds === Infinity ? [] : [[tenant, seconds / SECONDS_PER_DAY] as const];
      }),
    ),
    workloads,
    configs: configsOf(manifests, Object.keys(GrafanaChart.DATASOURCE_LABEL)),
    gateway: { namespace: endpoint.namespace, service: gatewayService(endpoint), port: LokiEndpoint.GATEWAY_PORT },
    replicationFactor: Math.min(REPLICATION_FACTOR, sum(ingesters.map(({ replicas }) => replicas))),
    ingesters: sum(ingesters.map(({ replicas }) => replicas)),
    readsPodFiles: isOn(props.alloy?.pods) && !readsApi(props.alloy?.pods),
    readsJournal: isOn(props.alloy?.journal) && !isLocal(props),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** True if a source that is on by default is not switched off. */
const isOn = (source: unknown): boolean => source !== false;

const readsApi = (pods: unknown): boolean => (pods as { from?: string } | undefined)?.from === 'api';

function workloadOf({ kind, namespace = 'default', name, labels, spec }: Workload): Setup['workloads'][number] {
  const selected = spec.selector?.matchLabels ?? {};
  const component = labels[COMPONENT] ?? name;
  // A scaler decides the number if the manifest has none, and it keeps at least one.
  return { kind, namespace, name, component, replicas: spec.replicas ?? 1, labels: { ...selected } };
}

/** ConfigMaps, with a digest of what is in them. */
function configsOf(manifests: Manifests, datasourceLabels: readonly string[]): Setup['configs'] {
  return manifests.ofKind('ConfigMap').map((object) => {
    const { name, namespace = 'default' } = object.metadata;
    const labels = (object.metadata as { labels?: Record<string, string> }).labels ?? {};
    const [user] = workloadsWith(manifests, object);
    const kept = Object.entries(labels).filter(([key]) => datasourceLabels.includes(key));
    return {
      ...{ namespace, name, component: user?.labels[COMPONENT] ?? name },
      digest: digestOf(object),
      labels: Object.fromEntries(kept),
      isDatasource: kept.length > 0,
    };
  });
}

/** Digest of the data of a ConfigMap. */
export function digestOf(object: Manifest): string {
  const entries = Object.entries(filesOf(object)).sort(([a], [b]) => (a < b ? -1 : 1));
  return checksum(...entries.flat());
}

import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials/kubernetes-secret';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import type { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { isInAws } from '../../../charts/endpoint/object-store';
import { GrafanaChart } from '../../../charts/grafana/chart';
import { checksum } from '../../../charts/kubernetes/config-checksum';
import { WORKLOAD_KINDS } from '../../../charts/kubernetes/workload-kinds';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { REPLICATION_FACTOR } from '../../../charts/loki/replication';
import { keptFor } from '../../../charts/loki/config/kept';
import {
  credentialsCommand,
  gatewayService,
  hubSecretCommand,
  redeliverCommand,
  redeployCommand,
} from '../../app/next-commands';
import type { Environment } from '../../environment/environment';
import type { RemoteLoki } from '../../environment/hub/remote';
import { isLocal } from '../../environment/local';
import { ownLoki } from '../../environment/own-loki';
import { filesOf, workloadsWith } from '../../manifests/files';
import type { Manifest } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import type { Workload } from '../../manifests/workloads';
import { aroundOf } from './around';
import { COMPONENT } from './components';
import type { Setup } from './setup-form';
import { SECONDS_PER_DAY } from '../../../charts/input/seconds';

/** True if the pods of a workload run all the time. */
export const isLasting = ({ kind }: Pick<Workload, 'kind'>): boolean => WORKLOAD_KINDS.includes(kind);

/** Expected objects of an environment, and facts about them. */
export function setupOf(environment: Environment, charts: LoggingCharts, manifests: Manifests): Setup {
  const { name, account, region, clusterName, credentials, props, chartsProps } = environment;
  const { source } = credentials;
  const workloads = manifests.workloads.filter(isLasting).map(workloadOf);
  const ingesters = workloads.filter(({ component }) => component === 'ingester');
  const count = sum(ingesters.map(({ replicas }) => replicas));
  return {
    ...{ name, account, region, clusterName, isLocal: isLocal(props) },
    lokiNamespace: environment.remote ? charts.alloy.namespaceName : charts.endpoint.namespace,
    alloyNamespace: charts.alloy.namespaceName,
    grafanaNamespace: chartsProps.grafanaNamespace ?? DEFAULT_NAMESPACES.grafana,
    credentialsSecret: source instanceof KubernetesSecretCredentials ? source.secretName : undefined,
    deliver: redeliverCommand(environment),
    ...(isLocal(props) ? {} : { redeploy: redeployCommand(name) }),
    tenants: charts.endpoint.tenants,
    workloads,
    configs: configsOf(manifests, Object.keys(GrafanaChart.DATASOURCE_LABEL)),
    ...aroundOf(manifests, workloads),
    replicationFactor: Math.min(REPLICATION_FACTOR, count),
    ingesters: count,
    readsPodFiles: isOn(props.alloy?.pods) && !readsApi(props.alloy?.pods),
    readsJournal: isOn(props.alloy?.journal) && !isLocal(props),
    ...(environment.remote ? ofElsewhere(environment, environment.remote) : ofOwnLoki(environment, charts)),
  };
}

/** Parts of a setup that follow from the place of Loki. */
type OfPlace = Pick<Setup, 'identity' | 'roles' | 'buckets' | 'retentionDays' | 'gateway' | 'remote'>;

/** Parts for a Loki in the cluster: buckets, their roles, and the gateway. */
function ofOwnLoki(environment: Environment, { loki: { endpoint } }: LoggingCharts): OfPlace {
  const { credentials, props } = environment;
  const { identity, objectStore, loki } = ownLoki(environment);
  const { stored } = credentials;
  const clients = [stored?.gateway, stored?.alloy, stored?.grafana, stored?.canary];
  const inAws = isInAws(objectStore) && !isLocal(props);
  return {
    identity: inAws && identity.roleArn !== undefined ? identity.kind : 'none',
    roles: [...rolesOf([identity, loki.rulerIdentity], true), ...rolesOf(clients, false)],
    buckets: inAws
      ? [
          { name: objectStore.chunkBucket, isOfChunks: true },
          { name: objectStore.rulerBucket, isOfChunks: false },
        ]
      : [],
    retentionDays: Object.fromEntries(
      endpoint.tenants.flatMap((tenant) => {
        const seconds = keptFor(loki, tenant);
        return seconds === Infinity ? [] : [[tenant, seconds / SECONDS_PER_DAY] as const];
      }),
    ),
    gateway: { namespace: endpoint.namespace, service: gatewayService(endpoint), port: LokiEndpoint.GATEWAY_PORT },
  };
}

/** Parts for a Loki elsewhere: its door, and roles that read its passwords. */
function ofElsewhere({ name, credentials }: Environment, remote: RemoteLoki): OfPlace {
  const readers = (credentials.shared ?? []).map(({ identity }) => identity);
  const { of, url, writer, reader, from } = remote;
  return {
    identity: readers[0]?.kind ?? 'none',
    roles: rolesOf(readers, false),
    buckets: [],
    retentionDays: {},
    remote: {
      ...{ of, url, writer, reader },
      ...(from === CredentialsKind.KUBERNETES_SECRET
        ? { passwords: `${hubSecretCommand(remote)} | ${credentialsCommand(name)}` }
        : {}),
    },
  };
}

/** Roles of identities that have one. `isStore` is true for those that read and write the buckets. */
const rolesOf = (identities: readonly (WorkloadIdentity | undefined)[], isStore: boolean): Setup['roles'] =>
  identities.flatMap((of) =>
    of?.roleArn === undefined
      ? []
      : [{ namespace: of.namespace, account: of.serviceAccountName, roleArn: of.roleArn, isStore }],
  );

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

/** ConfigMaps, with a digest of their contents. */
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

import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { isInAws } from '../../../charts/endpoint/object-store';
import { DEFAULT_CHUNK_ENCODING } from '../../../charts/loki/config/encoding';
import { keptFor } from '../../../charts/loki/config/kept';
import { lokiSeconds } from '../../../charts/loki/config/retention';
import { LokiNames } from '../../../charts/loki/components';
import { lokiSize } from '../../../charts/loki/sizes/sizes';
import { DEFAULT_INTERVAL } from '../../../charts/monitoring/props';
import { DEFAULT_KUBERNETES_VERSION } from '../../cluster/kubernetes-versions';
import { capacityOf, ROOT_DISK_GIB } from '../../cluster/node-capacity';
import type { Environment } from '../../environment/environment';
import { isLocal } from '../../environment/local';
import { ownLoki } from '../../environment/own-loki';
import type { CreateClusterProps } from '../../environment/props';
import type { Manifests } from '../../manifests/manifests';
import type { Workload } from '../../manifests/workloads';
import { REPLICATION_FACTOR } from '../../../charts/loki/replication';
import { doorsOf } from './doors';
import { nodesOf, podsOf, volumesOf } from './pods';
import type { ClusterSetup, LokiSetup, NodesSetup, PodsSetup, RetentionSetup, Setup } from './setup';
import { SECONDS_PER_DAY } from '../../../charts/input/seconds';

/** Size of the root disk of a node of Auto Mode in GiB, unless a NodeClass has another. */
const AUTO_ROOT_DISK_GIB = 80;

/** Needs of an environment, from its fields and from its objects as they are applied. */
export function setupOf(environment: Environment, manifests: Manifests): Setup {
  const { props, region, gigabytesPerDay } = environment;
  const local = isLocal(props);
  const pods = podsOf(manifests);
  const loki = lokiOf(environment, manifests);
  return {
    form: 1,
    region,
    gigabytesPerDay,
    cluster: clusterOf(environment, pods),
    pods,
    volumes: volumesOf(manifests),
    doors: local ? { count: 0, public: 0 } : doorsOf(manifests),
    keys: local ? 0 : keysOf(environment, loki),
    ...secretsOf(environment),
    ...(loki && { loki }),
    ...kafkaOf(environment),
    ...metricsOf(environment),
    elsewhere: elsewhereOf(environment),
  };
}

function clusterOf(environment: Environment, pods: readonly PodsSetup[]): ClusterSetup {
  const { create, existing } = environment.props.cluster;
  const isNewVpc = create !== undefined && create.vpcId === undefined;
  const nodes = create && create.mode !== 'auto' ? groupOf(environment, create) : freeNodes(pods, create);
  return {
    kind: create ? 'create' : existing ? 'existing' : 'local',
    ...(create && { version: create.version ?? DEFAULT_KUBERNETES_VERSION }),
    isAuto: create?.mode === 'auto' || existing?.autoMode === true,
    ...(nodes && { nodes }),
    natGateways: isNewVpc ? (create.natGateways ?? 1) : 0,
    interfaceEndpoints: isNewVpc && create.interfaceEndpoints === true,
    flowLogs: isNewVpc && create.flowLogs === true,
    controlPlaneLogs: create !== undefined && create.controlPlaneLogs?.length !== 0,
  };
}

/** Nodes of a new group. EKS takes the first of its types that is available. */
function groupOf(environment: Environment, { nodes, instanceTypes }: CreateClusterProps): NodesSetup {
  const capacity = capacityOf(environment);
  const instanceType = instanceTypes?.[0] ?? capacity.instanceType;
  return { instanceType, count: nodes ?? capacity.nodes, rootDisk: ROOT_DISK_GIB };
}

/** Nodes that pods need, if the number of nodes is unknown. */
function freeNodes(pods: readonly PodsSetup[], create: CreateClusterProps | undefined): NodesSetup | undefined {
  const fitting = nodesOf(pods);
  if (!fitting) return undefined;
  const { instanceType, nodes } = fitting;
  return { instanceType, count: nodes, ...(create && { rootDisk: AUTO_ROOT_DISK_GIB }) };
}

const labelled = ({ labels }: Workload, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

function lokiOf(environment: Environment, manifests: Manifests): LokiSetup | undefined {
  const { chartsProps, props, gigabytesPerDay } = environment;
  const ofLoki = manifests.workloads.filter((workload) => labelled(workload, LokiNames.SELECTOR));
  const count = (workloads: readonly Workload[]) => workloads.reduce((sum, { spec }) => sum + (spec.replicas ?? 1), 0);
  const of = (component: string) => ofLoki.filter((one) => labelled(one, LokiNames.selector(component)));
  const { loki, alloyNodeLabel } = chartsProps;
  // An environment that sends its lines elsewhere has no ingester.
  if (!loki || count(of('ingester')) === 0) return undefined;
  const s3 = !isLocal(props) && isInAws(ownLoki(environment).objectStore);
  return {
    pods: count(ofLoki),
    copies: REPLICATION_FACTOR + (count(of('pattern-ingester')) > 0 ? 1 : 0),
    maxStreams: lokiSize(gigabytesPerDay).maxStreams,
    retentions: retentionsOf(loki),
    ...(s3 && {
      s3: {
        encoding: loki.chunkEncoding ?? DEFAULT_CHUNK_ENCODING,
        nodeLabel: alloyNodeLabel !== false,
        ...(props.storage?.transition && { transition: props.storage.transition }),
      },
    }),
  };
}

/** Retentions of tenants: that of the longest-lived lines of each. */
function retentionsOf({ tenants, ...inputs }: NonNullable<Environment['chartsProps']['loki']>): RetentionSetup[] {
  const counts = new Map<number, number>();
  for (const tenant of tenants) {
    const seconds = keptFor(inputs, tenant);
    counts.set(seconds, (counts.get(seconds) ?? 0) + 1);
  }
  return [...counts].map(([seconds, tenants]) => ({
    days: seconds === Infinity ? null : seconds / SECONDS_PER_DAY,
    tenants,
  }));
}

/** KMS keys that are made: of the Secrets of a new cluster, of buckets, and of passwords. */
function keysOf({ props, credentials }: Environment, loki: LokiSetup | undefined): number {
  const { encryption, encryptionKeyArn, createBuckets = true } = props.storage ?? {};
  const ofBuckets = loki?.s3 && createBuckets && encryption === 'kms' && encryptionKeyArn === undefined;
  return (props.cluster.create ? 1 : 0) + (ofBuckets ? 1 : 0) + (credentials.madeKeyAlias === undefined ? 0 : 1);
}

/** Secrets that are made in AWS Secrets Manager: of writer, reader and other users. */
function secretsOf({ credentials }: Environment): Pick<Setup, 'secrets' | 'asksForSecrets'> {
  const { stored, shared, createsSecrets, source } = credentials;
  const ofUsers = 2 + Object.keys(stored?.userSecretNames ?? {}).length;
  const ofGrafana = credentials.grafanaSecretNames?.length ?? 0;
  return {
    secrets: stored && createsSecrets ? ofUsers + ofGrafana : 0,
    asksForSecrets: (stored ?? shared) !== undefined && source.kind === CredentialsKind.SECRETS_MANAGER,
  };
}

function kafkaOf({ props }: Environment): Pick<Setup, 'kafka'> {
  const kafka = props.alloy?.kafka;
  return kafka ? { kafka: { isMsk: kafka.iam !== undefined, topics: props.tenants?.length ?? 1 } } : {};
}

function metricsOf({ props: { monitoring } }: Environment): Pick<Setup, 'metrics'> {
  if (monitoring?.remoteWrite?.workspaceArn === undefined) return {};
  const { metrics = 'used', interval = DEFAULT_INTERVAL } = monitoring;
  return { metrics: { kept: metrics, seconds: lokiSeconds(interval) ?? 60 } };
}

const elsewhereOf = ({ props }: Environment): string[] =>
  (props.alloy?.destinations ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));

import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { DEFAULT_KUBERNETES_VERSION } from '../cluster/kubernetes-versions';
import { nodeCapacity } from '../cluster/node-capacity';
import type { Environment } from '../environment/environment';
import { type IngesterStep, ingesterStepOf } from './ingesters';

/** Facts about a deployed environment that decide what a change replaces, moves or strands. */
export interface DeployedFacts {
  /** AWS account. */
  readonly account: string;

  /** AWS region. */
  readonly region: string;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Kubernetes version of a cluster that is created. @default - the cluster existed */
  readonly version?: string;

  /** How the nodes of a cluster that is created are run. @default - the cluster existed */
  readonly mode?: 'node-group' | 'auto';

  /** Instance types of the node group. @default - the cluster has none */
  readonly instanceTypes?: readonly string[];

  /** VPC that existed. @default - it was made */
  readonly vpcId?: string;

  /** Zones of the VPC that was made. @default - the first of the region, or the VPC existed */
  readonly availabilityZones?: readonly string[];

  /** Namespace of Loki. */
  readonly lokiNamespace: string;

  /** Namespace of Alloy. */
  readonly alloyNamespace: string;

  /** Namespace of Grafana's datasources. */
  readonly grafanaNamespace: string;

  /** Bucket of chunks and index. */
  readonly chunkBucket: string;

  /** Bucket of rules. */
  readonly rulerBucket: string;

  /** Encryption of the buckets. */
  readonly encryption: string;

  /** State of the ingesters. @default one */
  readonly ingesters?: IngesterStep;
}

/** Facts about an environment. */
export function factsOf(environment: Environment): DeployedFacts {
  const { account, region, clusterName, objectStore, props, chartsProps, identity } = environment;
  const { create } = props.cluster;
  const ingesters = ingesterStepOf(environment);
  const mode = create?.mode ?? 'node-group';
  const types = create?.instanceTypes ?? [nodeCapacity(environment.gigabytesPerDay).instanceType];
  return {
    account,
    region,
    clusterName,
    ...(create && {
      version: create.version ?? DEFAULT_KUBERNETES_VERSION,
      mode,
      ...(mode === 'node-group' && { instanceTypes: types }),
      ...(create.vpcId !== undefined && { vpcId: create.vpcId }),
      ...(create.availabilityZones && { availabilityZones: create.availabilityZones }),
    }),
    lokiNamespace: identity.namespace,
    alloyNamespace: chartsProps.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
    grafanaNamespace: chartsProps.grafanaNamespace ?? DEFAULT_NAMESPACES.grafana,
    chunkBucket: objectStore.chunkBucket,
    rulerBucket: objectStore.rulerBucket,
    encryption: props.storage?.encryption ?? 's3',
    ...(ingesters !== 'one' && { ingesters }),
  };
}

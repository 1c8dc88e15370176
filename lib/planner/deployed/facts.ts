import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { DEFAULT_KUBERNETES_VERSION } from '../../cluster/kubernetes-versions';
import { capacityOf } from '../../cluster/node-capacity';
import type { Environment } from '../../environment/environment';
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

  /** Node mode of a cluster that is created. @default - the cluster existed */
  readonly mode?: 'node-group' | 'auto';

  /** Instance types of the node group. @default - the cluster has none */
  readonly instanceTypes?: readonly string[];

  /** VPC that existed. @default - it was made */
  readonly vpcId?: string;

  /** Zones of the VPC that was made. @default - the first of the region, or the VPC existed */
  readonly availabilityZones?: readonly string[];

  /** Namespace of Loki. @default - none: Loki is elsewhere */
  readonly lokiNamespace?: string;

  /** URL of a Loki elsewhere that gets all lines. @default - it has a Loki of its own */
  readonly lokiUrl?: string;

  /** Namespace of Alloy. */
  readonly alloyNamespace: string;

  /** Namespace of Grafana's datasources. @default - none: Loki and its datasources are elsewhere */
  readonly grafanaNamespace?: string;

  /** Bucket of chunks and index. @default - none: Loki is elsewhere */
  readonly chunkBucket?: string;

  /** Bucket of rules. @default - none: Loki is elsewhere */
  readonly rulerBucket?: string;

  /** Encryption of the buckets. @default - none: Loki is elsewhere */
  readonly encryption?: string;

  /** State of the ingesters. @default one */
  readonly ingesters?: IngesterStep;
}

/** Facts about an environment. */
export function factsOf(environment: Environment): DeployedFacts {
  const { account, region, clusterName, props, chartsProps } = environment;
  const { create } = props.cluster;
  const mode = create?.mode ?? 'node-group';
  const types = create?.instanceTypes ?? [capacityOf(environment).instanceType];
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
    ...placeOfLoki(environment),
    alloyNamespace: chartsProps.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
    ...storeOfLoki(environment),
  };
}

const placeOfLoki = ({ identity, remote }: Environment): Partial<DeployedFacts> =>
  remote ? { lokiUrl: remote.url } : { lokiNamespace: identity?.namespace };

/** Facts about the parts that need a Loki in this cluster. */
function storeOfLoki(environment: Environment): Partial<DeployedFacts> {
  const { objectStore, props, chartsProps } = environment;
  if (!objectStore) return {};
  const ingesters = ingesterStepOf(environment);
  return {
    grafanaNamespace: chartsProps.grafanaNamespace ?? DEFAULT_NAMESPACES.grafana,
    chunkBucket: objectStore.chunkBucket,
    rulerBucket: objectStore.rulerBucket,
    encryption: props.storage?.encryption ?? 's3',
    ...(ingesters !== 'one' && { ingesters }),
  };
}

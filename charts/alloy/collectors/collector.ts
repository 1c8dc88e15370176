import type { k8s } from 'cdk8s-plus-28';
import { ALLOY_SERVICE_ACCOUNT } from '../../defaults';
import type { CredentialsClient } from '../../endpoint/credentials/source';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { IdentityKind, WorkloadIdentity } from '../../endpoint/identity';
import type { ScraperPods } from '../../kubernetes/metrics';
import type { ContainerResources } from '../../kubernetes/workload';
import type { EgressNeeds } from '../destinations/egress';
import type { AlloyPipeline } from '../pipeline';
import type { AlloyRoute, AlloySource } from '../sources/source';
import type { CollectorKind } from './kinds';

/** One Alloy workload, with all defaults filled in. It shares no object with another collector. */
export interface Collector {
  /** Name of its objects, its service account included. */
  readonly name: string;

  /** Value of the label `app.kubernetes.io/component`, which distinguishes its pods from those of other collectors. */
  readonly component: string;

  /** Place of the collector in the user's input, for messages. */
  readonly path: string;

  /** Its kind. */
  readonly kind: CollectorKind;

  /** Its sources. */
  readonly sources: AlloySource[];

  /** CPU request, memory request and limit of a pod. */
  readonly resources: ContainerResources;

  /** Number of pods of kind `replicated` or `clustered`. */
  readonly replicas: number;

  /** Namespaces whose pods may reach the ports of its sources. */
  readonly clientNamespaces: readonly string[];
}

/** Settings that all collectors of a chart share. */
export interface CollectorContext {
  /** Loki that all lines go to. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Namespace of all collectors. */
  readonly namespace: string;

  /** Tenants by namespace. */
  readonly routes: AlloyRoute[];

  /** Processing of lines between their sources and Loki. */
  readonly pipeline: AlloyPipeline;

  /** Kind of the AWS identity of pods whose role is for Kafka alone. @default IdentityKind.IRSA */
  readonly identityKind?: IdentityKind;

  /** Image of Alloy. */
  readonly image: string;

  /** Priority class of the pods of kind `every-node`. */
  readonly priorityClassName: string;

  /** StorageClass of volumes. @default - the default of the cluster */
  readonly storageClassName?: string;

  /** If true, each collector gets a NetworkPolicy. */
  readonly networkPolicies: boolean;

  /** Ports of the API server, as network policies see them. */
  readonly apiServerPorts: readonly number[];

  /** Namespaces whose pods may reach the metrics. */
  readonly metricsNamespaces: readonly string[];

  /** Labels of the pods there that scrape metrics. @default - those of well-known programs */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /** More pods that scrape metrics. @default - none */
  readonly scraper?: ScraperPods;
}

/** Collector with everything that the objects of its kind need. */
export interface PlacedCollector extends Collector {
  /** Metadata of its objects. */
  readonly metadata: k8s.ObjectMeta;

  /** Labels that distinguish its pods from all others. */
  readonly selector: Record<string, string>;

  /** Its pods as a client of the passwords. */
  readonly client: CredentialsClient;

  /** Identity of its pods in AWS. @default - none: its password is not read with a role */
  readonly identity?: WorkloadIdentity;

  /** Identity with which its container reaches Kafka. @default - it does not use IAM for it */
  readonly kafkaIdentity?: WorkloadIdentity;

  /** Secrets, permissions and connections that the destinations of its lines need. */
  readonly egress: EgressNeeds;
}

/** Results of adding a collector to a chart. */
export interface AddedCollector {
  /** Its configuration. */
  readonly config: string;

  /** Identity of its pods in AWS. @default - none: its password is not read with a role */
  readonly identity?: WorkloadIdentity;

  /** Identity with which it reaches Kafka. @default - none: it does not use IAM for it */
  readonly kafkaIdentity?: WorkloadIdentity;
}

/** Labels that distinguish the pods of a collector from all others. */
export function collectorSelector(component: string): Record<string, string> {
  return { 'app.kubernetes.io/name': ALLOY_SERVICE_ACCOUNT, 'app.kubernetes.io/component': component };
}

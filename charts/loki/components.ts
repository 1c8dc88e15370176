import type { SizedComponent } from './sizes/sizes';

/** Port of the HTTP API, metrics and probes. */
export const HTTP_PORT = 3100;

/** Seconds in which clients learn by DNS which pods are ready: Loki asks every 5 s, and CoreDNS keeps answers for 5 s. */
const LEARNED_SECONDS = 10;

/** Seconds for which a pod of Loki serves after it was told to end: it is not ready then, so that clients leave it. */
export const SHUTDOWN_DELAY_SECONDS = LEARNED_SECONDS;

/** Port of gRPC between components. */
export const GRPC_PORT = 9095;

/** Port of memberlist, the gossip protocol of the rings. */
export const MEMBERLIST_PORT = 7946;

/** Path of all data outside the object store. */
export const DATA_PATH = '/var/loki';

/** Module of Loki that has the settings of tenants: what is logged of their pushes. */
export const TENANT_CONFIGS = 'tenant-configs';

/** Row of the table of components. */
export interface LokiComponent {
  /** Name in code, and key of the component's size. */
  readonly key: SizedComponent;

  /** Name in Kubernetes, and in Loki's `-target`. */
  readonly target: string;

  /**
   * Module of Loki that has to be made before the component, and is therefore before it in `-target`.
   *
   * Loki makes modules in an order that is left to chance as far as no dependency is named. The tee of a distributor, which
   * sends lines to the pattern ingesters, reads settings of tenants and does not name them: in one of 25 starts it has none, and
   * the distributor ends with its first lines and exit code 2 (https://github.com/grafana/loki/issues/23075; Loki 3.5 to 3.7.6).
   *
   * @default - none
   */
  readonly after?: string;

  /** Kind of workload: StatefulSet for pods with stable names, Deployment for interchangeable ones. */
  readonly kind: 'Deployment' | 'StatefulSet';

  /** Volume at /var/loki: a claim survives the pod, scratch space does not. */
  readonly data: 'claim' | 'scratch';

  /** True if it uses the object store. Only then do its pods get the AWS role and egress to AWS. */
  readonly objectStore: boolean;

  /** True if it takes part in memberlist. Other components do not listen on that port. */
  readonly memberlist: boolean;

  /** Services of the component: one address for all pods (`cluster`), one per pod (`headless`), or both. */
  readonly services: readonly ('cluster' | 'headless')[];

  /** Termination grace period in seconds, `shutdown_delay` included; `query` is the query timeout and a margin. */
  readonly gracePeriod: number | 'query';

  /** True to allow one pod per host and spread pods strictly over zones, to keep a quorum. @default false */
  readonly quorum?: boolean;

  /** Order in which the pods of a StatefulSet start. @default Parallel */
  readonly podManagement?: 'Parallel' | 'OrderedReady';

  /**
   * Seconds for which a restarted pod of a StatefulSet must be ready before a rollout ends the next one. Clients that
   * find pods by DNS know the restarted one by then; with two pods, they would otherwise know no running one.
   *
   * @default 0
   */
  readonly minReadySeconds?: number;

  /** True if others find its pods before they are ready, since they wait for each other. @default false */
  readonly publishNotReady?: boolean;

  /** True to run exactly one pod in every size. @default false */
  readonly singleton?: boolean;

  /**
   * Number of pods from which a rollout may remove one before its successor runs. Then no node needs room for one more
   * pod, and the others do its work meanwhile.
   *
   * @default - no pod is removed before its successor runs
   */
  readonly mayMissOneOf?: number;

  /**
   * True to serve gRPC on a port that the system chooses at each start, and that others learn from the ring.
   *
   * Loki's ingester serves gRPC while it replays its write-ahead log. After a crash the ring lists it as active for
   * another minute, at its former address. A line that arrives during the replay raises the counter of its stream, and
   * the replay then drops as many older lines as duplicates; a query gets only the lines that have been replayed so
   * far. At the former port nothing answers, and the ring gets the new port when the replay is done. Tempo refuses
   * lines meanwhile (https://github.com/grafana/tempo/pull/3358); Loki 3.7.6 does not.
   *
   * @default false
   */
  readonly portFromRing?: boolean;
}

/** Microservices of Loki 3.7, one per row (https://grafana.com/docs/loki/latest/get-started/components/). */
export const LOKI_COMPONENTS: readonly LokiComponent[] = [
  {
    key: 'distributor',
    target: 'distributor',
    after: TENANT_CONFIGS,
    kind: 'Deployment',
    data: 'scratch',
    objectStore: false,
    memberlist: true,
    services: ['cluster'],
    gracePeriod: 60,
  },
  {
    key: 'ingester',
    target: 'ingester',
    kind: 'StatefulSet',
    data: 'claim',
    objectStore: true,
    memberlist: true,
    services: ['headless'],
    gracePeriod: 300,
    quorum: true,
    portFromRing: true,
  },
  {
    key: 'querier',
    target: 'querier',
    kind: 'Deployment',
    data: 'scratch',
    objectStore: true,
    memberlist: true,
    services: ['cluster'],
    gracePeriod: 'query',
    mayMissOneOf: 3,
  },
  {
    key: 'queryFrontend',
    target: 'query-frontend',
    kind: 'Deployment',
    data: 'scratch',
    objectStore: false,
    memberlist: false,
    services: ['cluster', 'headless'],
    gracePeriod: 'query',
  },
  {
    key: 'queryScheduler',
    target: 'query-scheduler',
    kind: 'Deployment',
    data: 'scratch',
    objectStore: false,
    memberlist: false,
    services: ['headless'],
    gracePeriod: 60,
    publishNotReady: true,
  },
  {
    key: 'indexGateway',
    target: 'index-gateway',
    kind: 'StatefulSet',
    data: 'claim',
    objectStore: true,
    memberlist: false,
    services: ['headless'],
    gracePeriod: 60,
    podManagement: 'OrderedReady',
    minReadySeconds: LEARNED_SECONDS,
  },
  {
    key: 'compactor',
    target: 'compactor',
    kind: 'StatefulSet',
    data: 'claim',
    objectStore: true,
    memberlist: true,
    services: ['headless'],
    gracePeriod: 60,
    singleton: true,
  },
  {
    key: 'ruler',
    target: 'ruler',
    kind: 'StatefulSet',
    data: 'claim',
    objectStore: true,
    memberlist: true,
    services: ['cluster', 'headless'],
    gracePeriod: 60,
  },
  {
    key: 'patternIngester',
    target: 'pattern-ingester',
    kind: 'StatefulSet',
    data: 'scratch',
    objectStore: false,
    memberlist: true,
    services: ['headless'],
    gracePeriod: 60,
  },
  {
    key: 'overridesExporter',
    target: 'overrides-exporter',
    kind: 'Deployment',
    data: 'scratch',
    objectStore: false,
    memberlist: false,
    services: ['cluster'],
    gracePeriod: 60,
    singleton: true,
  },
];

/** Names and addresses of a Loki's objects, for everything that refers to another object. */
export class LokiNames {
  /** Labels that select the pods of every Loki component, gateway and caches included. */
  public static readonly SELECTOR: Record<string, string> = { 'app.kubernetes.io/name': 'loki' };

  /** Label of the pods that take part in memberlist. */
  public static readonly MEMBERLIST_LABEL: Record<string, string> = { 'loki.grafana.com/memberlist': 'true' };

  /** Label of the pods that use the object store. */
  public static readonly OBJECT_STORE_LABEL: Record<string, string> = { 'loki.grafana.com/object-store': 'true' };

  constructor(
    /** Namespace of all objects. */
    public readonly namespace: string,
    /** DNS domain of the cluster. */
    public readonly clusterDomain: string,
  ) {}

  /** Labels that select the pods of one component. */
  public static selector(component: string): Record<string, string> {
    return { ...LokiNames.SELECTOR, 'app.kubernetes.io/component': component };
  }

  /** Name of a component's workload and of its Service with one address for all pods. */
  public workload(component: string): string {
    return `loki-${component}`;
  }

  /** Name of a component's Service with one address per pod. */
  public headless(component: string): string {
    return `loki-${component}-headless`;
  }

  /** Full DNS name of a Service. nginx and Loki's DNS discovery use no search domains. */
  public host(service: string): string {
    return `${service}.${this.namespace}.svc.${this.clusterDomain}`;
  }
}

/** Name of the Service through which clients other than a component's peers reach it. */
export function serviceOf(names: LokiNames, target: string): string {
  const component = LOKI_COMPONENTS.find((each) => each.target === target);
  return component?.services.includes('cluster') === false ? names.headless(target) : names.workload(target);
}

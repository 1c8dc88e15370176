import type { SizedComponent } from './sizes';

/** Port of the HTTP API, metrics and probes. */
export const HTTP_PORT = 3100;

/** Port of gRPC between components. */
export const GRPC_PORT = 9095;

/** Port of memberlist, the gossip in which the rings live. */
export const MEMBERLIST_PORT = 7946;

/** Where Loki keeps what is not in the object store. */
export const DATA_PATH = '/var/loki';

/** What makes one Loki component differ from another. */
export interface LokiComponent {
  /** Name in code, and key of its size. */
  readonly key: SizedComponent;

  /** Name in Kubernetes, and Loki's `-target`. */
  readonly target: string;

  /** Whether pods have a name and a volume of their own (StatefulSet) or are alike (Deployment). */
  readonly kind: 'Deployment' | 'StatefulSet';

  /** What is at /var/loki: a volume that survives the pod, or scratch space that does not. */
  readonly data: 'claim' | 'scratch';

  /** Whether it reads or writes the object store. Only then do its pods get the AWS role, and a way out to it. */
  readonly objectStore: boolean;

  /** Whether it takes part in memberlist, the gossip of the rings. The others never listen for it. */
  readonly memberlist: boolean;

  /** Services others find it by: one address for all pods, one address for each pod, or both. */
  readonly services: readonly ('cluster' | 'headless')[];

  /** Seconds a pod has to finish what it is at; `query` stands for the longest query and a margin. */
  readonly gracePeriod: number | 'query';

  /** Never two on one host, and spread strictly over zones: losing two at once loses a quorum. */
  readonly quorum?: boolean;

  /** Order in which the pods of a StatefulSet start. @default Parallel */
  readonly podManagement?: 'Parallel' | 'OrderedReady';

  /** Others find its pods before they are ready, because they wait for each other. @default false */
  readonly publishNotReady?: boolean;

  /** Run exactly one, whatever the size. */
  readonly singleton?: boolean;
}

/** The microservices of Loki 3.7, one a row (https://grafana.com/docs/loki/latest/get-started/components/). */
export const LOKI_COMPONENTS: readonly LokiComponent[] = [
  {
    key: 'distributor',
    target: 'distributor',
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
  },
  {
    key: 'queryFrontend',
    target: 'query-frontend',
    kind: 'Deployment',
    data: 'scratch',
    objectStore: false,
    memberlist: false,
    services: ['cluster'],
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
    gracePeriod: 30,
    singleton: true,
  },
];

/** Names and addresses of a Loki's objects: everything that refers to another object asks here. */
export class LokiNames {
  /** Labels that select the pods of every Loki component, gateway and caches included. */
  public static readonly SELECTOR: Record<string, string> = { 'app.kubernetes.io/name': 'loki' };

  /** Label of the pods that take part in memberlist. */
  public static readonly MEMBERLIST_LABEL: Record<string, string> = { 'loki.grafana.com/memberlist': 'true' };

  /** Label of the pods that reach the object store. */
  public static readonly OBJECT_STORE_LABEL: Record<string, string> = { 'loki.grafana.com/object-store': 'true' };

  constructor(
    /** Namespace of everything. */
    public readonly namespace: string,
    /** DNS domain of the cluster. */
    public readonly clusterDomain: string,
  ) {}

  /** Labels that select the pods of one component. */
  public static selector(component: string): Record<string, string> {
    return { ...LokiNames.SELECTOR, 'app.kubernetes.io/component': component };
  }

  /** Name of a component's workload and of its Service with one address. */
  public workload(component: string): string {
    return `loki-${component}`;
  }

  /** Name of a component's Service with one address a pod. */
  public headless(component: string): string {
    return `loki-${component}-headless`;
  }

  /** Full DNS name of a Service. nginx and Loki's own DNS discovery do not use search domains. */
  public host(service: string): string {
    return `${service}.${this.namespace}.svc.${this.clusterDomain}`;
  }
}

/** Size of a component. */
export interface ComponentSize {
  /** Number of pods. */
  readonly replicas: number;

  /** CPU request of one pod, in cores. */
  readonly cpu: number;

  /** Memory request and limit of one pod, in GiB; for caches the memory that memcached may fill. */
  readonly memory: number;

  /**
   * Persistent volume of one pod, in GiB.
   *
   * @default - the component has no volume
   */
  readonly volume?: number;

  /** Throughput of the volume, in MiB/s. @default - 125, that of gp3 */
  readonly throughput?: number;
}

/** Key of a component by the name of its pods or workload, with a zone or without: `queryFrontend` for `query-frontend`. */
export const componentKey = (name: string): string =>
  name.replace(/-zone-[abc]$/, '').replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** Changes to a component's size. */
export interface ComponentSizeOverride {
  /** Number of pods. @default - from the volume */
  readonly replicas?: number;

  /** CPU request of one pod, in cores. @default - from the volume */
  readonly cpu?: number;

  /** Memory request and limit of one pod, in GiB. @default - from the volume */
  readonly memory?: number;

  /**
   * Persistent volume of one pod, in GiB. Kubernetes does not allow changes once the pods exist: see the how-to on
   * growing volumes first.
   *
   * @default - from the volume
   */
  readonly volume?: number;

  /**
   * Throughput of the ingesters' volumes, in MiB/s; 125 is in the price of gp3. Like `volume`, it cannot change once
   * the pods exist. It has no effect on a StorageClass of your own.
   *
   * @default - from the volume: 125 up to 500 GB a day, 200 above, and 125 where each zone has a StatefulSet
   */
  readonly throughput?: number;
}

/** Components that have a size, by their name in code: the keys of `loki.sizes`. */
export const SIZED_COMPONENTS = [
  'distributor',
  'ingester',
  'querier',
  'queryFrontend',
  'queryScheduler',
  'indexGateway',
  'compactor',
  'ruler',
  'patternIngester',
  'overridesExporter',
  'gateway',
  'chunksCache',
  'resultsCache',
] as const;

/** Component that has a size. */
export type SizedComponent = (typeof SIZED_COMPONENTS)[number];

/** Changes to the size that the volume selects, by component. */
export type LokiSizeOverrides = Readonly<Partial<Record<SizedComponent, ComponentSizeOverride>>>;

/** Everything that depends on the volume of logs. */
export interface LokiSize {
  /** Volume of this size, in GB of raw log lines per day over all tenants. */
  readonly gigabytesPerDay: number;

  /** If true, each of three zones has a StatefulSet of ingesters, and `components.ingester` is about all of them. */
  readonly ingesterZones: boolean;

  /** Size of the StatefulSet that zones replace, during a migration to them. @default - no migration is under way */
  readonly formerIngester?: ComponentSize;

  /** Sizes of the components. */
  readonly components: Readonly<Record<SizedComponent, ComponentSize>>;

  /**
   * Rate limit of one tenant in MB/s, over all distributors: about four times the average of the whole volume, for busy
   * hours and rolling nodes, and at least the 10 MB/s that Loki recommends. The burst is twice the rate.
   */
  readonly ingestionRateMb: number;

  /** Maximum number of active streams of one tenant, over all ingesters. */
  readonly maxStreams: number;

  /** Number of queries that one querier runs concurrently. */
  readonly querierConcurrency: number;
}

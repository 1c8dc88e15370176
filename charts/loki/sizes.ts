import { InputError } from '../input/problems';
import { walThroughput } from './volumes';

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
   * Throughput of the ingesters' volumes, in MiB/s; 125 is in the price of gp3. As `volume`, it cannot change once the pods
   * exist. Without effect on a StorageClass of your own.
   *
   * @default - from the volume: 125 up to 500 GB a day, 200 above
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

/** Row of the table of sizes: everything that depends on the volume of logs. */
export interface LokiSize {
  /** Maximum volume of this size, in GB of raw log lines per day over all tenants. */
  readonly gigabytesPerDay: number;

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

const size = (replicas: number, cpu: number, memory: number, volume?: number): ComponentSize => ({
  replicas,
  cpu,
  memory,
  volume,
});

/**
 * Table of sizes, by volume of logs.
 *
 * Up to 500 GB a day the requests follow the sizes 1x.pico, 1x.extra-small and 1x.small of Grafana's loki-operator
 * v0.11.0 (operator/internal/manifests/internal/sizes.go), with half as much again for the ingesters, because the
 * operator writes each line twice and we write it three times. The row for 3 TB a day follows Loki's "Size the
 * cluster" page for less than 3 TB a day (38 cores, 59 GiB); its queriers get more, since the page says unoptimised
 * queries may need ten times what it lists. Patterns are not in either: 1 core and up to 7 GiB are the ksonnet
 * library's.
 *
 * Every row has three ingesters. With three copies of each line, the ingester of a zone holds one full copy: if a zone
 * fails, the other two still make a quorum, and one StatefulSet rolls one pod at a time without an operator. With more
 * ingesters than copies, two zones would hold all copies of some streams.
 *
 * Volumes: the write-ahead log takes 10 to 15 GB at 5 MB/s (Loki's write-ahead log page). The ingester's 50 GiB is about
 * four times that, for hours without S3; their throughput follows from the rate limit of one tenant. Sizes up to 500 GB a day have the same volumes, since a StatefulSet's volumes
 * cannot change: growing through these sizes is a plain deploy.
 */
export const LOKI_SIZES: readonly LokiSize[] = [
  {
    gigabytesPerDay: 50,
    ingestionRateMb: 10,
    maxStreams: 10_000,
    querierConcurrency: 4,
    components: {
      distributor: size(2, 0.25, 0.5),
      ingester: size(3, 0.5, 3, 50),
      querier: size(2, 0.75, 1.5),
      queryFrontend: size(2, 0.25, 0.5),
      queryScheduler: size(2, 0.1, 0.25),
      indexGateway: size(2, 0.15, 0.5, 50),
      compactor: size(1, 0.25, 1, 20),
      ruler: size(1, 0.25, 0.5, 10),
      patternIngester: size(1, 0.25, 1),
      overridesExporter: size(1, 0.05, 0.125),
      gateway: size(2, 0.1, 0.125),
      chunksCache: size(1, 0.1, 1),
      resultsCache: size(1, 0.1, 0.25),
    },
  },
  {
    gigabytesPerDay: 100,
    ingestionRateMb: 10,
    maxStreams: 10_000,
    querierConcurrency: 4,
    components: {
      distributor: size(2, 0.5, 1),
      ingester: size(3, 1, 6, 50),
      querier: size(3, 1, 2),
      queryFrontend: size(2, 0.5, 1),
      queryScheduler: size(2, 0.1, 0.25),
      indexGateway: size(2, 0.5, 1, 50),
      compactor: size(1, 1, 2, 20),
      ruler: size(2, 0.5, 1, 10),
      patternIngester: size(2, 0.5, 1),
      overridesExporter: size(1, 0.05, 0.125),
      gateway: size(2, 0.25, 0.25),
      chunksCache: size(2, 0.25, 2),
      resultsCache: size(1, 0.1, 0.5),
    },
  },
  {
    gigabytesPerDay: 500,
    ingestionRateMb: 25,
    maxStreams: 25_000,
    querierConcurrency: 8,
    components: {
      distributor: size(3, 1, 1),
      ingester: size(3, 2.5, 13, 50),
      querier: size(4, 2, 4),
      queryFrontend: size(2, 1, 2),
      queryScheduler: size(2, 0.25, 0.5),
      indexGateway: size(2, 1, 2, 50),
      compactor: size(1, 2, 4, 20),
      ruler: size(2, 1, 2, 10),
      patternIngester: size(3, 0.5, 2),
      overridesExporter: size(1, 0.05, 0.125),
      gateway: size(3, 0.5, 0.25),
      chunksCache: size(3, 0.5, 4),
      resultsCache: size(2, 0.25, 1),
    },
  },
  {
    gigabytesPerDay: 3000,
    ingestionRateMb: 140,
    maxStreams: 100_000,
    querierConcurrency: 8,
    components: {
      distributor: size(4, 2, 1),
      ingester: size(3, 4, 16, 200),
      querier: size(10, 2, 4),
      queryFrontend: size(2, 1, 2),
      queryScheduler: size(2, 1, 0.5),
      indexGateway: size(4, 0.5, 2, 100),
      compactor: size(1, 2, 10, 100),
      ruler: size(2, 2, 4, 10),
      patternIngester: size(3, 1, 7),
      overridesExporter: size(1, 0.1, 0.25),
      gateway: size(4, 1, 0.5),
      chunksCache: size(4, 0.5, 8),
      resultsCache: size(2, 0.5, 2),
    },
  },
];

/** Maximum volume of the largest size, in GB per day. */
export const MAX_GIGABYTES_PER_DAY = Math.max(...LOKI_SIZES.map((s) => s.gigabytesPerDay));

/**
 * Selects the smallest size for a volume and applies the caller's changes.
 *
 * @throws InputError if the volume exceeds the largest size
 */
export function lokiSize(gigabytesPerDay: number, overrides: LokiSizeOverrides = {}): LokiSize {
  const row = LOKI_SIZES.find((s) => gigabytesPerDay <= s.gigabytesPerDay);
  if (!row) {
    const found = `${gigabytesPerDay} GB/day is more than the largest size, ${MAX_GIGABYTES_PER_DAY} GB/day`;
    throw new InputError([{ path: 'volume', found, fix: 'run the workloads on several clusters' }]);
  }
  const components = { ...row.components };
  components.ingester = { ...components.ingester, throughput: walThroughput(row.ingestionRateMb) };
  for (const [name, change] of Object.entries(overrides) as [SizedComponent, ComponentSizeOverride][]) {
    components[name] = { ...components[name], ...change };
  }
  return { ...row, components };
}

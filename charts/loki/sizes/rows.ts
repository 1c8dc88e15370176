import type { SizedComponent } from './size';
import { walThroughput } from '../workloads/volumes';

/** Size of a component in a row of the table. */
export interface RowSize {
  /** Number of pods. For ingesters: pods of one zone, if each zone has a StatefulSet. */
  readonly replicas: number;

  /** CPU request of one pod, in cores. @default - from the CPU that the component needs for a GB: see `WRITE_PATH` */
  readonly cpu?: number;

  /** Memory of one pod in GiB. For ingesters: of all pods of one zone, which hold one copy of all lines. */
  readonly memory: number;

  /** Persistent volume of one pod, in GiB. @default - the component has no volume */
  readonly volume?: number;

  /** Throughput of the volume, in MiB/s. @default - 125, that of gp3 */
  readonly throughput?: number;
}

/** Row of the table: sizes for exactly one volume of logs. Volumes between two rows get sizes between theirs. */
export interface SizeRow {
  /** Volume of raw lines in GB a day, over all tenants. */
  readonly gigabytesPerDay: number;

  /** Sizes of the components. */
  readonly components: Readonly<Record<SizedComponent, RowSize>>;

  /** Rate limit of one tenant in MB/s. */
  readonly ingestionRateMb: number;

  /** Maximum number of active streams of one tenant. */
  readonly maxStreams: number;

  /** Number of queries that one querier runs concurrently. */
  readonly querierConcurrency: number;
}

/** Size of a component with a CPU request of its own. */
const pod = (replicas: number, cpu: number, memory: number, volume?: number): RowSize => ({
  replicas,
  cpu,
  memory,
  ...(volume === undefined ? {} : { volume }),
});

/** Size of a component of the write path, whose CPU request follows from the volume. */
const writes = (replicas: number, memory: number): RowSize => ({ replicas, memory });

/** Ingesters of one zone, with the volume of the StatefulSets up to 500 GB a day. */
const ingesters = (replicas: number, memory: number): RowSize => ({ replicas, memory, volume: 50 });

/** Rate limit of 3 TB a day in MB/s: the maximum for three ingesters. */
const RATE_OF_THREE = 140;

/** Ingesters of one zone above 500 GB a day. */
const large = (replicas: number, memory: number): RowSize => ({
  ...{ replicas, memory, volume: 200 },
  throughput: walThroughput(RATE_OF_THREE),
});

/**
 * Table of sizes.
 *
 * Memory up to 500 GB a day follows the sizes 1x.pico, 1x.extra-small and 1x.small of Grafana's loki-operator v0.11.0
 * (operator/internal/manifests/internal/sizes.go). Ingesters have half as much again, because the operator writes each
 * line twice and this library three times. 3 TB a day follows Loki's page "Size the cluster" for less than 3 TB a day
 * (38 cores, 59 GiB); for unoptimised queries, that page expects up to ten times as much. 10 and 30 TB a day follow the
 * other rows of the page, with half the ingesters at 30 TB; neither is measured here. 5 GB a day is what the programs
 * themselves need. None of these sources includes pattern ingesters: their memory, up to 7 GiB, is that of the ksonnet
 * library.
 *
 * Memory of ingesters is compared with the measured memory of a stream and a byte (`ingesterBytes`): with a fifth of
 * `maxStreams` active, all with the same volume, it is at most two thirds full, at 5 GB a day nine tenths. From 3 TB a
 * day on, this needs half as much again as the page lists.
 *
 * CPU of the write path is measured (`WRITE_PATH`). Queriers need a core for 120 MB/s of lines, measured with the load
 * of this repository: the 8 cores at 500 GB a day read 1 GB/s. Frontends and rulers only forward results of queriers,
 * memcached serves from memory, and the index that an index gateway reads is a hundredth of the lines: these components
 * request at most half of what the operator's sizes do.
 */
export const SIZE_ROWS: readonly SizeRow[] = [
  {
    gigabytesPerDay: 5,
    ingestionRateMb: 10,
    maxStreams: 10_000,
    querierConcurrency: 2,
    components: {
      distributor: writes(2, 0.25),
      ingester: ingesters(1, 1),
      querier: pod(2, 0.25, 0.75),
      queryFrontend: pod(2, 0.1, 0.25),
      queryScheduler: pod(2, 0.05, 0.25),
      indexGateway: pod(2, 0.1, 0.25, 50),
      compactor: pod(1, 0.1, 0.5, 20),
      ruler: pod(1, 0.1, 0.25, 10),
      patternIngester: writes(1, 0.5),
      overridesExporter: pod(1, 0.05, 0.125),
      gateway: writes(2, 0.125),
      chunksCache: pod(1, 0.05, 0.5),
      resultsCache: pod(1, 0.05, 0.125),
    },
  },
  {
    gigabytesPerDay: 50,
    ingestionRateMb: 10,
    maxStreams: 10_000,
    querierConcurrency: 4,
    components: {
      distributor: writes(2, 0.5),
      ingester: ingesters(1, 3),
      querier: pod(2, 0.75, 1.5),
      queryFrontend: pod(2, 0.15, 0.5),
      queryScheduler: pod(2, 0.1, 0.25),
      indexGateway: pod(2, 0.15, 0.5, 50),
      compactor: pod(1, 0.25, 1, 20),
      ruler: pod(1, 0.1, 0.5, 10),
      patternIngester: writes(1, 1),
      overridesExporter: pod(1, 0.05, 0.125),
      gateway: writes(2, 0.125),
      chunksCache: pod(1, 0.1, 1),
      resultsCache: pod(1, 0.05, 0.25),
    },
  },
  {
    gigabytesPerDay: 100,
    ingestionRateMb: 10,
    maxStreams: 10_000,
    querierConcurrency: 4,
    components: {
      distributor: writes(2, 0.75),
      ingester: ingesters(1, 4.125),
      querier: pod(3, 1, 2),
      queryFrontend: pod(2, 0.25, 0.5),
      queryScheduler: pod(2, 0.1, 0.25),
      indexGateway: pod(2, 0.25, 0.5, 50),
      compactor: pod(1, 0.5, 1.25, 20),
      ruler: pod(2, 0.1, 0.5, 10),
      patternIngester: writes(2, 0.75),
      overridesExporter: pod(1, 0.05, 0.125),
      gateway: writes(2, 0.25),
      chunksCache: pod(2, 0.1, 1.25),
      resultsCache: pod(1, 0.05, 0.5),
    },
  },
  {
    gigabytesPerDay: 500,
    ingestionRateMb: 25,
    maxStreams: 25_000,
    querierConcurrency: 8,
    components: {
      distributor: writes(3, 1),
      ingester: ingesters(1, 13),
      querier: pod(4, 2, 4),
      queryFrontend: pod(2, 0.5, 2),
      queryScheduler: pod(2, 0.15, 0.5),
      indexGateway: pod(2, 0.5, 2, 50),
      compactor: pod(1, 1, 4, 20),
      ruler: pod(2, 0.25, 1, 10),
      patternIngester: writes(3, 2),
      overridesExporter: pod(1, 0.05, 0.125),
      gateway: writes(3, 0.25),
      chunksCache: pod(3, 0.15, 4),
      resultsCache: pod(2, 0.1, 1),
    },
  },
  {
    gigabytesPerDay: 1000,
    ingestionRateMb: 50,
    maxStreams: 40_000,
    querierConcurrency: 8,
    components: {
      distributor: writes(3, 1),
      ingester: large(2, 16),
      querier: pod(5, 2, 4),
      queryFrontend: pod(2, 0.65, 2),
      queryScheduler: pod(2, 0.25, 0.5),
      indexGateway: pod(3, 0.5, 2, 100),
      compactor: pod(1, 1.5, 6, 100),
      ruler: pod(2, 0.35, 1.25, 10),
      patternIngester: writes(3, 3),
      overridesExporter: pod(1, 0.1, 0.25),
      gateway: writes(3, 0.5),
      chunksCache: pod(3, 0.2, 5),
      resultsCache: pod(2, 0.15, 1.25),
    },
  },
  {
    gigabytesPerDay: 3000,
    ingestionRateMb: RATE_OF_THREE,
    maxStreams: 100_000,
    querierConcurrency: 8,
    components: {
      distributor: writes(4, 1.5),
      ingester: large(2, 30),
      querier: pod(10, 2, 4),
      queryFrontend: pod(2, 1, 2),
      queryScheduler: pod(2, 0.5, 0.5),
      indexGateway: pod(4, 0.5, 2, 100),
      compactor: pod(1, 2, 10, 100),
      ruler: pod(2, 0.5, 2, 10),
      patternIngester: writes(3, 7),
      overridesExporter: pod(1, 0.1, 0.25),
      gateway: writes(4, 0.5),
      chunksCache: pod(4, 0.25, 8),
      resultsCache: pod(2, 0.25, 2),
    },
  },
  {
    gigabytesPerDay: 10_000,
    ingestionRateMb: 465,
    maxStreams: 300_000,
    querierConcurrency: 8,
    components: {
      distributor: writes(14, 1.5),
      ingester: large(6, 90),
      querier: pod(30, 2, 4),
      queryFrontend: pod(4, 1, 4),
      queryScheduler: pod(2, 1, 1),
      indexGateway: pod(6, 1, 4, 100),
      compactor: pod(1, 4, 16, 100),
      ruler: pod(3, 1, 2, 10),
      patternIngester: writes(9, 7),
      overridesExporter: pod(1, 0.1, 0.25),
      gateway: writes(8, 0.75),
      chunksCache: pod(8, 0.5, 12),
      resultsCache: pod(3, 0.5, 4),
    },
  },
  {
    gigabytesPerDay: 30_000,
    ingestionRateMb: 1400,
    maxStreams: 900_000,
    querierConcurrency: 8,
    components: {
      distributor: writes(40, 1.5),
      ingester: large(16, 272),
      querier: pod(100, 2, 4),
      queryFrontend: pod(8, 1, 4),
      queryScheduler: pod(2, 1, 2),
      indexGateway: pod(10, 1, 8, 100),
      compactor: pod(1, 6, 20, 100),
      ruler: pod(6, 1, 2, 10),
      patternIngester: writes(24, 7),
      overridesExporter: pod(1, 0.1, 0.25),
      gateway: writes(20, 0.75),
      chunksCache: pod(20, 0.5, 12),
      resultsCache: pod(6, 0.5, 4),
    },
  },
];

import type { ComponentSize, LokiSizeOverrides, SizedComponent } from './sizes';

const size = (cpu: number, memory: number, volume?: number): ComponentSize => ({ replicas: 1, cpu, memory, volume });

/**
 * Sizes on one node, such as a laptop: one pod of each component. Memory is at least one and a half times what each
 * component took at 1 MB/s of lines (test/e2e/local.e2e.ts: 241 MiB the ingester, 105 to 170 MiB the others). In total,
 * Loki takes 3.2 GiB and 0.6 cores. Three ingesters would add 1 GiB and no safety, since all of them would be lost with
 * the node.
 */
const ONE_NODE_SIZES: Readonly<Record<SizedComponent, ComponentSize>> = {
  distributor: size(0.05, 0.25),
  ingester: size(0.1, 0.5, 5),
  querier: size(0.1, 0.375),
  queryFrontend: size(0.05, 0.25),
  queryScheduler: size(0.02, 0.1875),
  indexGateway: size(0.05, 0.25, 2),
  compactor: size(0.05, 0.25, 2),
  ruler: size(0.05, 0.25, 1),
  patternIngester: size(0.05, 0.25),
  overridesExporter: size(0.02, 0.1875),
  gateway: size(0.02, 0.0625),
  chunksCache: size(0.02, 0.125),
  resultsCache: size(0.02, 0.0625),
};

/** Copies of each line on one node: there is one ingester. */
export const ONE_NODE_REPLICATION = 1;

/** Sizes of one node, with changes. */
export function oneNodeSizes(changes: LokiSizeOverrides = {}): LokiSizeOverrides {
  const all = Object.entries(ONE_NODE_SIZES) as [SizedComponent, ComponentSize][];
  return Object.fromEntries(all.map(([key, own]) => [key, { ...own, ...changes[key] }]));
}

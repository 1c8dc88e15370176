import inventory from './generated/inventory.json';
import type { MonitoringProps } from './props';

/** Metric that alerts or dashboards read, as the real programs expose it. */
interface Metric {
  /** Type of its family. */
  readonly type: string;

  /** Its labels, besides those that scraping adds. */
  readonly labels: readonly string[];

  /** Programs that expose it; `kafka` stands for Alloy's collectors in a setup with Kafka. */
  readonly components: readonly string[];
}

/** Metrics that alerts and dashboards read, by the name of their series. */
export const INVENTORY: Readonly<Record<string, Metric>> = inventory;

/** True for the name of a histogram that alerts or dashboards read. */
export const isHistogram = (name: string): boolean => Object.hasOwn(INVENTORY, `${name}_bucket`);

/** Name of the series that a scraper makes itself. Alloy, unlike Prometheus, would drop it with the others. */
const UP = 'up';

/** Regular expression, anchored by its reader, of the names that are stored; undefined if all are. */
export function keptNames({ metrics = 'used', keep = [] }: MonitoringProps, hasKafka = false): string | undefined {
  if (metrics === 'all') return undefined;
  const used = Object.entries(INVENTORY).filter(([, { components }]) => hasKafka || !components.includes('kafka'));
  return [...new Set([UP, ...used.map(([name]) => name), ...keep])].join('|');
}

import { INVENTORY } from '../keep';

/** A text in quotes, or the name of a metric that is scraped here, with the beginning of its matchers. */
const TEXT_OR_METRIC = new RegExp(
  `"(?:[^"\\\\]|\\\\.)*"|\\b(${['up', ...Object.keys(INVENTORY)].join('|')})\\b(\\{)?`,
  'g',
);

/**
 * An expression whose metrics are those of one cluster, since a Prometheus or a workspace may have the series and the rules of
 * several. Metrics of other programs stay as they are: their series may have no label `cluster`.
 */
export const inCluster = (expr: string, cluster: string): string =>
  expr.replace(TEXT_OR_METRIC, (found: string, metric?: string, brace?: string) => {
    if (metric === undefined) return found;
    return `${metric}{cluster="${cluster}"${brace === undefined ? '}' : ', '}`;
  });

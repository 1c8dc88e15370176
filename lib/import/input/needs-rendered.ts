import { at } from '../../manifests/shape';
import type { ChartName } from '../charts/keys';
import { Hidden, TEMPLATE } from '../tree/hidden';
import { hideSecrets } from '../tree/secrets';

/** Place of the periods of the schema in the values of charts of Loki. */
const SCHEMA: Readonly<Partial<Record<ChartName, string>>> = {
  loki: 'loki.schemaConfig.configs',
  'loki-distributed': 'loki.schemaConfig.configs',
  'loki-stack': 'loki.config.schema_config.configs',
  'loki-2': 'config.schema_config.configs',
};

/**
 * True if the values of a release do not show the configuration of its Loki: they contain templates, leave the schema to the
 * chart, or belong to a chart that contains the one of Loki.
 */
export function needsRendered(values: Readonly<Record<string, unknown>>, chart: ChartName | undefined): boolean {
  if (chart === undefined) return true;
  const place = SCHEMA[chart];
  return place !== undefined && (at(values, place) === undefined || hasTemplate(hideSecrets(values)));
}

function hasTemplate(value: unknown): boolean {
  if (value instanceof Hidden) return value === TEMPLATE;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);
}

import { JsonPatch } from 'cdk8s';
import type { LoggingCharts } from '../../../charts/logging/charts';

/** A key that Loki does not know, by a user's own change of the rendered configuration. */
export const misspelt = (charts: LoggingCharts): void => {
  const config = charts.object('ConfigMap', 'loki');
  const text = (config.toJson() as { data: Record<string, string> }).data['config.yaml'] ?? '';
  config.addJsonPatch(JsonPatch.replace('/data/config.yaml', text.replace('\nlimits_config:', '\nlimit_config:')));
};

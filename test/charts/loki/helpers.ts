import { parse } from 'yaml';
import type { LokiChartProps } from '../../../charts/loki/chart';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../helpers/charts';

/** Workloads of Loki, by their names without `loki-`. */
export function workloads(props: Partial<LokiChartProps> = {}): Map<string, KubernetesObject> {
  return new Map(
    objectsOf(makeCharts(props))
      .filter(({ kind, metadata }) => ['Deployment', 'StatefulSet'].includes(kind) && metadata.namespace === 'loki')
      .map((object) => [object.metadata.name.slice('loki-'.length), object]),
  );
}

/** Configuration of Loki. */
export const configOf = (props: Partial<LokiChartProps> = {}) =>
  parse(objectOf(makeCharts(props), 'ConfigMap', 'loki').data['config.yaml']);

/** First container of a workload. */
export const container = (object: KubernetesObject | undefined) => object?.spec.template.spec.containers[0];

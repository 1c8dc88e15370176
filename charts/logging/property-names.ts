import { PIPELINE_VALIDATORS } from '../alloy/pipeline';
import { SOURCE_VALIDATORS } from '../alloy/sources/library';
import { DATASOURCE_SETTINGS } from '../grafana/settings';
import { withFieldNames } from '../input/field-names';
import type { Problem } from '../input/problems';
import type { LoggingChartsProps } from './props';

/** Pairs of a field below an environment's field, and its property. */
const below = (field: string, property: keyof LoggingChartsProps, validators: object): [string, string][] =>
  Object.keys(validators).map((key) => [`${field}.${key}`, `${property}.${key}`]);

/** Properties of `LoggingCharts`, by the paths that fields of environments have. Single charts name these fields. */
const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ...below('alloy', 'alloySources', SOURCE_VALIDATORS),
  ...below('alloy', 'alloyPipeline', PIPELINE_VALIDATORS),
  ...below('grafana', 'grafanaDatasources', DATASOURCE_SETTINGS),
  ['alloy.extraSources', 'alloyExtraSources'],
  ['alloy.collectors', 'alloyCollectors'],
  ['alloy.nodeLabel', 'alloyNodeLabel'],
  ['alloy.namespace', 'alloyNamespace'],
  ['grafana.namespace', 'grafanaNamespace'],
  ['grafana.maxLines', 'maxLines'],
  ['grafana.dashboards', 'grafanaDashboards'],
  ['grafana.deploy', 'grafanaDeploy'],
  ['loki.namespace', 'loki.identity.namespace'],
  ['network.policies', 'loki.networkPolicies'],
  ['network.clientNamespaces', 'loki.clientNamespaces'],
  ['network.metricsNamespaces', 'loki.metricsNamespaces'],
  ['network.metricsPods', 'loki.metricsPods'],
  ['network.rulerEgress', 'loki.rulerEgress'],
  ['storage.endpoint', 'loki.store.endpoint'],
]);

/** Path of a property, from the path of a field. */
const propertyOf = (path: string): string => path.replace(/^\w+\.\w+/, (field) => PROPERTIES.get(field) ?? field);

/** A problem with the names of properties of `LoggingCharts`, in its path and in its words. */
export const chartsProblem = (problem: Problem): Problem => ({
  ...withFieldNames(problem, propertyOf),
  path: propertyOf(problem.path),
});

import { DEFAULT_LINES } from '../../../../charts/grafana/max-lines';
import { isWorkspace } from '../../../../charts/endpoint/workspace';
import { DEFAULT_INSTANCES, DEFAULT_TRACE_FIELD } from '../../../../charts/grafana/settings';
import type { Manifest } from '../../../manifests/manifest';
import { at, isRecord, record, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import { isDeployedGrafana } from './dashboards';
import { datasourcesOf } from './tenants';

/** Reads settings of the datasources. */
export function readOwnGrafana({ draft }: Importing, objects: readonly Manifest[]): void {
  const resources = objects.filter(({ kind }) => kind === 'GrafanaDatasource');
  const all = [
    ...objects.flatMap(datasourcesOf).map(withSingleDollars),
    ...resources.flatMap((one) => {
      const datasource = at(one, 'spec.datasource');
      return isRecord(datasource) ? [datasource] : [];
    }),
  ];
  const maps = objects.filter((one) => datasourcesOf(one).length > 0);
  const isFound = maps.some(({ metadata }) => record(metadata.labels)['grafana_datasource'] !== undefined);
  if (maps.length > 0 && !isFound && !objects.some(isDeployedGrafana)) draft.set(['grafana', 'as'], 'files');
  const loki = record(all.find((one) => one['type'] === 'loki'));
  const { maxLines, derivedFields } = record(loki['jsonData']);
  if (typeof maxLines === 'number' && maxLines !== DEFAULT_LINES) draft.set(['grafana', 'maxLines'], maxLines);
  const [link] = records(derivedFields);
  if (link) draft.set(['grafana', 'traces'], tracesOf(link));
  if (all.some((one) => one['type'] === 'alertmanager')) draft.set(['grafana', 'alertmanager'], true);
  const prometheus = all.find((one) => /prometheus/.test(text(one['type']) ?? ''));
  const url = text(prometheus?.['url']);
  // Its ARN has the account and the id, and the field of monitoring has both.
  if (url !== undefined) draft.set(['grafana', 'prometheus'], isWorkspace(url) ? true : { url });
  const instances = record(at(resources[0], 'spec.instanceSelector.matchLabels'));
  if (resources.length > 0 && JSON.stringify(instances) !== JSON.stringify(DEFAULT_INSTANCES))
    draft.set(['grafana', 'instances'], instances);
}

/** Link to traces, from a field that is derived from lines. */
function tracesOf(field: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { matcherType, matcherRegex, datasourceUid, url } = field;
  return {
    ...(datasourceUid === undefined ? { url } : { uid: datasourceUid }),
    ...(matcherType === 'regex' ? { pattern: matcherRegex } : {}),
    ...(matcherType === 'label' && matcherRegex !== DEFAULT_TRACE_FIELD ? { field: matcherRegex } : {}),
  };
}

/** A datasource of a provisioning file, in which `$$` stands for a dollar. */
const withSingleDollars = (datasource: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(datasource).replaceAll('$$', '$')) as Record<string, unknown>;

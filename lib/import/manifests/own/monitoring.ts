import { HTTP_PORT } from '../../../../charts/alloy/collectors/program';
import { parseAlloy } from '../../../../charts/alloy/language/parse';
import { MANAGED_BY } from '../../../../charts/kubernetes/objects';
import { keptNames } from '../../../../charts/monitoring/keep';
import { DEFAULT_INTERVAL, type MonitoringFrom } from '../../../../charts/monitoring/props';
import { SCRAPER_NAME } from '../../../../charts/monitoring/scraper/names';
import { PRUNE_LABEL } from '../../../delivery/prune-labels';
import type { Manifest } from '../../../manifests/manifest';
import { at, record, records, text } from '../../../manifests/shape';
import { yamlValue } from '../../../manifests/yaml/parse';
import type { Importing } from '../../importing';
import { blockOf, textOf } from './blocks';
import { peersOf } from './peers';
import { remoteWriteOf } from './workspace';

/** ConfigMap with files for a Prometheus. */
const FILES = 'loki-prometheus';

/** Settings that the objects of monitoring show. */
interface Found {
  readonly from: MonitoringFrom;
  readonly interval?: string;

  /** Regular expression of the names that are stored. */
  readonly kept?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Reads which program scrapes the metrics, which metrics are stored, and the alerts. `render` gives the objects of the
 * environment so far.
 */
export function readOwnMonitoring(
  importing: Importing,
  objects: readonly Manifest[],
  render: () => readonly Manifest[],
): void {
  const { draft } = importing;
  const { scrapers, scraperLabels } = peersOf(objects, 'alloy', HTTP_PORT);
  if (scraperLabels) draft.set(['network', 'metricsPods'], scraperLabels);
  const found = ofOperator(importing, objects) ?? ofAlloy(importing, objects) ?? ofFiles(objects);
  // A single namespace is that of monitoring; several are listed.
  const [only, ...others] = scrapers;
  const isOne = found !== undefined && found.from !== 'alloy' && only !== undefined && others.length === 0;
  if (!isOne && only !== undefined) draft.set(['network', 'metricsNamespaces'], scrapers);
  if (!found) return;
  const { from, interval, kept, fields } = found;
  const set = (field: string, value: unknown): void => {
    if (value !== undefined) draft.set(['monitoring', field], value);
  };
  set('from', from);
  if (isOne) set('namespace', only);
  for (const [field, value] of Object.entries(fields ?? {})) set(field, value);
  if (interval !== DEFAULT_INTERVAL) set('interval', interval);
  if (kept === undefined) set('metrics', 'all');
  const used = new Set(keptNames({ from })?.split('|'));
  const keep = (kept ?? '').split('|').filter((name) => name !== '' && !used.has(name));
  if (keep.length > 0) set('keep', keep);
  readAlerts(importing, objects, render);
}

function ofOperator({ draft }: Importing, objects: readonly Manifest[]): Found | undefined {
  const monitor = objects.find(({ kind }) => kind === 'PodMonitor');
  const [endpoint] = records(at(monitor, 'spec.podMetricsEndpoints'));
  if (!monitor || !endpoint) return undefined;
  const ours = ['app.kubernetes.io/name', ...Object.keys(MANAGED_BY)];
  const labels = Object.entries(record(at(monitor, 'metadata.labels'))).filter(
    ([label, value]) =>
      !ours.includes(label) && draft.get(['labels', label]) !== value && !label.startsWith(PRUNE_LABEL),
  );
  return {
    from: 'prometheus-operator',
    interval: text(endpoint['interval']),
    kept: text(records(endpoint['metricRelabelings'])[0]?.['regex']),
    ...(labels.length > 0 ? { fields: { labels: Object.fromEntries(labels) } } : {}),
  };
}

function ofFiles(objects: readonly Manifest[]): Found | undefined {
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === FILES);
  const file = text(record(map?.['data'])['scrape-config.yaml']);
  const [job] = records(at(file === undefined ? undefined : yamlValue(file), 'scrape_configs'));
  if (!map || !job) return undefined;
  return {
    from: 'scrape-config',
    interval: text(job['scrape_interval']),
    kept: text(records(job['metric_relabel_configs'])[0]?.['regex']),
    fields: { namespace: map.metadata.namespace },
  };
}

function ofAlloy({ draft }: Importing, objects: readonly Manifest[]): Found | undefined {
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === SCRAPER_NAME);
  const config = text(record(map?.['data'])['config.alloy']);
  if (config === undefined) return undefined;
  const { blocks } = parseAlloy(config);
  const inside = (name: string, inner: string) => blockOf(blockOf(blocks, name)?.blocks, inner);
  const url = textOf(inside('prometheus.remote_write', 'endpoint'), 'url');
  return {
    from: 'alloy',
    interval: textOf(blockOf(blocks, 'prometheus.scrape'), 'scrape_interval'),
    kept: textOf(inside('prometheus.relabel', 'rule'), 'regex'),
    fields: { remoteWrite: remoteWriteOf(draft, url) },
  };
}

/** Alerting rules in an object of the operator, or in a file. */
function alertsIn(objects: readonly Manifest[]): Record<string, unknown>[] {
  const groups = objects.flatMap(({ kind, metadata, ...rest }) => {
    if (kind === 'PrometheusRule' && metadata.name === 'loki-alerts') return records(at(rest, 'spec.groups'));
    const file = kind === 'ConfigMap' && metadata.name === FILES ? record(rest['data'])['alerts.yaml'] : undefined;
    return typeof file === 'string' ? records(at(yamlValue(file), 'groups')) : [];
  });
  return groups.flatMap((group) => records(group['rules']));
}

/** Reads alerts, as differences from those that the environment has without settings. */
function readAlerts(importing: Importing, objects: readonly Manifest[], render: () => readonly Manifest[]): void {
  const { draft } = importing;
  const [actual, ours] = [alertsIn(objects), alertsIn(render())];
  const name = (alert: Record<string, unknown>): string => String(alert['alert']);
  if (ours.length === 0) {
    // CloudFormation creates the rules of a workspace.
    importing.decide(
      ['monitoring', 'from'],
      'alerts of a workspace are in no manifest: write alerts if they have settings',
    );
    return;
  }
  const [first] = actual;
  if (!first) {
    draft.set(['monitoring', 'alerts'], false);
    return;
  }
  const without = ours.map(name).filter((one) => !actual.some((alert) => name(alert) === one));
  const labels = Object.fromEntries(Object.entries(record(first['labels'])).filter(([label]) => label !== 'severity'));
  const runbooksOf = (alert: Record<string, unknown> | undefined): string | undefined =>
    text(at(alert, 'annotations.runbook_url'))?.split('#')[0];
  const runbooks = runbooksOf(first);
  const fields = {
    ...(without.length > 0 ? { without } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(runbooks === runbooksOf(ours[0]) ? {} : { runbooks }),
  };
  if (Object.keys(fields).length > 0) draft.set(['monitoring', 'alerts'], fields);
}

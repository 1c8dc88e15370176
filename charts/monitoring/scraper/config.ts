import { Block, printConfig } from '../../alloy/language/syntax';
import { list, raw, text, texts } from '../../alloy/language/values';
import { groupsOf, type MetricsSource } from '../../kubernetes/metrics';
import type { RemoteWriteProps } from '../props';
import { keepRule, type RelabelRule, type ScrapeSettings, targetRules } from '../scrape-config';
import { workspaceOf } from '../../endpoint/workspace';

/** Rule of relabelling as a block. */
function ruleBlock({ source_labels, separator, regex, replacement, target_label, action }: RelabelRule): Block {
  const block = new Block('rule');
  if (source_labels) block.set('source_labels', texts(...source_labels));
  if (separator !== undefined) block.set('separator', text(separator));
  if (regex !== undefined) block.set('regex', raw(regex));
  if (replacement !== undefined) block.set('replacement', text(replacement));
  if (target_label !== undefined) block.set('target_label', text(target_label));
  if (action !== undefined) block.set('action', text(action));
  return block;
}

/** Blocks that scrape the pods of a group. */
function scraping(group: readonly MetricsSource[], settings: ScrapeSettings, to: Block): Block[] {
  const { namespace, name } = group[0] as MetricsSource;
  const label = name.replace(/[^A-Za-z0-9_]/g, '_');
  const discovery = new Block('discovery.kubernetes', label)
    .set('role', text('pod'))
    .add(new Block('namespaces').set('names', texts(namespace)));
  const relabel = new Block('discovery.relabel', label)
    .set('targets', discovery.exported('targets'))
    .add(...targetRules(group, settings.clusterName).map(ruleBlock));
  const scrape = new Block('prometheus.scrape', label)
    .set('targets', relabel.exported('output'))
    .set('forward_to', list(to.exported('receiver')))
    .set('scrape_interval', text(settings.interval));
  return [discovery, relabel, scrape];
}

/** Configuration of the collector of metrics. */
export function scraperConfig(
  sources: readonly MetricsSource[],
  settings: ScrapeSettings,
  remoteWrite: RemoteWriteProps,
): string {
  const workspace = workspaceOf(remoteWrite.workspaceArn);
  const endpoint = new Block('endpoint').set('url', text(workspace?.url ?? remoteWrite.url ?? ''));
  if (workspace) endpoint.add(new Block('sigv4').set('region', text(workspace.region)));
  const write = new Block('prometheus.remote_write', 'metrics').add(endpoint);
  const keep =
    settings.kept === undefined
      ? undefined
      : new Block('prometheus.relabel', 'kept')
          .set('forward_to', list(write.exported('receiver')))
          .add(ruleBlock(keepRule(settings.kept)));
  return printConfig([
    ...groupsOf(sources).flatMap((group) => scraping(group, settings, keep ?? write)),
    ...(keep ? [keep] : []),
    write,
  ]);
}

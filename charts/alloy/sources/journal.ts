import { NODE_NAME, nodeName, VAR_LOG } from '../stages/node';
import { structuredMetadata } from '../stages/metadata';
import type { AlloyContext, AlloySource, HostMount } from './source';
import { Block } from '../language/syntax';
import { list, object, raw, reference, text, texts } from '../language/values';

/** Folder of the journal. Without it Alloy looks for the journal of its own container, finds none and reports no error. */
const PATH = '/var/log/journal';

/** Identity of the node. With it Alloy finds the journal even if the path is not enough. */
const MACHINE_ID: HostMount = { name: 'machine-id', path: '/etc/machine-id', type: 'File' };

/**
 * How far back the first start reads, and the longest outage after which nothing is missing. A day is long enough to
 * notice an outage, and short enough that a first start does not push every node's whole journal through the tenant's
 * ingestion limit.
 */
const MAX_AGE = '24h';

/** Fields of the journal, and their names in structured metadata. */
const METADATA: Record<string, string> = {
  __journal_priority_keyword: 'level',
  __journal_syslog_identifier: 'syslog_identifier',
  __journal__systemd_unit: 'systemd_unit',
  __journal__transport: 'transport',
  __journal__pid: 'pid',
  __journal__boot_id: 'boot_id',
};

/**
 * Systemd journal of the node: kubelet, containerd, nodeadm, kernel.
 *
 * Labels: `job="node_log/journal"`, `node_name`, `unit`. `unit` is the systemd unit without the parts that differ for
 * every login or process (`session-4.scope` is `session.scope`, `getty@tty1.service` is `getty@.service`). Structured
 * metadata: the whole name as `systemd_unit`, `level`, `syslog_identifier`, `transport`, `pid` and `boot_id`.
 */
export class JournalSource implements AlloySource {
  public readonly name = 'journal';
  public readonly mounts = [VAR_LOG, MACHINE_ID];
  public readonly fileOwners = 'root';
  public readonly env = [NODE_NAME];
  public readonly rules = [];

  public blocks(context: AlloyContext): Block[] {
    const relabel = new Block('loki.relabel', this.name).set('forward_to', list()).add(...this.relabelRules());
    const process = new Block('loki.process', this.name)
      .set('forward_to', list(context.receiver))
      .add(
        new Block('stage.static_labels').set('values', object({ node_name: nodeName() })),
        ...context.stages(this.name),
        structuredMetadata(...Object.values(METADATA)),
      );
    const source = new Block('loki.source.journal', this.name)
      .set('path', text(PATH))
      .set('max_age', text(MAX_AGE))
      .set('relabel_rules', relabel.exported('rules'))
      .set('forward_to', list(reference(`${process.id}.receiver`)));
    return [relabel, source, process];
  }

  private relabelRules(): Block[] {
    const rule = (target: string): Block => new Block('rule').set('target_label', text(target));
    const shorten = (regex: string, replacement: string): Block =>
      rule('unit').set('source_labels', texts('unit')).set('regex', raw(regex)).set('replacement', text(replacement));
    return [
      // By a rule, not by the component's `labels`: Alloy 1.19.0 ignores a `job` there.
      rule('job').set('replacement', text('node_log/journal')),
      rule('unit').set('source_labels', texts('__journal__systemd_unit')),
      // Instances of a template; scopes, which exist for one process or login; units that systemd-run starts.
      shorten(String.raw`([^@]+)@.+\.(\w+)`, '${1}@.${2}'),
      shorten(String.raw`([a-z]+(?:-[a-z]+)?)-.*\d.*\.scope`, '${1}.scope'),
      shorten(String.raw`run-[pru][0-9a-f].*\.service`, 'run.service'),
      ...Object.entries(METADATA).map(([from, to]) => rule(to).set('source_labels', texts(from))),
    ];
  }
}

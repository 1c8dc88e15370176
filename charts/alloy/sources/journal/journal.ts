import { levelStage } from '../../processing/levels';
import { NODE_NAME, nodeName, VAR_LOG } from '../../stages/node';
import { structuredMetadata } from '../../stages/metadata';
import type { AlloyContext, AlloySource, HostMount } from '../source';
import { Block } from '../../language/syntax';
import { list, object, raw, reference, text, texts } from '../../language/values';
import { JOURNAL_FOLDERS, JOURNAL_META } from './fields';
import { journalFilters, KERNEL_TRANSPORTS } from './filters';
import type { JournalSettings } from './settings';

/**
 * The journal in memory. Alloy searches for the folder only when it starts, so a missing one is created. An empty one
 * is harmless: journald takes the place of its journal from its own settings and from /var/log/journal.
 */
const RUN_LOG: HostMount = { name: 'run-log-journal', path: JOURNAL_FOLDERS.volatile, type: 'DirectoryOrCreate' };

/** Identity of the node. With it Alloy finds the journal even if the path is not enough. */
const MACHINE_ID: HostMount = { name: 'machine-id', path: '/etc/machine-id', type: 'File' };

/**
 * Time that the first start reads back, and the longest outage after which nothing is missing. A day is long enough to
 * notice an outage, and short enough that a first start does not push every node's whole journal through the tenant's
 * ingestion limit.
 */
export const MAX_AGE = '24h';

/** Head of a line of klog, the logger of Kubernetes: `E1129 08:53:48.123456    1234 pod_workers.go:1301] …`. */
const KLOG_HEAD = String.raw`^(?P<klog>[IWEF])\d{4} \d{2}:\d{2}:\d{2}\.`;

/** Fields of the journal, and their names in structured metadata. */
const METADATA: Record<string, string> = {
  [JOURNAL_META.priority]: 'level',
  [JOURNAL_META.identifier]: 'syslog_identifier',
  [JOURNAL_META.unit]: 'systemd_unit',
  [JOURNAL_META.transport]: 'transport',
  [JOURNAL_META.pid]: 'pid',
  [JOURNAL_META.boot]: 'boot_id',
};

/**
 * Systemd journal of the node: kubelet, containerd, nodeadm, kernel.
 *
 * Labels: `job="node_log/journal"`, `node_name`, `unit`. `unit` is the systemd unit without the parts that differ for
 * every login or process (`session-4.scope` is `session.scope`, `getty@tty1.service` is `getty@.service`). Structured
 * metadata: the whole name as `systemd_unit`, `level`, `syslog_identifier`, `transport`, `pid` and `boot_id`; with the levels
 * that all sources share also `priority`.
 */
export class JournalSource implements AlloySource {
  private readonly storages: readonly (keyof typeof JOURNAL_FOLDERS)[];

  public readonly name = 'journal';
  public readonly mounts: HostMount[];
  public readonly fileOwners = 'root';
  public readonly env = [NODE_NAME];
  public readonly rules = [];

  constructor(private readonly settings: JournalSettings = {}) {
    const { storage = 'persistent' } = settings;
    this.storages = storage === 'both' ? ['persistent', 'volatile'] : [storage];
    this.mounts = [...this.storages.map((each) => (each === 'volatile' ? RUN_LOG : VAR_LOG)), MACHINE_ID];
  }

  public blocks(context: AlloyContext): Block[] {
    const { maxAge = MAX_AGE } = this.settings;
    const filters = journalFilters(this.settings);
    const relabel = new Block('loki.relabel', this.name)
      .set('forward_to', list())
      .add(...filters.rules, ...this.relabelRules());
    const process = new Block('loki.process', this.name)
      .set('forward_to', list(context.receiver))
      .add(
        new Block('stage.static_labels').set('values', object({ node_name: nodeName() })),
        ...this.levelStages(),
        ...context.stages(this.name),
        structuredMetadata(...Object.values(this.metadata), ...(this.hasCommonLevels ? ['level'] : [])),
      );
    const sources = this.storages.map((storage) => {
      const name = storage === 'persistent' ? this.name : `${this.name}_${storage}`;
      // Without a path, Alloy searches for the journal of its own container, finds none and reports no error. A component
      // reads one folder and has its own cursor.
      const source = new Block('loki.source.journal', name).set('path', text(JOURNAL_FOLDERS[storage]));
      if (filters.matches.length > 0) source.set('matches', text(filters.matches.join(' ')));
      return source
        .set('max_age', text(maxAge))
        .set('relabel_rules', relabel.exported('rules'))
        .set('forward_to', list(reference(`${process.id}.receiver`)));
    });
    return [relabel, ...sources, process];
  }

  private get hasCommonLevels(): boolean {
    return this.settings.levels === 'common';
  }

  /** Fields, and their names in structured metadata. */
  private get metadata(): Record<string, string> {
    return this.hasCommonLevels ? { ...METADATA, [JOURNAL_META.priority]: 'priority' } : METADATA;
  }

  /** The level is not a label here: a label would win over the extracted value. */
  private levelStages(): Block[] {
    if (!this.hasCommonLevels) return [];
    return [new Block('stage.regex').set('expression', raw(KLOG_HEAD)), levelStage(['klog', 'priority'])];
  }

  private relabelRules(): Block[] {
    const rule = (target: string): Block => new Block('rule').set('target_label', text(target));
    const shorten = (regex: string, replacement: string): Block =>
      rule('unit').set('source_labels', texts('unit')).set('regex', raw(regex)).set('replacement', text(replacement));
    const orElse = (label: string, regex: string): Block =>
      rule('unit').set('source_labels', texts('unit', label)).set('regex', raw(regex));
    return [
      // By a rule, not by the component's `labels`: Alloy 1.19.0 ignores a `job` there.
      rule('job').set('replacement', text('node_log/journal')),
      rule('unit').set('source_labels', texts(JOURNAL_META.unit)),
      // Instances of a template; scopes, which exist for one process or login; units that systemd-run starts.
      shorten(String.raw`([^@]+)@.+\.(\w+)`, '${1}@.${2}'),
      shorten(String.raw`([a-z]+(?:-[a-z]+)?)-.*\d.*\.scope`, '${1}.scope'),
      shorten(String.raw`run-[pru][0-9a-f].*\.service`, 'run.service'),
      ...(this.settings.fallbackUnit
        ? [orElse(JOURNAL_META.transport, `;(${KERNEL_TRANSPORTS})`), orElse(JOURNAL_META.identifier, ';(.+)')]
        : []),
      ...Object.entries(this.metadata).map(([from, to]) => rule(to).set('source_labels', texts(from))),
    ];
  }
}

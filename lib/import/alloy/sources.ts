import type { AlloyBlock } from '../../../charts/alloy/language/tree';
import { importEventNamespaces } from '../events';
import { draftFiles, fileGroups, FROM_THEIR_END } from '../files';
import type { Importing } from '../importing';
import { importJournalReader } from '../journal';
import { syslogFault } from '../promtail/scrape';
import type { Node } from '../tree/account';
import { BLOCK } from '../tree/path';
import { fileTargets, type Graph, pathsOf, SOURCES, sourceOf } from './graph';

/** Converts a component that finds files. */
export function importFileMatch(importing: Importing, node: Node, block: AlloyBlock): void {
  const paths = pathsOf(block);
  const isOfPods = paths.every((path) => /\/var\/log\/(pods|containers)\b/.test(path));
  if (paths.length === 0 || isOfPods) {
    node.same('files of pods are found by their source');
    return;
  }
  const targets = node.at('path_targets');
  draftTargets(importing, block, targets, paths);
  node.differs('Alloy looks for files by itself here');
}

/** Files that targets name, an entry for those with the same labels. */
function draftTargets(importing: Importing, block: AlloyBlock, targets: Node, texts: readonly string[]): void {
  for (const group of fileGroups(block.label ?? '', fileTargets(targets, texts))) {
    const isNone = group.targets.length === 0;
    draftFiles(
      importing,
      group,
      isNone ? [targets] : group.targets.map(({ node }) => node),
      isNone ? texts : undefined,
    );
  }
  targets.differs('labels of files are those of docs/reference/labels.md here: alloy.files has labels for others');
}

/** Accounts for a component that finds pods. */
export function importDiscovery(node: Node, graph: Graph): void {
  if (graph.readsAllPods)
    node.differs(
      'each Alloy read the pods of all nodes, so each line was stored once for each Alloy. Here each reads the pods of its own node',
    );
  else node.same('pods are found in the Kubernetes API');
}

/** True for a receiver of OTLP that sends logs on. */
export const receivesLogs = ({ blocks }: AlloyBlock): boolean =>
  blocks.some((output) => output.name === 'output' && /\w/.test(sourceOf(output, 'logs') ?? ''));

/** Converts a receiver of OTLP. */
export function importOtlp(importing: Importing, node: Node): void {
  importing.decide(['alloy', 'otlp'], RECEIVER);
  node.decision('name the namespaces or address ranges of its clients', 'alloy.otlp');
}

/** Advice for a receiver, whose configuration does not say who sends to it. */
const RECEIVER = `write { clientNamespaces: ['…'] }, or clientRanges: its clients`;

/** Converts a source of lines. */
export function importSource(importing: Importing, node: Node, block: AlloyBlock): void {
  const source = SOURCES[block.name];
  if (source === undefined) return;
  node.at('forward_to').same('the way to Loki is set up here');
  if (source === 'journal') importJournalReader(importing, node);
  else if (source === 'syslog' || source === 'push') {
    for (const listener of source === 'syslog' ? node.children.filter(isBlock) : []) {
      const fault = syslogFault(listener.at('protocol'), listener.at('syslog_format'));
      if (fault !== undefined) listener.impossible(fault);
    }
    if (node.isKnown) return;
    importing.decide(['alloy', source], RECEIVER);
    node.decision('name the namespaces or address ranges of its clients', `alloy.${source}`);
  } else if (source === 'firehose' || source === 'kafkaTopics') {
    node.decision(
      source === 'firehose' ? 'its access key is in a Secret that you make' : 'write brokers and topics',
      `alloy.${source}`,
    );
  } else if (source === 'events') {
    importEventNamespaces(importing, node.at('namespaces'), 'exceptNamespaces');
    node.same('events are read by one pod of its own');
  } else if (block.name === 'loki.source.podlogs') {
    importing.decide(['alloy', 'pods'], OF_PODLOGS);
    node.decision(OF_PODLOGS, 'alloy.pods.namespaces.include');
  } else importReader(importing, node, block);
}

const isBlock = ({ key }: Node): boolean => key.startsWith(BLOCK);

/** Question about a source whose pods are chosen by objects. */
const OF_PODLOGS = 'objects PodLogs say which pods were read: choose namespaces, or all are read';

/** Converts a source of files, or of pods. */
function importReader(importing: Importing, node: Node, block: AlloyBlock): void {
  const paths = pathsOf(block, 'targets');
  if (block.name === 'loki.source.file' && paths.length > 0) draftTargets(importing, block, node.at('targets'), paths);
  if (node.at('tail_from_end').boolean === true) {
    importing.effects.push(FROM_THEIR_END);
    node.at('tail_from_end').differs('files without a position are read from their beginning here');
  }
  const encoding = node.at('encoding');
  if (encoding.text !== undefined && !/^utf-?8$/i.test(encoding.text))
    encoding.decision('files here are UTF-8, unless encoding says another one', 'alloy.files[].encoding');
  node.same('pods are read from the files of their node');
}

import { filesSource } from '../../../charts/alloy/sources/files/files';
import type { Importing } from '../importing';
import { importJournalReader } from '../journal';
import { itemNameOf } from '../names';
import { decideStages, PodReader } from '../pods';
import { importRule, rememberLabels, withoutPrefix } from '../relabel';
import type { Node } from '../tree/account';
import { readCri } from './formats';
import type { Selection } from './order';
import { importPipeline } from './pipeline';

/** Targets of Promtail without a source here, with the reason. */
const WITHOUT: Readonly<Record<string, string>> = {
  gcplog: 'no source of the library: loki.source.gcplog in a source of your own',
  azure_event_hubs: 'no source of the library: loki.source.azure_event_hubs in a source of your own',
  gelf: 'no source of the library: loki.source.gelf in a source of your own',
  windows_events: 'no logs of Windows nodes',
  cloudflare: 'no source of the library: loki.source.cloudflare in a source of your own',
  heroku_drain: 'no source of the library: loki.source.heroku in a source of your own',
  consul_sd_configs: 'no Consul: pods are found in the Kubernetes API',
  docker_sd_configs: 'no Docker on nodes of EKS: pods are found in the Kubernetes API',
};

/** Advice for a receiver, whose former configuration does not name its clients. */
const RECEIVER =
  "write { clientNamespaces: ['…'] }, or clientRanges: its clients, and then its stages in alloy.processing";

/**
 * Converts scrape configurations of Promtail: their sources, stages and rules. `stages` belong to the job of its chart,
 * if it has this job; `rules` to every job.
 */
export function importScrapes(
  importing: Importing,
  scrapes: readonly Node[],
  { stages, rules = [] }: { readonly stages?: Node; readonly rules?: readonly Node[] } = {},
): void {
  const jobs = scrapes.filter(readsPods).map((scrape) => ({
    scrape,
    stages: scrape.at('pipeline_stages'),
    reader: new PodReader(scrape.at('kubernetes_sd_configs').children, [
      ...scrape.at('relabel_configs').children,
      ...rules,
    ]),
  }));
  rememberLabels(importing, [...scrapes.flatMap((scrape) => scrape.at('relabel_configs').children), ...rules]);
  const all = [...(stages ? [{ scrape: undefined, stages, reader: new PodReader([], rules) }] : []), ...jobs];
  PodReader.draft(
    importing,
    all.map(({ reader }) => reader),
  );
  if (all.length > 0) importing.former.sources.add('pods');
  if (jobs.some((job) => !readCri(job.stages.value))) importing.effects.push(withoutPrefix('a job'));
  importJobStages(importing, all);
  const selections = new Map(
    jobs.map(({ scrape, reader }) => [scrape, all.length === 1 ? {} : reader.isNarrow ? undefined : reader.selection]),
  );
  for (const scrape of scrapes) importScrape(importing, scrape, selections.get(scrape));
  for (const rule of rules) importRule(importing, rule, {});
}

/**
 * Converts stages of jobs that read pods. If there are several such jobs, stages apply only to the pods of their job.
 */
function importJobStages(
  importing: Importing,
  jobs: readonly { readonly stages: Node; readonly reader: PodReader }[],
): void {
  const texts = jobs.map(({ stages }) => JSON.stringify(otherStages(stages)));
  const isOne = new Set(texts).size === 1;
  const seen = new Set<string>();
  for (const [index, { stages, reader }] of jobs.entries()) {
    const selection = jobs.length === 1 ? reader.inNamespaces : isOne ? {} : reader.selection;
    const key = JSON.stringify([texts[index], selection]);
    if (seen.has(key)) stages.same('those of another job');
    else if (!isOne && reader.isNarrow && texts[index] !== '[]') decideStages(importing, [stages]);
    else importPipeline(importing, stages, selection);
    seen.add(key);
  }
}

/** Stages, aside from those that read the format of lines. */
const otherStages = (stages: Node): unknown[] =>
  stages.children.filter((one) => !one.at('cri').exists && !one.at('docker').exists).map(({ value }) => value);

/** Keys of scrape configurations that read something other than pods. */
const NOT_PODS = ['journal', 'syslog', 'loki_push_api', 'kafka', 'file_sd_configs'];

/** True for a scrape configuration that reads pods. */
function readsPods(scrape: Node): boolean {
  if (NOT_PODS.some((key) => scrape.at(key).exists)) return false;
  const targets = scrape.at('static_configs');
  if (!targets.exists) return scrape.at('kubernetes_sd_configs').exists;
  const paths = targets.children.flatMap((one) => one.at('labels', '__path__').text ?? []);
  return paths.length > 0 && paths.every((path) => OF_PODS.test(path));
}

/** Converts one scrape configuration: its source, its rules, and its stages unless it reads pods, whose lines `ofPods` selects. */
function importScrape(importing: Importing, scrape: Node, ofPods: Selection | undefined): void {
  const name = scrape.at('job_name').text ?? 'files';
  let selection: Selection = {};
  if (scrape.at('journal').exists) selection = importJournal(importing, scrape.at('journal'));
  else if (scrape.at('syslog').exists) selection = importSyslog(importing, scrape.at('syslog'));
  else if (scrape.at('loki_push_api').exists) {
    importing.decide(['alloy', 'push'], RECEIVER);
    scrape.at('loki_push_api').decision(RECEIVER, 'alloy.push');
    selection = { none: true };
  } else if (scrape.at('kafka').exists) importKafka(importing, scrape.at('kafka'), name);
  else if (scrape.at('static_configs').exists || scrape.at('file_sd_configs').exists)
    selection = importFiles(importing, scrape, name);
  for (const [key, note] of Object.entries(WITHOUT)) scrape.at(key).impossible(note);
  scrape.at('kubernetes_sd_configs').same('pods are found in the Kubernetes API');
  if (scrape.at('pipeline_stages').exists && !readsPods(scrape)) {
    if (selection['none'] === true)
      scrape.at('pipeline_stages').decision('write them once its source is there', 'alloy.processing');
    else importPipeline(importing, scrape.at('pipeline_stages'), selection);
  }
  if (selection['sources'] === undefined && !isReceiver(scrape))
    for (const rule of scrape.at('relabel_configs').children) importRule(importing, rule, ofPods);
  else scrape.at('relabel_configs').differs('labels of this source are those of docs/reference/labels.md here');
  scrape.at('job_name').same('each source has its own job here');
  scrape.differs('set by the source here');
}

/** True for a scrape configuration that receives lines, which have no pod labels. */
const isReceiver = (scrape: Node): boolean => ['syslog', 'loki_push_api'].some((key) => scrape.at(key).exists);

function importJournal(importing: Importing, journal: Node): Selection {
  const { draft } = importing;
  importing.former.sources.add('journal');
  importJournalReader(importing, journal);
  const matches = journal.at('matches');
  const units = (matches.text ?? '').split(/\s+/).flatMap((one) => /^_SYSTEMD_UNIT=(.+)$/.exec(one)?.[1] ?? []);
  if (units.length > 0) {
    draft.set(['alloy', 'journal', 'units'], { keep: units }, matches);
    matches.taken('alloy.journal.units.keep');
  }
  journal.at('labels').differs('lines of the journal have job="node_log/journal" and unit here');
  journal.at('json').differs('the text of the entry is the line; its fields are structured metadata');
  matches.impossible(
    'fields of the journal other than the unit: alloy.journal.identifiers and priorities choose by two of them',
  );
  journal.same('the journal is read on every node');
  return { sources: ['journal'] };
}

function importSyslog(importing: Importing, syslog: Node): Selection {
  const isUdp = syslog.at('listen_protocol').text === 'udp';
  if (isUdp || /3164/.test(syslog.at('syslog_format').text ?? '')) {
    syslog.impossible(isUdp ? 'syslog is received by TCP and TLS here, not by UDP' : 'only RFC 5424 is received here');
    return { none: true };
  }
  importing.decide(['alloy', 'syslog'], RECEIVER);
  syslog.at('tls_config').decision('name the Secret of the certificate', 'alloy.syslog.tls');
  syslog.decision(RECEIVER, 'alloy.syslog');
  return { none: true };
}

function importKafka({ draft }: Importing, kafka: Node, name: string): void {
  const brokers = Array.isArray(kafka.at('brokers').value) ? (kafka.at('brokers').value as unknown[]).map(String) : [];
  for (const topic of kafka.at('topics').children) {
    if (topic.text === undefined) continue;
    draft.push(
      ['alloy', 'kafkaTopics'],
      { name: `${name}_${topic.text}`.replace(/\W+/g, '_'), topic: topic.text, brokers },
      topic,
    );
    topic.taken('alloy.kafkaTopics');
  }
  kafka.at('brokers').taken('alloy.kafkaTopics[].brokers');
  kafka.at('authentication').decision('user and password are in a Secret here', 'alloy.kafkaTopics[].sasl');
  kafka.differs('set by alloy.kafkaTopics here');
}

/** Files of the logs of pods. */
const OF_PODS = /\/var\/log\/(pods|containers)\b|\/var\/lib\/docker/;

/** Name of files from that of a job. */
export const filesName = (name: string): string => itemNameOf(name.replace(/^[^a-z]+/i, '')) || 'files';

/** Converts files by path. Files of pods are left to the source of pods. */
function importFiles(importing: Importing, scrape: Node, name: string): Selection {
  const paths: Node[] = [];
  const targets = scrape.at('static_configs').children;
  const labels = Object.assign({}, ...targets.map((target) => fileLabels(target.at('labels').children))) as object;
  for (const target of targets) {
    const path = target.at('labels', '__path__');
    if (path.exists) paths.push(path);
    target.at('targets').same('files of each node');
  }
  scrape.at('file_sd_configs').impossible('targets in files: write their paths in alloy.files');
  const texts = paths.flatMap(({ text }) => text ?? []);
  if (texts.length === 0) return { none: true };
  if (texts.every((path) => OF_PODS.test(path))) {
    for (const node of paths) node.same('logs of pods are read by their source');
    return {};
  }
  const known = filesName(name);
  const excluded = scrape.at('static_configs', 0, 'labels', '__path_exclude__');
  draftFiles(importing, { name: known, texts, labels, excluded: excluded.text }, [...paths, excluded]);
  for (const node of paths) node.taken('alloy.files[].paths');
  excluded.taken('alloy.files[].exclude');
  for (const target of scrape.at('static_configs').children) target.taken('alloy.files[].labels');
  return { sources: [filesSource(known)] };
}

/** Labels of files, of those that a target has. */
export function fileLabels(labels: readonly Node[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const label of labels) {
    if (label.key.startsWith('__') || label.text === undefined) continue;
    if (OF_EACH_FILE.includes(label.key)) label.differs('files have the job node_file/<name>, and node_name');
    else found[label.key] = label.text;
  }
  return found;
}

/** Labels that each file has here, or that its targets have of their node. */
const OF_EACH_FILE = ['job', 'host', 'hostname', 'cluster', 'node_name', 'filename'];

/** Adds files to the environment. */
export function draftFiles(
  { draft }: Importing,
  { name, texts, labels, excluded }: { name: string; texts: readonly string[]; labels: object; excluded?: string },
  origins: readonly Node[],
): void {
  const globs = texts.flatMap(alternatives);
  draft.push(
    ['alloy', 'files'],
    {
      name,
      paths: globs.filter((path) => !path.endsWith('.gz')),
      ...(globs.some((path) => path.endsWith('.gz')) ? { gzip: globs.filter((path) => path.endsWith('.gz')) } : {}),
      ...(excluded === undefined ? {} : { exclude: alternatives(excluded) }),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
    },
    ...origins,
  );
}

/** Globs without braces. */
function alternatives(glob: string): string[] {
  const [, before = '', inner, after = ''] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(glob) ?? [];
  if (inner === undefined) return [glob];
  return inner.split(',').flatMap((one) => alternatives(`${before}${one}${after}`));
}

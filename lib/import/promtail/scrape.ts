import { filesSource } from '../../../charts/alloy/sources/files/files';
import { draftFiles, fileGroups } from '../files';
import type { Importing } from '../importing';
import { importJournalReader, importJournalRule } from '../journal';
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

/** Targets whose lines have no stages here, with the reason. */
const WITHOUT_STAGES: typeof WITHOUT = { kafka: 'lines of a topic go to Loki as they are', ...WITHOUT };

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
  const [, without] = Object.entries(WITHOUT_STAGES).find(([key]) => scrape.at(key).exists) ?? [];
  if (scrape.at('journal').exists) {
    importJournalReader(importing, scrape.at('journal'));
    selection = { sources: ['journal'] };
  } else if (scrape.at('syslog').exists) selection = importSyslog(importing, scrape.at('syslog'));
  else if (scrape.at('loki_push_api').exists) {
    importing.decide(['alloy', 'push'], RECEIVER);
    scrape.at('loki_push_api').decision(RECEIVER, 'alloy.push');
    selection = { none: true };
  } else if (scrape.at('kafka').exists) importKafka(importing, scrape.at('kafka'), name);
  else if (scrape.at('static_configs').exists || scrape.at('file_sd_configs').exists)
    selection = importFiles(importing, scrape, name);
  for (const [key, note] of Object.entries(WITHOUT)) scrape.at(key).impossible(note);
  if (without !== undefined) scrape.at('pipeline_stages').impossible(without);
  scrape.at('kubernetes_sd_configs').same('pods are found in the Kubernetes API');
  if (scrape.at('pipeline_stages').exists && without === undefined && !readsPods(scrape)) {
    if (selection['none'] === true)
      scrape.at('pipeline_stages').decision('write them once its source is there', 'alloy.processing');
    else importPipeline(importing, scrape.at('pipeline_stages'), selection);
  }
  if (selection['sources'] === undefined && without === undefined && !isReceiver(scrape))
    for (const rule of scrape.at('relabel_configs').children) importRule(importing, rule, ofPods);
  else if (scrape.at('journal').exists)
    for (const rule of scrape.at('relabel_configs').children) importJournalRule(importing, rule);
  else scrape.at('relabel_configs').differs('labels of this source are those of docs/reference/labels.md here');
  scrape.at('job_name').same('each source has its own job here');
  scrape.differs('set by the source here');
}

/** True for a scrape configuration that receives lines, which have no pod labels. */
const isReceiver = (scrape: Node): boolean => ['syslog', 'loki_push_api'].some((key) => scrape.at(key).exists);

function importSyslog(importing: Importing, syslog: Node): Selection {
  const fault = syslogFault(syslog.at('listen_protocol'), syslog.at('syslog_format'));
  if (fault !== undefined) {
    syslog.impossible(fault);
    return { none: true };
  }
  importing.decide(['alloy', 'syslog'], RECEIVER);
  syslog.at('tls_config').decision('name the Secret of the certificate', 'alloy.syslog.tls');
  syslog.decision(RECEIVER, 'alloy.syslog');
  return { none: true };
}

/** Reason why a receiver of syslog is not one here; undefined if it can be. */
export function syslogFault(protocol: Node, format: Node): string | undefined {
  if (protocol.text === 'udp') return 'syslog is received by TCP and TLS here, not by UDP';
  return /3164|raw/.test(format.text ?? '') ? 'only RFC 5424 is received here' : undefined;
}

function importKafka({ draft }: Importing, kafka: Node, name: string): void {
  const brokers = Array.isArray(kafka.at('brokers').value) ? (kafka.at('brokers').value as unknown[]).map(String) : [];
  for (const topic of kafka.at('topics').children) {
    if (topic.text === undefined) continue;
    const known = `${name}_${topic.text}`.replace(/\W+/g, '_');
    draft.push(['alloy', 'kafkaTopics'], { name: known, topic: topic.text, brokers }, topic);
    topic.taken('alloy.kafkaTopics');
  }
  kafka.at('brokers').taken('alloy.kafkaTopics[].brokers');
  kafka.at('authentication').decision('user and password are in a Secret here', 'alloy.kafkaTopics[].sasl');
  kafka.differs('set by alloy.kafkaTopics here');
}

/** Files of the logs of pods. */
const OF_PODS = /\/var\/log\/(pods|containers)\b|\/var\/lib\/docker/;

/** Converts files by path. Files of pods are left to the source of pods. */
function importFiles(importing: Importing, scrape: Node, name: string): Selection {
  const targets = scrape.at('static_configs').children.map((node) => ({ node, labels: node.at('labels') }));
  for (const { node } of targets) node.at('targets').same('files of each node');
  scrape.at('file_sd_configs').impossible('targets in files: write their paths in alloy.files');
  const withPaths = targets.filter(({ labels }) => labels.at('__path__').text !== undefined);
  const paths = withPaths.map(({ labels }) => labels.at('__path__'));
  if (paths.length === 0) return { none: true };
  if (paths.every(({ text }) => OF_PODS.test(text ?? ''))) {
    for (const node of paths) node.same('logs of pods are read by their source');
    return {};
  }
  const groups = fileGroups(name, withPaths);
  for (const group of groups) {
    const origins = group.targets.flatMap(({ labels }) =>
      ['__path__', '__path_exclude__'].map((key) => labels.at(key)),
    );
    draftFiles(
      importing,
      group,
      origins.filter(({ exists }) => exists),
    );
  }
  for (const { node } of targets) node.taken('alloy.files[].labels');
  return { sources: groups.map((group) => filesSource(group.name)) };
}

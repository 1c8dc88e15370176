import { importClient, importExternalLabels, setLabels } from '../client';
import type { Importing } from '../importing';
import { readCri } from '../promtail/formats';
import { onNode } from '../promtail/mounts';
import { importPipeline } from '../promtail/pipeline';
import { importScrapes } from '../promtail/scrape';
import { labelsOfPods, withoutPrefix } from '../relabel';
import type { Node } from '../tree/account';
import { importAgentPods } from './agent';
import { chartNames } from './names';

/** Labels that lines of Promtail's chart have. */
const LABELS = 'instance, component, filename, node_name, app, job, namespace, pod, container, stream'.split(', ');

/** Converts values of the chart `promtail`. */
export function importPromtailChart(importing: Importing, values: Node): void {
  const config = values.at('config');
  const snippets = config.at('snippets');
  const stages = snippets.at('pipelineStages');
  if (stages.isBlock && !readCri(stages.value)) importing.effects.push(withoutPrefix('pipelineStages'));
  // Before version 3 of the chart, these were at the top.
  const all = stages.exists ? stages : values.at('pipelineStages');
  const lists = ['scrapeConfigs', 'extraScrapeConfigs'].flatMap((key) => [snippets.at(key), values.at(key)]);
  const own = [snippets.at('scrapeConfigs'), values.at('scrapeConfigs')];
  // A user's file may have jobs of its own, in place of all others.
  const file = config.at('file', 'scrape_configs');
  const isOwn = file.isBlock;
  const hasJob = !isOwn && own.every((one) => !one.exists || (typeof one.value === 'string' && one.text !== undefined));
  const scrapes = (isOwn ? [file] : [...lists, config.at('scrape_configs')]).flatMap((list) =>
    list.isBlock ? list.children : [],
  );
  const rules = ['extraRelabelConfigs', 'common'].flatMap((key) => snippets.at(key).children);
  if (hasJob) for (const label of LABELS) importing.former.labels.add(label);
  importScrapes(importing, scrapes, { rules, ...(hasJob ? { stages: all } : {}) });
  // A user's job may include them by a Helm template.
  if (!hasJob) importPipeline(importing, all);
  stages.same('none');
  for (const list of lists) list.same(list.text ? 'that of the chart: pods' : 'none');
  for (const key of [
    'addScrapeJobLabel',
    'extraLimitsConfig',
    'extraServerConfigs',
    'extraConfig',
    'common',
    'extraRelabelConfigs',
  ]) {
    snippets.at(key).differs('labels and settings of docs/reference/labels.md here');
  }
  const isOnNodes = values.at('daemonset', 'enabled').boolean !== false;
  if (config.at('file', 'clients').isBlock) importPromtailClients(importing, config.at('file'), likelyOnNode);
  importPromtailClients(importing, config, (path) => (isOnNodes ? onNode(values, path) : undefined));
  importArguments(importing, values.at('extraArgs'));
  importAgentPods(importing, values);
  importing.former.agents.add('promtail');
  importing.former.promtailNames = chartNames(values);
  importing.effects.push(labelsOfPods(LABELS.join(', ')));
}

/** Converts labels of all lines in an argument of the program. Other arguments need no field. */
function importArguments(importing: Importing, args: Node): void {
  for (const arg of args.children) {
    const [, text] = /^-+client\.external-labels=(.+)$/.exec(arg.text ?? '') ?? [];
    const pairs = (text ?? '').split(',').flatMap((pair) => {
      const [, key, value] = /^\s*([a-zA-Z_]\w*)=([^={}"]+)$/.exec(pair) ?? [];
      return key !== undefined && value !== undefined ? [{ key, text: value.trim(), node: arg }] : [];
    });
    setLabels(importing, pairs);
  }
}

/** Path on the node of a file in the pod, if the pod is unknown; undefined for folders that belong to the pod alone. */
const likelyOnNode = (path: string): string | undefined => (/^\/(tmp|config)\//.test(path) ? undefined : path);

/** Promtail's own configuration. */
export function importPromtailConfig(importing: Importing, config: Node): void {
  importScrapes(importing, config.at('scrape_configs').children);
  importing.effects.push(labelsOfPods('those of its rules, and filename'));
  importPromtailClients(importing, config, likelyOnNode);
}

/** Converts clients and positions, which the chart has in `config`. `toNode` finds files of the pod on the node. */
function importPromtailClients(importing: Importing, config: Node, toNode: typeof likelyOnNode): void {
  for (const key of ['clients', 'client']) {
    const clients = config.at(key);
    const all = Array.isArray(clients.value) ? clients.children : clients.isBlock ? [clients] : [];
    for (const client of all) importPromtailClient(importing, client);
    clients.same('none');
  }
  importExternalLabels(importing, config.at('external_labels'));
  importPositions(importing, config.at('positions'), toNode);
  config.at('positions').differs('positions are kept on the node here');
  importLokiAddress(importing, config);
  config.at('limits_config').differs('alloy.processing has rateLimit and drop.longerThan', 'alloy.processing');
  config.at('enabled').same('made here');
  for (const key of [
    'server',
    'serverPort',
    'logLevel',
    'logFormat',
    'tracing',
    'target_config',
    'wal',
    'enableTracing',
    'options',
    'global',
    'file',
    'readline_rate',
  ]) {
    config.at(key).differs('set by Alloy here');
  }
}

/** Converts the address of Loki, which charts before version 5 had instead of clients. */
function importLokiAddress(importing: Importing, config: Node): void {
  const address = config.at('lokiAddress');
  if (config.at('clients').exists) address.ignored('the chart reads it no longer: clients says where lines go');
  else importClient(importing, { whole: address, url: address, tenant: address.at('tenant_id') });
}

/** Path on the node where the chart keeps positions. */
const POSITIONS = '/run/promtail/positions.yaml';

/** Converts positions, from which Alloy continues. Positions in a pod are lost with it. */
function importPositions({ draft, former }: Importing, positions: Node, toNode: typeof likelyOnNode): void {
  const file = positions.at('filename');
  const path = toNode(file.text ?? POSITIONS);
  if (path === undefined) {
    file.differs('positions are kept on the node here; those of the pod end with it');
  } else {
    former.positions = path;
    draft.set(['alloy', 'pods', 'formerPositions'], path, ...(file.exists ? [file] : []));
    file.taken('alloy.pods.formerPositions');
  }
  positions.differs('positions are kept on the node here');
}

function importPromtailClient(importing: Importing, client: Node): void {
  const auth = client.at('basic_auth');
  importClient(importing, {
    whole: client,
    url: client.at('url'),
    tenant: client.at('tenant_id'),
    labels: client.at('external_labels'),
    username: auth.at('username'),
    secrets: [auth.at('password'), auth.at('password_file')].filter(({ exists }) => exists),
    tokens: [
      client.at('bearer_token'),
      client.at('bearer_token_file'),
      client.at('authorization', 'credentials'),
      client.at('authorization', 'credentials_file'),
    ].filter(({ exists }) => exists),
    headers: client.at('headers'),
  });
}

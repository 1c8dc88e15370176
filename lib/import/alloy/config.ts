import { ownStages, ownStagesFault } from '../../../charts/alloy/processing/own-stages';
import { printConfig } from '../../../charts/alloy/language/syntax';
import { hasNoBound } from '../../../charts/input/labels';
import type { AlloyBlock } from '../../../charts/alloy/language/tree';
import { attributeOf, textsOf } from '../../checks/read/alloy/config';
import { labelsReadBy, labelsSetBy } from '../../checks/read/alloy/stages';
import { importClient, importExternalLabels } from '../client';
import type { Importing } from '../importing';
import { importJournalRule } from '../journal';
import { decideStages, PodReader } from '../pods';
import { ALWAYS_CRI, FORMAT_LABELS, NO_DOCKER, NO_FLAGS } from '../promtail/formats';
import { importText, stageFaultOf } from '../promtail/pipeline';
import { importRule, LABELS_HERE, labelsOfPods, rememberLabels, withoutPrefix } from '../relabel';
import type { Node } from '../tree/account';
import { BLOCK } from '../tree/path';
import { Graph, isFormat } from './graph';
import { importDiscovery, importFileMatch, importOtlp, importSource, receivesLogs } from './sources';
import { keyedBlocks, type KeyedBlock } from './tree';

/** Components that are not about logs, or have no source here. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [
    /^(prometheus|pyroscope|faro|beyla|mimir|database_observability)\./,
    'not about logs: leave it with an Alloy of its own',
  ],
  [/^otelcol\./, 'no part of the way of logs here; alloy.otlp receives logs by OTLP'],
  [
    /^(logging|livedebugging|tracing|http|argument|export|import\.\w+|remotecfg|foreach)/,
    'set by Alloy here: the configuration is what is deployed',
  ],
  [/^(remote|local)\.(file|http|s3|vault|kubernetes\.\w+)$/, 'values come from Secrets that are mounted here'],
  [/^loki\.secretfilter$/, 'not used here: alloy.processing has redact'],
  [/^loki\.enrich$/, 'no field adds the labels of what is discovered to lines of another source'],
  [/^loki\.source\./, 'no source of the library: a source of your own can use it'],
  [/^discovery\.(docker|ec2|consul|http|file|process)/, 'pods are found in the Kubernetes API'],
];

const hasRules = ({ name }: AlloyBlock): boolean => name === 'discovery.relabel' || name === 'loki.relabel';

/** Converts a configuration of Alloy: its sources, stages, rules and destinations. */
export function importAlloyConfig(importing: Importing, root: Node, blocks: readonly KeyedBlock[]): void {
  importing.former.agents.add('alloy');
  const graph = new Graph(root, blocks);
  PodReader.draft(importing, graph.readers);
  for (const { key, block } of blocks) if (hasRules(block)) rememberLabels(importing, root.at(key).children);
  for (const source of graph.sourceNames) importing.former.sources.add(source);
  if (graph.readers.length > 0) importing.effects.push(labelsOfPods('those of its rules, filename or instance'));
  if (graph.keepsPrefix) importing.effects.push(withoutPrefix('no stage'));
  const keys = new Map(blocks.map(({ key, block }) => [block, key]));
  for (const block of graph.inOrder) {
    const node = root.at(keys.get(block) as string);
    const { name } = block;
    if (name === 'loki.write') importWrite(importing, node, block);
    else if (name === 'loki.process') importProcess(importing, node, block, graph);
    else if (hasRules(block)) importRules(importing, node, block, graph);
    else if (name === 'local.file_match') importFileMatch(importing, node, block);
    else if (name === 'discovery.kubernetes') importDiscovery(node, graph);
    else if (name === 'otelcol.receiver.otlp' && receivesLogs(block)) importOtlp(importing, node);
    else if (name === 'loki.rules.kubernetes')
      node.decision(
        'rules in objects of the cluster are not loaded here: name their files in loki.rules',
        'loki.rules',
      );
    else if (name === 'declare') node.ignored('no component of this configuration uses it');
    else if (name === 'loki.echo') node.differs('prints lines to look at, and sends none');
    else importSource(importing, node, block);
    const words = OTHERS.find(([form]) => form.test(name))?.[1];
    if (words && /^(logging|livedebugging|http|tracing)$/.test(name)) node.differs(words);
    else if (words) node.impossible(words);
    node.differs('set by the source here');
  }
}

function importWrite(importing: Importing, node: Node, block: AlloyBlock): void {
  importExternalLabels(importing, node.at('external_labels'));
  for (const { key, block: endpoint } of keyedBlocks(block.blocks)) {
    const at = node.at(key);
    if (endpoint.name !== 'endpoint') continue;
    const auth = at.at(`${BLOCK}basic_auth`);
    const authorization = at.at(`${BLOCK}authorization`);
    importClient(importing, {
      whole: at,
      url: at.at('url'),
      tenant: at.at('tenant_id'),
      username: auth.at('username'),
      secrets: [auth.at('password'), auth.at('password_file')].filter(({ exists }) => exists),
      tokens: [
        ...['bearer_token', 'bearer_token_file'].map((name) => at.at(name)),
        ...['credentials', 'credentials_file'].map((name) => authorization.at(name)),
      ].filter(({ exists }) => exists),
      headers: at.at('headers'),
    });
  }
  node.differs('sending is set up here: Alloy sends a line until it is taken');
}

/** Stages. Each is printed as it stands. */
function importProcess(importing: Importing, node: Node, block: AlloyBlock, graph: Graph): void {
  if (graph.isUnused(block)) {
    node.ignored('no component forwards lines to it');
    return;
  }
  const kept: { readonly node: Node; readonly block: AlloyBlock }[] = [];
  for (const { key, block: stage } of keyedBlocks(block.blocks)) {
    const at = node.at(key);
    if (readsFormat(stage)) {
      if (labelsSetBy(stage).includes('flags')) at.differs(NO_FLAGS);
      else if (stage.name === 'stage.docker') at.differs(NO_DOCKER);
      else at.same(ALWAYS_CRI);
    } else if (at.hasHidden) at.decision('has a secret or a placeholder: write it again in alloy.processing');
    else if (stage.name === 'stage.static_labels' && at.at('values', 'cluster').exists) {
      if (hasLiterals(stage)) importExternalLabels(importing, at.at('values'));
      else
        at.decision(
          'a value that only a running Alloy knows: write the name of the cluster, and other labels in alloy.processing',
        );
    } else if (stage.name === 'stage.label_drop' && labelsReadBy(stage).every((name) => graph.isLost(name))) {
      at.same('lines do not have these labels here');
    } else if (stage.name === 'stage.label_keep') {
      const others = graph.labelsBeside(textsOf(attributeOf(stage, 'values')));
      if (others.length === 0) at.differs(LABELS_HERE);
      else kept.push({ node: at, block: labelDrop(stage, others) });
    } else if (!stage.name.startsWith('stage.')) at.impossible('not a stage');
    else if (stage.blocks.length === 0 && stage.attributes.length === 0 && stage.name !== 'stage.decolorize')
      at.same('does nothing');
    else kept.push({ node: at, block: stage });
  }
  node.at('forward_to').same('the way to Loki is set up here');
  if (kept.length === 0) return;
  const selection = graph.selectionOf(block);
  if (!selection) {
    decideStages(
      importing,
      kept.map((one) => one.node),
      graph.isAside(block) ? ASIDE : undefined,
    );
    return;
  }
  const taken = kept.flatMap(({ node: at, block: stage }) => {
    const text = sourceText(stage);
    const fault = ownStagesFault(text);
    const words = fault ? `${fault.wrong.replace(/ on line \d+/, '')}; ${fault.fix}` : stageFaultOf(text, selection);
    // One that is refused takes none of the others with it.
    if (words === undefined) return [{ at, text }];
    at.impossible(words);
    return [];
  });
  if (taken.length === 0) return;
  const text = taken.map((one) => one.text).join('\n');
  importText(
    importing,
    printConfig(ownStages(text)),
    selection,
    taken.map(({ at }) => at),
  );
}

/** A stage that drops labels, in the place of one that keeps others. */
const labelDrop = ({ line }: AlloyBlock, names: readonly string[]): AlloyBlock => ({
  name: 'stage.label_drop',
  line,
  attributes: [{ name: 'values', line, value: { kind: 'array', parts: [], source: JSON.stringify(names), line } }],
  blocks: [],
});

/** True for labels whose values are texts. */
const hasLiterals = ({ attributes }: AlloyBlock): boolean =>
  attributes.every(
    ({ value }) => value.kind === 'object' && value.fields.every((field) => field.value.kind === 'text'),
  );

/** Decision on stages that some lines of their source go past. */
const ASIDE =
  'stages on one of several ways of the same lines, whose stages are not for the others: here lines go one way, so write those that all of them need in alloy.processing';

/** True for a stage that only reads the format of lines: CRI or Docker, or a match with nothing else in it but labels of these. */
const readsFormat = (stage: AlloyBlock): boolean =>
  isFormat(stage) ||
  (stage.name === 'stage.match' &&
    stage.blocks.some(readsFormat) &&
    stage.blocks.every((one) => readsFormat(one) || isOfFormat(one)));

const isOfFormat = (stage: AlloyBlock): boolean =>
  stage.name === 'stage.labels' && labelsSetBy(stage).every((name) => FORMAT_LABELS.includes(name));

/** Text of a block. Labels without a bound become metadata. */
function sourceText({ name, label, attributes, blocks }: AlloyBlock): string {
  const values = attributes.find((one) => one.name === 'values')?.value;
  // With another attribute, values come from elsewhere.
  if (name === 'stage.labels' && values?.kind === 'object' && attributes.length === 1) {
    const of = (stage: string, isUnbounded: boolean): string => {
      const fields = values.fields.filter((field) => hasNoBound(field.name) === isUnbounded);
      const rows = fields.map((field) => `${JSON.stringify(field.name)} = ${field.value.source},`);
      return rows.length === 0 ? '' : `${stage} {\nvalues = {\n${rows.join('\n')}\n}\n}`;
    };
    return `${of('stage.labels', false)}\n${of('stage.structured_metadata', true)}`;
  }
  const stages = blocks.filter((one) => !readsFormat(one));
  const inner = [...attributes.map((one) => `${one.name} = ${one.value.source}`), ...stages.map(sourceText)];
  return `${name}${label === undefined ? '' : ` "${label}"`} {\n${inner.join('\n')}\n}`;
}

/** Converts the rules of a component. */
function importRules(importing: Importing, node: Node, block: AlloyBlock, graph: Graph): void {
  const elsewhere = graph.elsewhere(block);
  const selection = graph.selectionOfRules(block);
  for (const { key, block: rule } of keyedBlocks(block.blocks)) {
    const at = node.at(key);
    if (rule.name === 'rule' && graph.isOfJournal(block)) importJournalRule(importing, at);
    else if (rule.name === 'rule' && elsewhere === undefined) importRule(importing, at, selection);
    else at.differs(elsewhere ?? 'labels are set by the source here');
  }
  node.same('labels are set by the source here');
}

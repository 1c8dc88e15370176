import { OWN_LABELS } from '../../../charts/alloy/processing/forms';
import { filesSource } from '../../../charts/alloy/sources/files/files';
import type { AlloyBlock } from '../../../charts/alloy/language/tree';
import { attributeOf, textOf, withInner } from '../../checks/read/alloy/config';
import { labelsSetBy } from '../../checks/read/alloy/stages';
import { PodReader } from '../pods';
import { FORMATS } from '../promtail/formats';
import type { Selection } from '../promtail/order';
import { fileGroups, type FileTarget } from '../files';
import { labelsBeside } from '../relabel';
import type { Node } from '../tree/account';
import type { KeyedBlock } from './tree';
import { inOrder, onEveryWay, reached } from './ways';

/** Names of components, by the source that they become. Components for pods are below. */
export const SOURCES: Readonly<Record<string, string>> = {
  'loki.source.file': 'pods',
  'loki.source.kubernetes': 'pods',
  'loki.source.podlogs': 'pods',
  'loki.source.journal': 'journal',
  'loki.source.kubernetes_events': 'events',
  'loki.source.syslog': 'syslog',
  'loki.source.api': 'push',
  'loki.source.kafka': 'kafkaTopics',
  'loki.source.awsfirehose': 'firehose',
};

/** Path of lines and targets through components. */
export class Graph {
  private readonly blocks: readonly AlloyBlock[];
  private readonly keys: ReadonlyMap<AlloyBlock, string>;
  private readonly byId: ReadonlyMap<string, AlloyBlock>;
  private readonly nexts = new Map<AlloyBlock, readonly AlloyBlock[]>();
  private readonly sources = new Map<AlloyBlock, AlloyBlock[]>();
  /** Components that some lines of a source go past. */
  private readonly aside = new Set<AlloyBlock>();
  /** Components behind rules that drop some of the lines. */
  private readonly behindRules: ReadonlySet<AlloyBlock>;
  /** Components that the targets of readers of pods come from. */
  private readonly targets = new Map<AlloyBlock, ReadonlySet<AlloyBlock>>();
  private readonly podReaders: ReadonlyMap<AlloyBlock, PodReader>;

  /** True if one of them is a source of lines. */
  private readonly hasSource: boolean;
  /** Names of the rules of journals. */
  private readonly journalRules: ReadonlySet<string>;

  /** Labels that rules, and that stages, give to lines. */
  private readonly ofRules: ReadonlySet<string>;
  private readonly ofStages: ReadonlySet<string>;
  /** Ids of components that others forward to. */
  private readonly mentioned: ReadonlySet<string>;

  /** True if a component reads pods of all nodes on each of them. */
  public readonly readsAllPods: boolean;

  /** The components of a configuration, whose values are in `root`. */
  constructor(
    private readonly root: Node,
    keyed: readonly KeyedBlock[],
  ) {
    this.blocks = keyed.map(({ block }) => block);
    this.keys = new Map(keyed.map(({ key, block }) => [block, key]));
    this.byId = new Map(this.blocks.map((block) => [idOf(block), block]));
    for (const block of this.blocks) this.nexts.set(block, this.receiversOf(block));
    const starts = this.blocks.filter(isSource);
    this.hasSource = starts.length > 0;
    this.mentioned = new Set(this.blocks.flatMap(receiversIn));
    for (const source of starts) {
      const all = onEveryWay(source, this.after, (block) => this.sends(block));
      for (const block of reached([source], this.after)) {
        this.sources.set(block, [...(this.sources.get(block) ?? []), source]);
        if (!all.has(block)) this.aside.add(block);
      }
    }
    this.ofRules = new Set(withInner(this.blocks).flatMap((one) => textOf(attributeOf(one, 'target_label')) ?? []));
    this.ofStages = new Set(this.blocks.flatMap(({ blocks }) => blocks.flatMap(labelsSetBy)));
    const journals = this.blocks.filter(({ name }) => name === 'loki.source.journal');
    this.journalRules = new Set(journals.map((block) => (sourceOf(block, 'relabel_rules') ?? '').trim()));
    this.behindRules = new Set(reached(this.blocks.filter(dropsLines), this.after));
    const ofPods = this.blocks.filter((block) => this.sourceName(block).includes('pods'));
    this.podReaders = new Map(ofPods.map((block) => [block, this.readerOf(block)]));
    this.readsAllPods = this.findsAllPods();
  }

  /** Readers of pods. */
  public get readers(): readonly PodReader[] {
    return [...this.podReaders.values()];
  }

  /** Sources of their lines, as the library names them. */
  public get sourceNames(): readonly string[] {
    return this.blocks.flatMap((block) => this.sourceName(block));
  }

  /** True if lines of files of pods are sent with the prefix of their format. */
  public get keepsPrefix(): boolean {
    const readers = [...this.podReaders.keys()].filter(({ name }) => name === 'loki.source.file');
    return readers.some(
      (reader) =>
        !reached([reader], this.after).some(({ blocks }) => withInner(blocks).some(({ name }) => name === 'stage.cri')),
    );
  }

  /** True for a label of the former lines that those here do not have. */
  public isLost(name: string): boolean {
    return name === 'filename' || (this.ofRules.has(name) && !OWN_LABELS.includes(name) && !this.ofStages.has(name));
  }

  /** Labels that stages give to lines, besides those that all lines have here and some others. */
  public labelsBeside(others: readonly string[]): readonly string[] {
    return labelsBeside(this.ofStages, others);
  }

  /** Components in the order in which lines reach them. */
  public get inOrder(): readonly AlloyBlock[] {
    return inOrder(this.blocks, this.after);
  }

  /** True for a component that no lines reach. */
  public isUnused(block: AlloyBlock): boolean {
    return this.hasSource && !this.sources.has(block) && !this.mentioned.has(idOf(block));
  }

  /** True for a component that some lines of a source go past. */
  public isAside(block: AlloyBlock): boolean {
    return this.aside.has(block);
  }

  /** Lines that reach a component, as a selection; undefined if no selection has these alone. */
  public selectionOf(block: AlloyBlock): Selection | undefined {
    const sources = this.sources.get(block) ?? [];
    const isElsewhere = this.hasSource && sources.length === 0;
    if (isElsewhere || this.isAside(block) || this.behindRules.has(block)) return undefined;
    const names = [...new Set(sources.flatMap((source) => this.sourceName(source)))];
    const readers = new Set(sources.flatMap((source) => this.podReaders.get(source) ?? []));
    const hasAllPods = readers.size === this.podReaders.size;
    // Its sources have no counterpart, and all pods are none.
    if (names.length === 0 && sources.length > 0) return undefined;
    if (names.some((name) => name !== 'pods')) return hasAllPods || readers.size === 0 ? { sources: names } : undefined;
    const [only] = readers.size === 1 && hasAllPods ? readers : [];
    if (only) return only.inNamespaces;
    if (hasAllPods) return {};
    return [...readers].some(({ isNarrow }) => isNarrow)
      ? undefined
      : joined([...readers].map(({ selection }) => selection));
  }

  /** Lines of the targets or of the lines that rules are about, as a selection; undefined if no selection has these alone. */
  public selectionOfRules(block: AlloyBlock): Selection | undefined {
    if (block.name !== 'discovery.relabel') return this.sources.has(block) ? this.selectionOf(block) : undefined;
    const readers = this.readersOf(block);
    if (readers.length === this.podReaders.size) return readers.length === 0 ? undefined : {};
    const [only, ...others] = readers;
    return only && others.length === 0 && !only.isNarrow ? only.selection : undefined;
  }

  /** Readers of pods whose targets pass a component. */
  private readersOf(block: AlloyBlock): PodReader[] {
    return [...this.podReaders].flatMap(([source, reader]) => (this.targets.get(source)?.has(block) ? reader : []));
  }

  /** True for rules that a source of the journal takes by their name. */
  public isOfJournal(block: AlloyBlock): boolean {
    return this.journalRules.has(`${idOf(block)}.rules`);
  }

  /** Outcome of rules that are not about the lines of pods; undefined for rules that are. */
  public elsewhere(block: AlloyBlock): string | undefined {
    if (/journal|node|syslog|kafka/.test(`${block.label ?? ''} ${sourceOf(block, 'targets') ?? ''}`))
      return 'labels of this source are those of docs/reference/labels.md here';
    const isOnTheWay =
      block.name !== 'discovery.relabel' || this.podReaders.size === 0 || this.readersOf(block).length > 0;
    return isOnTheWay ? undefined : 'not on the way of lines of pods';
  }

  private findsAllPods(): boolean {
    const isApi = this.blocks.some(({ name }) => name === 'loki.source.kubernetes');
    return isApi && !this.blocks.some((block) => /spec\.nodeName|clustering/.test(JSON.stringify(block)));
  }

  private sourceName(block: AlloyBlock): string[] {
    const source = SOURCES[block.name];
    if (source === undefined) return [];
    if (block.name !== 'loki.source.file') return [source];
    const [, id = ''] = /\b(local\.file_match\.\w+)\./.exec(sourceOf(block, 'targets') ?? '') ?? [];
    const files = this.byId.get(id);
    const [owner, name] = files ? [files, 'path_targets'] : [block, 'targets'];
    const paths = pathsOf(owner, name);
    if (paths.length === 0) return ['pods'];
    const targets = fileTargets(this.root.at(this.keys.get(owner) as string, name), paths);
    return fileGroups(owner.label ?? '', targets).map((group) => filesSource(group.name));
  }

  private readonly after = (block: AlloyBlock): readonly AlloyBlock[] => this.nexts.get(block) ?? [];

  /** Components to which one forwards lines. */
  private receiversOf(block: AlloyBlock): AlloyBlock[] {
    const outputs = block.blocks.filter(({ name }) => name === 'output').map((one) => sourceOf(one, 'logs') ?? '');
    const ids = receivers([sourceOf(block, 'forward_to') ?? '', ...outputs].join(' '));
    return ids.flatMap((id) => this.byId.get(id) ?? []).filter((next) => !isSource(next));
  }

  /** True for a component that sends lines, or forwards them to one that is not in this text. */
  private sends(block: AlloyBlock): boolean {
    const isNowhere = /^\s*\[\s*\]\s*$/.test(sourceOf(block, 'forward_to') ?? '');
    return this.after(block).length === 0 && block.name !== 'loki.echo' && !isNowhere;
  }

  /** Pods that a source reads, by all discoveries and rules on the path of its targets. */
  private readerOf(source: AlloyBlock): PodReader {
    const before = this.targetsBefore(source);
    this.targets.set(source, new Set(before));
    const nodesOf = (name: string): Node[] =>
      before.filter((block) => block.name === name).map((block) => this.root.at(this.keys.get(block) as string));
    const rules = nodesOf('discovery.relabel').flatMap(({ children }) => children);
    return new PodReader(
      nodesOf('discovery.kubernetes'),
      rules.filter((rule) => rule.at('action').exists),
    );
  }

  /** Components that the targets of a component come from. */
  private targetsBefore(block: AlloyBlock): AlloyBlock[] {
    return reached([block], (one) => {
      const text = ['targets', 'path_targets'].map((name) => sourceOf(one, name) ?? '').join(' ');
      const names = [...text.matchAll(/\b(?:discovery|local)(?:\.\w+)+/g)].map(([name]) => name);
      return names.flatMap((name) => this.byId.get(name.slice(0, name.lastIndexOf('.'))) ?? []);
    });
  }
}

/** Components of other kinds that forward lines to those of Loki. */
const OTHER_SOURCES = ['otelcol.exporter.loki', 'faro.receiver'];

const isSource = ({ name }: AlloyBlock): boolean => name.startsWith('loki.source.') || OTHER_SOURCES.includes(name);

/** True for a stage that reads the format of lines. */
export const isFormat = ({ name }: AlloyBlock): boolean => FORMATS.some((one) => name === `stage.${one}`);

const idOf = ({ name, label = '' }: AlloyBlock): string => `${name}.${label}`;

/** Ids of components whose receivers a text names. */
const receivers = (text: string): string[] =>
  [...text.matchAll(/(\w+(?:\.\w+)*)\.receiver\b/g)].map(([, id = '']) => id);

const receiversIn = ({ attributes, blocks }: AlloyBlock): string[] => [
  ...attributes.flatMap(({ value }) => receivers(value.source)),
  ...blocks.flatMap(receiversIn),
];

/** True for a component whose rules drop some of the lines. */
const dropsLines = ({ name, blocks }: AlloyBlock): boolean =>
  name === 'loki.relabel' &&
  blocks.some((rule) => /^["`](keep|drop)(equal)?["`]$/.test((sourceOf(rule, 'action') ?? '').trim()));

/** One selection for the lines of several; undefined if no single selection takes them. */
function joined(selections: readonly Selection[]): Selection | undefined {
  const [first, ...others] = selections;
  if (!first || others.every((one) => JSON.stringify(one) === JSON.stringify(first))) return first ?? {};
  const lists = selections.map(({ namespaces, ...rest }) => (Object.keys(rest).length === 0 ? namespaces : undefined));
  return lists.every((one): one is string[] => Array.isArray(one))
    ? { namespaces: [...new Set(lists.flat())] }
    : undefined;
}

/** Source text of an attribute. */
export const sourceOf = (block: AlloyBlock, name: string): string | undefined =>
  block.attributes.find((attribute) => attribute.name === name)?.value.source;

/** Targets with paths, whose labels they have as their keys. */
export const fileTargets = (targets: Node, paths: readonly string[]): FileTarget[] =>
  targets.children
    .filter((node) => paths.includes(node.at('__path__').text ?? ''))
    .map((node) => ({ node, labels: node }));

/** Literal paths of targets. */
export function pathsOf(block: AlloyBlock, name = 'path_targets'): string[] {
  return [...(sourceOf(block, name) ?? '').matchAll(/__path__"?\s*=\s*"([^"]+)"/g)].map(([, path = '']) => path);
}

import { filesSource } from '../../../charts/alloy/sources/files/files';
import type { AlloyBlock } from '../../../charts/alloy/language/tree';
import { PodReader } from '../pods';
import type { Selection } from '../promtail/order';
import { filesName } from '../promtail/scrape';
import type { Node } from '../tree/account';
import type { KeyedBlock } from './tree';

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
  private readonly sources = new Map<AlloyBlock, AlloyBlock[]>();
  private readonly ofPods = new Set<AlloyBlock>();
  private readonly podReaders: ReadonlyMap<AlloyBlock, PodReader>;

  /** True if a component reads pods of all nodes on each of them. */
  public readonly readsAllPods: boolean;

  /** The components of a configuration, whose values are in `root`. */
  constructor(
    private readonly root: Node,
    keyed: readonly KeyedBlock[],
  ) {
    this.blocks = keyed.map(({ block }) => block);
    this.keys = new Map(keyed.map(({ key, block }) => [block, key]));
    this.byId = new Map(this.blocks.map((block) => [`${block.name}.${block.label ?? ''}`, block]));
    for (const source of this.blocks.filter(isSource)) {
      for (const block of this.receiversOf(source))
        this.sources.set(block, [...(this.sources.get(block) ?? []), source]);
    }
    const ofPods = this.blocks.filter((block) => this.sourceName(block).includes('pods'));
    this.podReaders = new Map(ofPods.map((block) => [block, this.readerOf(block)]));
    this.readsAllPods = this.findsAllPods();
  }

  /** Readers of pods. */
  public get readers(): readonly PodReader[] {
    return [...this.podReaders.values()];
  }

  /** Lines that reach a component, as a selection; undefined if no selection has these alone. */
  public selectionOf(block: AlloyBlock): Selection | undefined {
    const sources = this.sources.get(block) ?? [];
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

  /** Outcome of rules that are not about the lines of pods; undefined for rules that are. */
  public elsewhere(block: AlloyBlock): string | undefined {
    if (/journal|node|syslog|kafka/.test(`${block.label ?? ''} ${sourceOf(block, 'targets') ?? ''}`))
      return 'labels of this source are those of docs/reference/labels.md here';
    const isOnTheWay = block.name !== 'discovery.relabel' || this.podReaders.size === 0 || this.ofPods.has(block);
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
    const isFixed = files ? pathsOf(files).length > 0 : pathsOf(block, 'targets').length > 0;
    return isFixed ? [filesSource(filesName((files ?? block).label ?? ''))] : ['pods'];
  }

  /** Components that lines of a source reach. */
  private receiversOf(source: AlloyBlock): AlloyBlock[] {
    return reached(source, (one) => {
      const ids = [...(sourceOf(one, 'forward_to') ?? '').matchAll(/(\w+(?:\.\w+)*)\.receiver\b/g)];
      return ids.flatMap(([, id = '']) => this.byId.get(id) ?? []).filter((next) => !isSource(next));
    });
  }

  /** Pods that a source reads, by all discoveries and rules on the path of its targets. */
  private readerOf(source: AlloyBlock): PodReader {
    const before = this.targetsBefore(source);
    for (const block of before) this.ofPods.add(block);
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
    return reached(block, (one) => {
      const text = ['targets', 'path_targets'].map((name) => sourceOf(one, name) ?? '').join(' ');
      const names = [...text.matchAll(/\b(?:discovery|local)(?:\.\w+)+/g)].map(([name]) => name);
      return names.flatMap((name) => this.byId.get(name.slice(0, name.lastIndexOf('.'))) ?? []);
    });
  }
}

const isSource = ({ name }: AlloyBlock): boolean => name.startsWith('loki.source.');

/** Components that a way leads to, by those right after each, for any length of the way. */
function reached(start: AlloyBlock, after: (block: AlloyBlock) => readonly AlloyBlock[]): AlloyBlock[] {
  const found = new Set<AlloyBlock>();
  const open = [start];
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    for (const one of after(block)) {
      if (found.has(one)) continue;
      found.add(one);
      open.push(one);
    }
  }
  return [...found];
}

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

/** Literal paths of targets. */
export function pathsOf(block: AlloyBlock, name = 'path_targets'): string[] {
  return [...(sourceOf(block, name) ?? '').matchAll(/__path__"?\s*=\s*"([^"]+)"/g)].map(([, path = '']) => path);
}

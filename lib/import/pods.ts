import { asList } from '../manifests/shape';
import type { Importing } from './importing';
import type { Selection } from './promtail/order';
import { choiceOf } from './relabel';
import type { Node } from './tree/account';
import { BLOCK } from './tree/path';

/** Names that a reader selects. */
interface Names {
  /** Names that it reads. @default - all */
  include?: readonly string[];

  /** Names that it excludes. */
  exclude: readonly string[];
}

/** Selection of names by a rule, or by the namespaces of a discovery. */
interface Chooser {
  readonly node: Node;
  readonly field: keyof Chosen;
  readonly isDrop: boolean;
  readonly names: readonly string[];
}

type Chosen = Record<'namespaces' | 'containers' | 'pods' | 'apps', Names>;

/** Pods that one reader of the former agent reads: a job of Promtail, or a source of Alloy. */
export class PodReader {
  private readonly chosen: Chosen = {
    namespaces: { exclude: [] },
    containers: { exclude: [] },
    pods: { exclude: [] },
    apps: { exclude: [] },
  };
  private readonly choosers: readonly Chooser[];

  /** True if it selects pods by something that a selection of lines lacks. */
  public readonly isNarrow: boolean;

  /** Makes a reader from its discoveries and relabelling rules. */
  constructor(discoveries: readonly Node[], rules: readonly Node[]) {
    const choices = rules.map((node) => ({ node, choice: choiceOf(node) }));
    this.choosers = [
      ...namespacesOf(discoveries),
      ...choices.flatMap(({ node, choice }) => (typeof choice === 'object' ? { node, ...choice } : [])),
    ];
    for (const chooser of this.choosers) choose(this.chosen[chooser.field], chooser);
    const { containers, pods, apps } = this.chosen;
    this.isNarrow =
      choices.some(({ choice }) => choice === 'other') ||
      discoveries.some((one) => selectorsOf(one).length > 0) ||
      [containers, pods, apps].some(({ exclude }) => exclude.length > 0);
    for (const selector of discoveries.flatMap(selectorsOf))
      selector.impossible('no field chooses pods by selectors: a source of your own can');
  }

  /** Selection of its lines. */
  public get selection(): Selection {
    const { namespaces, ...others } = this.chosen;
    return {
      ...(namespaces.include ? { namespaces: namespaces.include } : {}),
      ...(!namespaces.include && namespaces.exclude.length > 0 ? { exceptNamespaces: namespaces.exclude } : {}),
      ...Object.fromEntries(
        Object.entries(others).flatMap(([field, { include }]) => (include ? [[field, include]] : [])),
      ),
    };
  }

  /** Its lines among those of its namespaces, which is all that is read if it is the only reader. */
  public get inNamespaces(): Selection {
    const ofNamespaces = ['namespaces', 'exceptNamespaces'];
    return Object.fromEntries(Object.entries(this.selection).filter(([field]) => !ofNamespaces.includes(field)));
  }

  /** True if it reads all pods. */
  private get readsAll(): boolean {
    return !this.isNarrow && Object.keys(this.selection).length === 0;
  }

  /** True if it reads no pod of a namespace. */
  private leavesOut(namespace: string): boolean {
    const { include, exclude } = this.chosen.namespaces;
    if (exclude.includes(namespace)) return true;
    return include !== undefined && !namespace.includes('*') && !include.some((one) => isLike(namespace, one));
  }

  /** Converts the selections of an agent's readers: pods that any of them reads are not excluded. */
  public static draft(importing: Importing, readers: readonly PodReader[]): void {
    const namespaces = readers.map(({ chosen }) => chosen.namespaces);
    const include = namespaces.every((one) => one.include !== undefined)
      ? namespaces.flatMap((one) => one.include ?? [])
      : [];
    const exclude = namespaces
      .flatMap((one) => one.exclude)
      .filter((name) => readers.every((reader) => reader.leavesOut(name)));
    const containers = readers.map(({ chosen }) => chosen.containers.exclude);
    const everywhere = containers.flat().filter((name) => containers.every((names) => names.includes(name)));
    const all = readers.flatMap(({ choosers }) => choosers);
    if (readers.length > 1 && readers.some(({ readsAll }) => readsAll)) {
      importing.effects.push({
        subject: 'lines of pods',
        was: 'once for each job or source that reads them',
        is: 'once',
      });
    }
    write(importing, ['namespaces', 'include'], include, all);
    if (include.length === 0) write(importing, ['namespaces', 'exclude'], exclude, all);
    write(importing, ['containers', 'exclude'], everywhere, all);
    for (const { node, field, isDrop } of all) {
      if (include.length > 0 && field === 'namespaces' && isDrop)
        node.taken('alloy.pods.namespaces.include', 'without these');
      if (readers.length > 1) node.same('other pods are read in another way: stages of these are for these alone');
    }
  }
}

/** Asks for stages whose lines no selection has. */
export function decideStages(
  importing: Importing,
  nodes: readonly Node[],
  text = 'stages of lines that no selection has alone: write them in alloy.processing, with the lines they are for',
): void {
  importing.decide(['alloy', 'processing'], text);
  for (const node of nodes) node.decision(text, 'alloy.processing');
}

function write(
  { draft }: Importing,
  [part, key]: ['namespaces' | 'containers', 'include' | 'exclude'],
  names: readonly string[],
  choosers: readonly Chooser[],
): void {
  if (names.length === 0) return;
  const path = ['alloy', 'pods', part, key];
  const from = choosers.filter((one) => one.field === part && one.isDrop === (key === 'exclude'));
  const used = from.filter((one) => one.names.some((name) => names.includes(name)));
  const former = asList(draft.get(path)).map(String);
  draft.replace(path, [...new Set([...former, ...names])], ...used.map(({ node }) => node));
  for (const one of used) one.node.taken(path.join('.'), one.names.join(', '));
}

/** The namespaces in which discoveries look for pods; nothing if one of them looks in all. */
function namespacesOf(discoveries: readonly Node[]): Chooser[] {
  const lists = discoveries.map((one) => ['namespaces', `${BLOCK}namespaces`].map((key) => one.at(key, 'names')));
  const found = lists.map((pair) => pair.find((one) => one.isBlock && !one.hasHidden));
  const [first] = found;
  if (!first || !found.every((one) => one !== undefined)) return [];
  const names = found.flatMap(({ texts }) => texts);
  return found.map((node) => ({ node, field: 'namespaces', isDrop: false, names }));
}

/** Field of a pod that has the name of its node. */
const OF_NODE = 'spec.nodeName';

/** Selectors of a discovery, other than that of its own node. */
function selectorsOf(discovery: Node): Node[] {
  const blocks = discovery.children.filter(({ key }) => key.startsWith(`${BLOCK}selectors`));
  return [...discovery.at('selectors').children, ...blocks].filter(
    // In Alloy this field is an expression with the name of the node.
    (one) => one.at('label').exists || !(one.at('field').text ?? OF_NODE).includes(OF_NODE),
  );
}

/** True if a name matches a pattern. Pieces are searched from left to right, so that no pattern takes long. */
function isLike(name: string, pattern: string): boolean {
  const [first = '', ...pieces] = pattern.split('*');
  const last = pieces.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function choose(of: Names, { isDrop, names }: Pick<Chooser, 'isDrop' | 'names'>): void {
  if (isDrop) of.exclude = [...of.exclude, ...names];
  else of.include = of.include ? of.include.filter((one) => names.includes(one)) : names;
  of.include = of.include?.filter((one) => !of.exclude.includes(one));
}

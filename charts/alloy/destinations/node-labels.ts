import type { k8s } from 'cdk8s-plus-28';
import { objectOr, together } from '../../input/combine';
import { LABEL_KEY, LOKI_LABEL } from '../../input/forms';
import { type Problem, problemOfValue } from '../../input/problems';
import { boolean, fields, list as listOf, oneOf, required, text as textOf, type Validator } from '../../input/props';
import { Block } from '../language/syntax';
import { concat, expression, object, raw, text, texts, type Value } from '../language/values';
import { MAX_LABELS, tooManyLabels } from '../../input/labels';
import { structuredMetadata } from '../stages/metadata';
import { NODE_NAME, nodeName } from '../stages/node';

/** Kind of a name on lines: a label of the index, or structured metadata. */
export type NodeLabelKind = 'label' | 'metadata';

/** Label of a node of your own, on its lines. */
export interface OwnNodeLabel {
  /** Key of the label on the node, such as `example.com/team`. */
  readonly key: string;

  /** Its name on lines. @default - the key, with an underscore for every other character: example_com_team */
  readonly name?: string;

  /** A label of the index, for few values only, or structured metadata. @default metadata */
  readonly as?: NodeLabelKind;
}

/**
 * Labels of the node on every line that is read on it, and of pods that are read from the Kubernetes API: journal, files and
 * pods alike. Alloy watches the object of the node. Until it has received it, some seconds after each start, lines that are read
 * on the node are sent without these labels, and no line waits.
 */
export interface NodeLabels {
  /** The availability zone, as `zone`. `true` makes a label of it. @default false */
  readonly zone?: boolean | NodeLabelKind;

  /**
   * The pool of the node, as `node_pool`: of Karpenter or Auto Mode, else the managed node group, else eksctl's group.
   * `true` makes a label of it.
   *
   * @default false
   */
  readonly nodePool?: boolean | NodeLabelKind;

  /** The instance type, as `instance_type`. `true` makes structured metadata of it. @default false */
  readonly instanceType?: boolean | NodeLabelKind;

  /** More labels of the node: keys, which become structured metadata, or objects. @default - none */
  readonly labels?: readonly (string | OwnNodeLabel)[];
}

/** Node labels for each field, the preferred one first. */
const KNOWN = {
  zone: { name: 'zone', as: 'label', keys: ['topology.kubernetes.io/zone'] },
  nodePool: {
    name: 'node_pool',
    as: 'label',
    keys: ['karpenter.sh/nodepool', 'eks.amazonaws.com/nodegroup', 'alpha.eksctl.io/nodegroup-name'],
  },
  instanceType: { name: 'instance_type', as: 'metadata', keys: ['node.kubernetes.io/instance-type'] },
} as const;

/** A name on lines, and the labels of the node that give its value. */
interface Named {
  readonly name: string;
  readonly as: NodeLabelKind;
  readonly keys: readonly string[];

  /** Path below the field. */
  readonly path: string;
}

/** Key of a label, as Prometheus' discovery writes it. */
const underscored = (key: string): string => key.replace(/[^A-Za-z0-9_]/g, '_');

function ownName({ key, name }: OwnNodeLabel): string {
  const plain = underscored(key);
  return name ?? (/^\d/.test(plain) ? `node_${plain}` : plain);
}

/** The names that the settings put on lines. */
function namedNodeLabels(settings: NodeLabels): readonly Named[] {
  const known = Object.entries(KNOWN).flatMap(([field, { name, as, keys }]): Named[] => {
    const value = settings[field as keyof typeof KNOWN] ?? false;
    return value === false ? [] : [{ name, as: value === true ? as : value, keys, path: field }];
  });
  const own = (settings.labels ?? []).map((item, index): Named => {
    const label = typeof item === 'string' ? { key: item } : item;
    return { name: ownName(label), as: label.as ?? 'metadata', keys: [label.key], path: `labels[${index}]` };
  });
  return [...known, ...own];
}

/** Component that finds the node, and what it needs. */
export interface NodeDiscovery {
  /** Components that find the node, before the processes that use them. */
  readonly blocks: readonly Block[];

  /** Stages that put its labels on lines. They delay no line and have no state. */
  readonly stages: () => Block[];

  /** Environment that the components read. */
  readonly env: readonly k8s.EnvVar[];

  /** Permissions: RBAC has none for a single node. */
  readonly rules: readonly k8s.PolicyRule[];
}

/**
 * Components that follow the labels of the pod's own node. They are the last hop of all lines, and have no state: Alloy
 * replaces the process when a label changes, and stages before it, such as those that join parts of lines, continue.
 */
export function nodeDiscovery(settings: NodeLabels): NodeDiscovery | undefined {
  const named = namedNodeLabels(settings);
  if (named.length === 0) return undefined;
  const discovery = new Block('discovery.kubernetes', 'node')
    .set('role', text('node'))
    .add(new Block('selectors').set('role', text('node')).set('field', concat(text('metadata.name='), nodeName())));
  const relabel = new Block('discovery.relabel', 'node')
    .set('targets', discovery.exported('targets'))
    .add(...named.map(rule));
  const metadata = named.filter(({ as }) => as === 'metadata').map(({ name }) => name);
  const values = Object.fromEntries(named.map(({ name }) => [name, labelOf(relabel, name)]));
  return {
    blocks: [discovery, relabel],
    stages: () => [
      new Block('stage.static_labels').set('values', object(values)),
      ...(metadata.length > 0 ? [structuredMetadata(...metadata)] : []),
    ],
    env: [NODE_NAME],
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] }],
  };
}

/** Labels of the nodes of pods that are read from the Kubernetes API, on their targets. */
export interface TargetNodeLabels {
  /** Component that adds them to the targets of another. Discovery attaches the labels of nodes. */
  readonly block: Block;

  /** Stages that turn some of them into structured metadata. */
  readonly stages: readonly Block[];
}

/** True if settings put a label of the node on lines. */
export const hasNodeLabels = (settings: NodeLabels | undefined): boolean => namedNodeLabels(settings ?? {}).length > 0;

/** Blocks that put labels of nodes on targets and lines: their names are those of the settings, and no source's own. */
const OF_NODES = new WeakSet<Block>();

/** True for such a block. */
export const isOfNodes = (block: Block): boolean => OF_NODES.has(block);

/** Labels of nodes on targets; undefined without any. */
export function targetNodeLabels(settings: NodeLabels | undefined, targets: Value): TargetNodeLabels | undefined {
  const named = namedNodeLabels(settings ?? {});
  if (named.length === 0) return undefined;
  const block = new Block('discovery.relabel', 'pods_node').set('targets', targets).add(...named.map(rule));
  const metadata = named.filter(({ as }) => as === 'metadata').map(({ name }) => name);
  const stages = metadata.length > 0 ? [structuredMetadata(...metadata)] : [];
  for (const each of [block, ...stages]) OF_NODES.add(each);
  return { block, stages };
}

function rule({ name, keys }: Named): Block {
  const block = new Block('rule')
    .set('source_labels', texts(...keys.map((key) => `__meta_kubernetes_node_label_${underscored(key)}`)))
    .set('target_label', text(name));
  // The first label that has a value wins.
  return keys.length > 1 ? block.set('regex', raw(';*([^;]+).*')) : block;
}

/**
 * Value of a label of the node. It is empty until the node is known: at every start, and while the API is unreachable.
 * Loki ignores an empty label; any other text would create more streams.
 */
function labelOf(relabel: Block, name: string): Value {
  return expression(`array.concat(${relabel.id}.output, [{}])[0]["${name}"]`);
}

/** Labels whose value differs on every node, as that of `node_name`, which lines have already. */
const OF_ONE_NODE = /(^|\/)(hostname|instance-id|machine-id|provider-id|uid)$/;

const KINDS = ['label', 'metadata'];

const switchOrKind: Validator = (path, value) =>
  typeof value === 'string' ? oneOf(KINDS)(path, value) : boolean(path, value);

const OWN = fields<OwnNodeLabel>("{ key: 'example.com/team' }", {
  key: required(textOf(LABEL_KEY), "'example.com/team'"),
  name: textOf(LOKI_LABEL),
  as: oneOf(KINDS),
});

const ownLabel = objectOr(
  together<OwnNodeLabel>(OWN, (path, { key, as }) => {
    if (as !== 'label' || !OF_ONE_NODE.test(key)) return [];
    const fix = "use 'metadata', or query by node_name";
    return [problemOfValue(`${path}.as`, as, { wrong: 'makes a label with another value on every node', fix })];
  }),
  (path, value) => (typeof value === 'string' ? textOf(LABEL_KEY)(path, value) : OWN(path, value)),
);

const EXAMPLE = '{ zone: true, nodePool: true }';

const FIELDS = fields<NodeLabels>(EXAMPLE, {
  zone: switchOrKind,
  nodePool: switchOrKind,
  instanceType: switchOrKind,
  labels: listOf(ownLabel, "'example.com/team'"),
});

/** Validator of the settings. */
export const nodeLabels: Validator = together<NodeLabels>(FIELDS, (path, settings) =>
  Object.keys(settings).length === 0
    ? [{ path, found: '{} names no label', fix: `write one such as ${EXAMPLE}, or leave it out` }]
    : sameNames(path, settings),
);

/** Problems of names that two labels of the node share. */
function sameNames(path: string, settings: NodeLabels): Problem[] {
  const all = namedNodeLabels(settings);
  return all.flatMap((one, index) => {
    const first = all.slice(0, index).find(({ name }) => name === one.name);
    return first ? [taken(path, one, `${first.path} is ${one.name} too`)] : [];
  });
}

/** Problem of a name that something else has. */
function taken(path: string, { path: at, keys }: Named, found: string): Problem {
  return { path: `${path}.${at}`, found, fix: `write { key: '${keys[0] ?? ''}', name: '…' } with another name` };
}

/** Problems of names that sources give to their lines: the label of the node would replace theirs. */
export function nodeLabelConflicts(path: string, settings: NodeLabels, names: ReadonlySet<string>): Problem[] {
  return namedNodeLabels(settings)
    .filter(({ name }) => names.has(name))
    .map((one) => {
      const found = `lines have ${one.name} already`;
      if (one.path.startsWith('labels')) return taken(path, one, found);
      return { path: `${path}.${one.path}`, found, fix: 'leave it out, or rename the other' };
    });
}

/** Problem of a source whose lines have too many labels with those of the node. */
export function nodeLabelBudget(
  path: string,
  source: string,
  own: ReadonlySet<string>,
  all: ReadonlySet<string>,
): Problem[] {
  // `cluster` is on every line.
  if (all.size <= MAX_LABELS || own.size + 1 > MAX_LABELS) return [];
  return [{ path, found: tooManyLabels(source, all), fix: "make some of them 'metadata'" }];
}

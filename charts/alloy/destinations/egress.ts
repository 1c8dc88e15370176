import type { k8s } from 'cdk8s-plus-28';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import { authorityMount } from '../../endpoint/outside';
import { Block } from '../language/syntax';
import { items, list, type Value } from '../language/values';
import type { AlloyPipeline } from '../pipeline';
import type { AlloySource, SecretMount } from '../sources/source';
import type { AlloyDestination, DestinationFilter } from './destination';
import { dropMark, filterStages, markNamespace, readsNamespace, takes } from './filter';
import { outletOf } from './kinds';
import { destination } from './loki';
import { nodeDiscovery, type NodeDiscovery } from './node-labels';
import type { EgressConnection, Outlet } from './outlet';

/** Input of `egressOf`. */
export interface EgressProps {
  /** This environment's Loki. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /** Processing of lines and their destinations. */
  readonly pipeline: AlloyPipeline;

  /** Sources of the collector. */
  readonly sources: readonly Pick<AlloySource, 'name' | 'marksNamespace' | 'endsInLoki'>[];

  /** True if each of the collector's pods reads the lines of its own node. */
  readonly isOnNode: boolean;

  /** Producer that writes the lines for this environment's Loki to Kafka. @default - they go to its gateway */
  readonly producer?: { readonly receiver: Value };
}

/**
 * Needs of destinations. With those of the sources, they define the pods, permissions and network policy of a
 * collector.
 */
export interface EgressNeeds {
  /** True if lines go to this environment's Loki: the pods need its password, and reach its gateway. */
  readonly usesGateway: boolean;

  /** Secrets that the pods mount, and read again when they change. */
  readonly secrets: readonly SecretMount[];

  /** Environment of the container. */
  readonly env: readonly k8s.EnvVar[];

  /** Permissions in the Kubernetes API, cluster-wide. */
  readonly rules: readonly k8s.PolicyRule[];

  /** Connections that the pods open, besides those to the gateway. */
  readonly connections: readonly EgressConnection[];
}

/** Components between the sources of a collector and its destinations, and what they need. */
export interface Egress extends EgressNeeds {
  /** Receiver for the lines of a source: one item of its `forward_to`. */
  receiver(source: string): Value;

  /**
   * Stages that keep the namespace for filters. A source places them before its label `namespace` becomes structured
   * metadata.
   */
  readonly marks: (value?: string) => Block[];

  /** Components that all lines pass first: the labels of the node. */
  readonly shared: readonly Block[];

  /**
   * Components of all destinations. In those that lines reach without Kafka, the stages `restored` come first: they
   * turn labels that carry metadata back into metadata.
   */
  ends(restored: readonly Block[]): Block[];
}

/** Destination with its filter, as a part of the configuration. */
interface Branch {
  /** Name of the destination: `here` for this environment's Loki. */
  readonly name: string;

  /** Filter of its lines. */
  readonly filter: DestinationFilter;

  /** Its end. */
  readonly outlet: Outlet;
}

/** Name of this environment's Loki, among destinations. */
const HERE = 'here';

const labelOf = (name: string): string => name.replaceAll('-', '_');

/**
 * Components between the sources of a collector and its destinations: the labels of the node, which are the same for
 * all, then a filter and a sending component for each destination.
 *
 * A source that a destination excludes does not forward to it, which costs nothing. Alloy passes a line to one
 * destination after the other and waits for each: a destination that accepts no lines blocks the others, and then the
 * source.
 */
export function egressOf({ endpoint, clusterName, pipeline, sources, isOnNode, producer }: EgressProps): Egress {
  const context = { clusterName, defaultTenant: endpoint.defaultTenant };
  const all = branchesOf(pipeline.destinations ?? [], (one) => {
    const name = one.name ?? HERE;
    return one.here === undefined
      ? outletOf(one, { ...context, name, label: labelOf(name) })
      : producer
        ? outletTo(producer.receiver)
        : outletOfGateway(endpoint, clusterName);
  });
  // The others send to Loki with components of their own.
  const sending = sources.filter(({ endsInLoki }) => !endsInLoki);
  const used = all.filter(({ filter }) => sending.some(({ name }) => takes(filter, name)));
  const needsMarks = used.some(({ filter }) => readsNamespace(filter));
  const isMarked = needsMarks && sending.some(({ marksNamespace }) => marksNamespace);
  const node = isOnNode && pipeline.nodeLabels ? nodeDiscovery(pipeline.nodeLabels) : undefined;
  const ends = used.map((branch) => {
    const stages = filterStages(labelOf(branch.name), branch.filter, isMarked);
    const isKafka = producer !== undefined && branch.name === HERE;
    // Kafka carries every label, also those that `loki.write` leaves out.
    const own = isKafka && isMarked ? [...stages, dropMark()] : stages;
    return { ...branch, ...entryOf(branch, own, producer !== undefined && !isKafka) };
  });
  const groups = groupsOf(sending, ends, node);
  const usesGateway =
    (!producer && used.some(({ name }) => name === HERE)) || sources.some(({ endsInLoki }) => endsInLoki);
  const authority = usesGateway ? authorityMount(endpoint.outside) : undefined;
  return {
    usesGateway,
    secrets: [...(authority ? [authority] : []), ...used.flatMap(({ outlet }) => outlet.secrets)],
    env: [...(node?.env ?? []), ...used.flatMap(({ outlet }) => outlet.env)],
    rules: node?.rules ?? [],
    connections: used.flatMap(({ outlet }) => outlet.connections),
    receiver: (source) => groups.receivers.get(source) ?? list(),
    marks: (value) => (needsMarks ? [markNamespace(value)] : []),
    shared: [...(node?.blocks ?? []), ...groups.blocks],
    ends: (restored) => ends.flatMap(({ blocks }) => blocks(restored)),
  };
}

/** All destinations, this environment's Loki first. */
function branchesOf(destinations: readonly AlloyDestination[], outlet: (one: AlloyDestination) => Outlet): Branch[] {
  const here = destinations.find((one) => one.here !== undefined)?.here ?? {};
  return [
    ...(here === false ? [] : [{ name: HERE, filter: here, outlet: outlet({ here }) }]),
    ...destinations.flatMap((one) =>
      one.here === undefined ? [{ name: one.name ?? '', filter: one, outlet: outlet(one) }] : [],
    ),
  ];
}

/** This environment's Loki. Its password and its connection are those of every collector. */
function outletOfGateway(endpoint: LokiEndpoint, clusterName: string): Outlet {
  const write = destination(endpoint, clusterName);
  return outletTo(write.exported('receiver'), write);
}

/** Outlet without needs of its own. */
function outletTo(receiver: Value, ...blocks: Block[]): Outlet {
  return { stages: [], blocks, receiver, secrets: [], env: [], connections: [] };
}

/** Entry of a destination: a `loki.process` if there are stages, else the component that sends. */
interface Entry {
  /** Receiver of its first component. */
  readonly receiver: Value;

  /** Its components. */
  blocks(restored: readonly Block[]): readonly Block[];
}

/** Entry of a destination. `restores` is true if labels carry metadata to it. */
function entryOf({ name, outlet }: Branch, filter: readonly Block[], restores: boolean): Entry {
  const stages = [...filter, ...outlet.stages];
  if (stages.length === 0 && !restores) return { receiver: outlet.receiver, blocks: () => outlet.blocks };
  const process = () => new Block('loki.process', `to_${labelOf(name)}`);
  return {
    receiver: process().exported('receiver'),
    blocks: (restored) => [
      process()
        .set('forward_to', list(outlet.receiver))
        .add(...(restores ? restored : []), ...stages),
      ...outlet.blocks,
    ],
  };
}

/**
 * Receivers of sources. Sources with the same destinations share one `loki.process`, which adds the labels of the node.
 */
function groupsOf(
  sources: EgressProps['sources'],
  ends: readonly (Branch & { readonly receiver: Value })[],
  node: NodeDiscovery | undefined,
): { blocks: Block[]; receivers: ReadonlyMap<string, Value> } {
  const processes = new Map<string, Block>();
  const receivers = sources.map(({ name }): [string, Value] => {
    const own = ends.filter(({ filter }) => takes(filter, name));
    const forward = items(...own.map(({ receiver }) => receiver));
    if (!node) return [name, forward];
    const label = own.length === ends.length ? 'node' : `node_${own.map((end) => labelOf(end.name)).join('_')}`;
    const process =
      processes.get(label) ?? new Block('loki.process', label).set('forward_to', list(forward)).add(...node.stages());
    processes.set(label, process);
    return [name, process.exported('receiver')];
  });
  return { blocks: [...processes.values()], receivers: new Map(receivers) };
}

import { hasSource } from './sources/name';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { InputError, type Problem } from '../input/problems';
import { kindOf, messageOf } from '../input/show';
import { runUserCode } from '../input/user-code';
import type { Egress } from './destinations/egress';
import { destination } from './destinations/loki';
import { DESTINATIONS } from './destinations/validate';
import { PROCESSING } from './fields';
import { isOfNodes, nodeLabelBudget, nodeLabelConflicts } from './destinations/node-labels';
import { kafkaLabels } from './kafka/labels';
import { asTheyAre, carried, restored } from './kafka/metadata';
import { KafkaProducer } from './kafka/producer';
import { Block, printConfig } from './language/syntax';
import type { AlloyPipeline } from './pipeline';
import { labelFlow } from './processing/label-flow';
import { destinationLabelProblems, labelProblems } from './processing/label-problems';
import { isFor, selectedSources } from './processing/selection';
import type { AlloyProcessing } from './processing/settings';
import { processingStages } from './processing/stages';
import { sharedFiles } from './sources/files/shared';
import { placeOf } from './sources/place';
import type { AlloyContext, AlloyRoute, AlloySource } from './sources/source';
import { type OwnStages, sourceProblems } from './sources/validate';
import { lineNames } from './stages/names';
import { lostTenants } from './processing/tenant-problems';

/** Input of one Alloy configuration. */
export interface AlloyConfigProps {
  /** Loki that all lines go to. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /** Place of the sources in the user's input, for messages. */
  readonly path: string;

  /** The sources. */
  readonly sources: AlloySource[];

  /** Tenants by namespace. */
  readonly routes: AlloyRoute[];

  /** Processing of lines between their sources and Loki. */
  readonly pipeline: AlloyPipeline;

  /** Components between the sources and the destinations. */
  readonly egress: Egress;
}

/**
 * Text of one Alloy configuration.
 *
 * @throws InputError if it would lose logs silently or Alloy could not load it: two components of one name, two
 * sources of one file, a source without the mount or the environment variable it reads
 */
export function alloyConfig(props: AlloyConfigProps): string {
  const { endpoint, clusterName, path, sources, routes, pipeline, egress } = props;
  const { processing = [] } = pipeline;
  const producer = sources.find((source) => source instanceof KafkaProducer);
  const placed = new Map<string, readonly Block[]>();
  const stages = (source: string): Block[] => {
    const made = processingStages(processing, source);
    placed.set(source, made);
    return made;
  };
  const context = { endpoint, clusterName, routes, stages, namespaceMarks: egress.marks };
  const parts = sources.map((source) => {
    const at = placeOf(path, source);
    return {
      path: at,
      source,
      blocks: blocksOf(at, source, { ...context, receiver: egress.receiver(source.name) }),
    };
  });
  const own = parts.flatMap(({ blocks }) => blocks);
  const hasNodeLabels = egress.shared.length > 0 || own.some(isOfNodes);
  // With Kafka, the producer adds the label `cluster`. For the checks, the `loki.write` that adds it otherwise takes
  // its place.
  const common = [...egress.shared, ...egress.ends([])];
  const after = producer ? [...common, destination(endpoint, clusterName)] : common;
  const problems = [
    ...parts.flatMap(({ path: at, source, blocks }) =>
      sourceProblems(at, source, blocks, ownStagesOf(processing, source.name)),
    ),
    ...duplicateProblems([{ path, blocks: common }, ...parts]),
    ...parts.flatMap(({ source, blocks }) => [
      ...unplacedProblems(processing, source, placed),
      ...lostTenants(
        PROCESSING,
        processing,
        { name: source.name, blocks, stages: placed.get(source.name) ?? [] },
        routes.flatMap(({ namespaces }) => namespaces),
      ),
      ...labelProblems(
        PROCESSING,
        processing,
        { name: source.name, blocks, stages: placed.get(source.name) ?? [] },
        after,
      ),
      ...destinationLabelProblems(
        DESTINATIONS,
        pipeline.destinations ?? [],
        { name: source.name, blocks, marksNamespace: source.marksNamespace },
        after,
      ),
    ]),
    ...sharedFiles(parts),
    ...(hasNodeLabels ? nodeLabelConflicts(NODE_LABELS, pipeline.nodeLabels ?? {}, lineNames(own, isOfNodes)) : []),
    ...parts.flatMap(({ source: { name }, blocks }) =>
      nodeLabelBudget(
        NODE_LABELS,
        name,
        labelFlow(
          blocks.filter((block) => !isOfNodes(block)),
          [],
        ).last,
        labelFlow(blocks, after).last,
      ),
    ),
  ];
  if (problems.length > 0) throw new InputError(problems);
  const all = [...parts, { path: NODE_LABELS, blocks: [...egress.shared] }];
  if (!producer) return printConfig([...all.flatMap(({ blocks }) => blocks), ...egress.ends([])]);
  const { blocks, restored } = throughKafka(all, pipeline.kafka);
  return printConfig([...blocks, ...egress.ends(restored)]);
}

/**
 * Components whose lines go through Kafka, and the stages that turn labels back into structured metadata.
 *
 * @throws InputError if it would lose metadata or labels
 */
function throughKafka(
  parts: readonly { readonly path: string; readonly source?: AlloySource; readonly blocks: Block[] }[],
  kafka: AlloyPipeline['kafka'] = { brokers: [] },
): { blocks: Block[]; restored: Block[] } {
  const labels = kafkaLabels(kafka);
  const results = parts.map(({ path, source, blocks }) => ({
    path,
    given: blocks,
    ...(source?.hasOpenMetadata ? asTheyAre(blocks) : carried(blocks, labels)),
  }));
  const problems = results.flatMap(({ path, given, problems: own }) => [
    ...own.map((problem) => ({ path, ...problem })),
    ...[...labelFlow(given, []).last]
      .filter((name) => !labels.includes(name))
      .sort()
      .map((name) => ({
        path,
        found: `the label ${name} is not among those that Loki takes from Kafka`,
        fix: `add '${name}' to alloy.kafka.labels`,
      })),
  ]);
  if (problems.length > 0) throw new InputError(problems);
  return { blocks: results.flatMap(({ blocks }) => blocks), restored: restored(results) };
}

function blocksOf(path: string, source: AlloySource, context: AlloyContext): Block[] {
  const fix = 'correct its function blocks';
  const blocks = runUserCode(path, (): unknown => {
    try {
      return source.blocks(context);
    } catch (error) {
      throw new InputError([{ path, found: `throws ${messageOf(error)}`, fix }]);
    }
  });
  if (Array.isArray(blocks) && blocks.every((block) => block instanceof Block)) return blocks as Block[];
  throw new InputError([{ path, found: `returns ${kindOf(blocks)} that is not a list of Blocks`, fix }]);
}

/** Stages of the user's own for the lines of a source. */
const ownStagesOf = (entries: readonly AlloyProcessing[], source: string): OwnStages[] =>
  entries.flatMap((entry, index) =>
    entry.stages !== undefined && isFor(entry, source)
      ? [{ path: `${PROCESSING}[${index}].stages`, text: entry.stages }]
      : [],
  );

/** Path of the labels of nodes. */
const NODE_LABELS = 'alloy.nodeLabels';

/** Problems of entries for a source that does not call `context.stages`: they would have no effect. */
function unplacedProblems(
  entries: readonly AlloyProcessing[],
  { name, endsInLoki }: AlloySource,
  placed: ReadonlyMap<string, unknown>,
): Problem[] {
  if (placed.has(name)) return [];
  const reason = endsInLoki
    ? { found: `lines of ${name} go to Loki as they are`, fix: 'leave it out' }
    : {
        found: `the source ${name} has no place for stages`,
        fix: 'add ...context.stages(this.name) to its loki.process',
      };
  return entries.flatMap((entry, index) =>
    hasSource(selectedSources(entry), name) ? [{ path: `${PROCESSING}[${index}].sources`, ...reason }] : [],
  );
}

/** Problems of components with the same name: Alloy does not start with them. */
function duplicateProblems(parts: readonly { readonly path: string; readonly blocks: readonly Block[] }[]): Problem[] {
  const components = parts.flatMap(({ path, blocks }) => blocks.map(({ id }) => ({ path, id })));
  return components
    .filter(({ id }, index) => components.findIndex((other) => other.id === id) < index)
    .map(({ path, id }) => ({
      path,
      found: `a second component ${id}`,
      fix: 'give one of the two sources another name',
    }));
}

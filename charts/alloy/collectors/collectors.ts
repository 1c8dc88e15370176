import { ALLOY_SERVICE_ACCOUNT } from '../../defaults';
import type { ContainerResources } from '../../kubernetes/workload';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import { InputError } from '../../input/problems';
import { KafkaConsumer } from '../kafka/consumer';
import { KafkaProducer } from '../kafka/producer';
import type { AlloyPipeline } from '../pipeline';
import { type AlloySources, librarySources } from '../sources/library';
import type { AlloySource } from '../sources/source';
import type { Collector } from './collector';
import { LIBRARY_COLLECTORS, type LibraryCollector, type LibraryCollectorName } from './library';
import type { AlloyCollectorProps } from './props';
import { collectorProblems, ownProblems } from './validate';

/** Input of the collectors of a chart. */
export interface CollectorsProps {
  /** Loki that all lines go to. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Processing of lines between their sources and Loki. @default - lines are sent unchanged */
  readonly pipeline?: AlloyPipeline;

  /** Resource attributes of OTLP that become labels. @default - those of Loki's chart */
  readonly otlpIndexLabels?: readonly string[];

  /** Sources of the library that are on. @default - all */
  readonly sources?: AlloySources;

  /** If true, `node_name` is a label of pod logs. @default true */
  readonly nodeLabel?: boolean;

  /** Sources of the user's own that run on every node. @default - none */
  readonly extraSources?: readonly AlloySource[];

  /** CPU and memory of each pod of the DaemonSet. @default - those of the library */
  readonly resources?: ContainerResources;

  /** Collectors of the user's own. @default - none */
  readonly collectors?: readonly AlloyCollectorProps[];

  /** CPU and memory of collectors, by the name of their workload. @default - each collector's own */
  readonly collectorResources?: Readonly<Record<string, Partial<ContainerResources>>>;
}

/** CPU and memory of a collector of the user's own. */
export const DEFAULT_RESOURCES: ContainerResources = { cpu: 0.1, memoryMiB: 256 };

/** Number of its pods. */
export const DEFAULT_REPLICAS = 2;

/**
 * All collectors of a chart. The first is the DaemonSet, which always exists.
 *
 * @throws InputError if a collector is invalid, with every problem of all collectors
 */
export function collectorsOf(props: CollectorsProps, networkPolicies: boolean): Collector[] {
  const own = props.collectors ?? [];
  const library = (Object.keys(LIBRARY_COLLECTORS) as LibraryCollectorName[])
    .map((name) => libraryCollector(name, props))
    .filter(({ component, sources }) => component === 'agent' || sources.length > 0);
  const collectors = [...library, ...own.map(userCollector)].map((collector) => ({
    ...collector,
    resources: { ...collector.resources, ...props.collectorResources?.[collector.name] },
  }));
  const problems = [
    ...ownProblems(
      own,
      library.map(({ component }) => component),
    ),
    ...collectors.flatMap((collector) => collectorProblems(collector, networkPolicies)),
  ];
  if (problems.length > 0) throw new InputError(problems);
  return collectors.map((collector) => withKafka(collector, props));
}

function libraryCollector(name: LibraryCollectorName, props: CollectorsProps): Collector {
  const isAgent = name === 'agent';
  const { resources, replicas = 1, ...collector }: LibraryCollector = LIBRARY_COLLECTORS[name];
  const kafka = name === 'kafka' ? props.pipeline?.kafka : undefined;
  return {
    ...collector,
    component: name,
    sources: [
      ...librarySources(name, props.sources, props),
      ...((isAgent && props.extraSources) || []),
      ...(kafka ? [new KafkaConsumer(kafka, props.endpoint)] : []),
    ],
    resources: (isAgent && props.resources) || resources,
    replicas: kafka?.consumers ?? replicas,
    clientNamespaces: [],
  };
}

/** Sends the lines of a collector to Kafka, unless it is the one that reads them there. */
function withKafka(collector: Collector, { pipeline, endpoint, clusterName }: CollectorsProps): Collector {
  if (!pipeline?.kafka || collector.sources.every((source) => source.endsInLoki)) return collector;
  const hasOpenMetadata = collector.sources.some((source) => source.hasOpenMetadata);
  const way = { defaultTenant: endpoint.defaultTenant, clusterName, hasOpenMetadata };
  return { ...collector, sources: [...collector.sources, new KafkaProducer(pipeline.kafka, collector.kind, way)] };
}

function userCollector(props: AlloyCollectorProps): Collector {
  return {
    name: `${ALLOY_SERVICE_ACCOUNT}-${props.name}`,
    component: props.name,
    path: `alloy.collectors.${props.name}.sources`,
    kind: props.kind,
    sources: [...props.sources],
    resources: props.resources ?? DEFAULT_RESOURCES,
    replicas: props.replicas ?? DEFAULT_REPLICAS,
    clientNamespaces: props.clientNamespaces ?? [],
  };
}

import type {
  AlloyCollectorProps,
  AlloyDestination,
  AlloyKafka,
  AlloyProcessing,
  AlloySources,
  NodeLabels,
} from '../../../charts/alloy/chart';
import type { AlloySource } from '../../../charts/alloy/sources/source';

/** Properties of a `LokiLogging` about the sources of lines and their way to Loki. */
export interface LokiLoggingAlloyProps {
  /** Sources of the library that Alloy reads. @default - all */
  readonly alloySources?: AlloySources;

  /**
   * If true, `node_name` is a label of pod logs, so that Loki stores one copy of each line instead of three: a stream per
   * container and node. If false, it is structured metadata: a stream per container, written by all of its nodes.
   *
   * @default true
   */
  readonly alloyNodeLabel?: boolean;

  /** Labels of the node on every line that is read on it. @default - only `node_name` */
  readonly alloyNodeLabels?: NodeLabels;

  /** Destinations of lines beside this stack's Loki, and which lines each gets. @default - that Loki gets all */
  readonly alloyDestinations?: readonly AlloyDestination[];

  /** Kafka between the collectors and Loki. @default - collectors send to Loki itself */
  readonly alloyKafka?: AlloyKafka;

  /** Sources of your own that run on every node. @default - none */
  readonly alloyExtraSources?: readonly AlloySource[];

  /** Collectors of your own, for sources that cannot or need not run on every node. @default - none */
  readonly alloyCollectors?: readonly AlloyCollectorProps[];

  /** Processing of chosen lines between their sources and Loki. @default - lines are sent unchanged */
  readonly alloyProcessing?: readonly AlloyProcessing[];
}

import type { PropValidators } from '../input/props';
import type { AlloyDestination } from './destinations/destination';
import { type NodeLabels, nodeLabels } from './destinations/node-labels';
import { destinations } from './destinations/validate';
import type { AlloyKafka } from './kafka/props';
import { kafka } from './kafka/validate';
import type { AlloyProcessing } from './processing/settings';
import { processing } from './processing/validate';

/** Processing of lines between their sources and Loki. */
export interface AlloyPipeline {
  /** Entries for chosen lines: which become one, are dropped or redacted, what is read from them. @default - lines are sent unchanged */
  readonly processing?: readonly AlloyProcessing[];

  /** Labels of the node on every line that is read on it. @default - only `node_name` */
  readonly nodeLabels?: NodeLabels;

  /** Destinations of lines beside this environment's Loki, and which lines each gets. @default - that Loki gets all */
  readonly destinations?: readonly AlloyDestination[];

  /** Kafka between the collectors and Loki. @default - collectors send to Loki itself */
  readonly kafka?: AlloyKafka;
}

/** Validators of the fields. To add one, declare it above. */
export const PIPELINE_VALIDATORS: PropValidators<AlloyPipeline> = {
  processing,
  nodeLabels,
  destinations,
  kafka,
};

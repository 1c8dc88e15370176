import type { Problem } from '../../../../input/problems';
import { OTLP_LABELS } from '../../../../loki/otlp';
import { takes } from '../../../destinations/filter';
import type { KafkaTopics } from '../../../kafka/props';
import type { AlloyPipeline } from '../../../pipeline';
import { labelCount } from '../../../processing/label-flow';
import { MAX_LABELS } from '../../../../input/labels';
import { isFor } from '../../../processing/selection';
import type { OtlpSettings } from '../settings';
import { labelOf } from './attributes';

/** Name of the source. */
const NAME = 'otlp';

/**
 * True if OTLP lines go to the OTLP endpoint of this environment's Loki. By default they do if no entry of the pipeline
 * concerns them.
 */
export function isDirect(
  { direct }: OtlpSettings = {},
  { processing = [], destinations = [] }: AlloyPipeline = {},
): boolean {
  if (direct !== undefined) return direct;
  return (
    !processing.some((entry) => isFor(entry, NAME)) &&
    destinations.every(({ here, ...one }) => {
      if (here === undefined) return !takes(one, NAME);
      const parts = here ? [here.only, here.except] : [];
      return here && takes(here, NAME) && !parts.some((part) => part?.namespaces ?? part?.labels);
    })
  );
}

/** Sources and pipeline of a chart, and the resource attributes that become labels. */
interface OtlpInput {
  readonly sources?: { readonly otlp?: boolean | OtlpSettings };
  readonly pipeline?: AlloyPipeline;
  readonly otlpIndexLabels?: readonly string[];
}

/** Resource attributes that become labels in Alloy: none without `otlp`, and none if its lines go to Loki's own OTLP endpoint. */
function pipedLabels({ sources, pipeline, otlpIndexLabels = OTLP_LABELS }: OtlpInput): readonly string[] {
  const otlp = sources?.otlp ?? false;
  return otlp === false || isDirect(otlp === true ? {} : otlp, pipeline) ? [] : otlpIndexLabels;
}

/** Kafka topics, with the labels of OTLP lines that pass them. */
export function withOtlpLabels<T extends KafkaTopics>(topics: T, input: OtlpInput): T {
  const labels = pipedLabels(input).map(labelOf);
  return labels.length > 0 ? { ...topics, labels: [...(topics.labels ?? []), ...labels] } : topics;
}

/** Problem of OTLP lines that have more labels than Loki takes, because Alloy adds `cluster`. */
export function otlpBudget(input: OtlpInput): Problem[] {
  const labels = new Set([...pipedLabels(input).map(labelOf), 'cluster']);
  const count = labelCount(labels);
  if (count <= MAX_LABELS) return [];
  const found = `lines of otlp would have ${count} labels with cluster, and Loki refuses those with more than ${MAX_LABELS}`;
  return [{ path: 'loki.otlpIndexLabels', found, fix: 'leave one of them out, or write direct: true in alloy.otlp' }];
}

import { placedFilter } from './destinations/placed-filter';
import { DESTINATIONS } from './destinations/validate';
import type { Validator } from '../input/props';
import type { Problem } from '../input/problems';
import { kafkaLabels } from './kafka/labels';
import { ownTopics, topicProblems } from './kafka/topics';
import { type AlloyPipeline, PIPELINE_VALIDATORS } from './pipeline';
import { processingConflicts, unread, unreadPods } from './processing/together';
import type { PodsSettings } from './sources/pods/settings';
import { type AlloySources, SOURCE_VALIDATORS } from './sources/library';
import { hasSource } from './sources/name';
import { withSourceLabels } from './sources/kafka-labels';
import { unknownTenants } from './tenants';

/** Fields of the sources and of the pipeline. */
type AlloyFields = AlloySources & AlloyPipeline;

/** Path of the fields in an environment. */
const PATH = 'alloy';

/** Path of the entries of processing. */
export const PROCESSING = `${PATH}.processing`;

/**
 * Problems of fields with one another and with the tenants. Fields that are invalid by themselves are left out: their
 * own validators report them.
 */
export function fieldProblems(given: Readonly<Record<string, unknown>>, tenants: readonly string[]): Problem[] {
  const validators: Readonly<Record<string, Validator>> = { ...SOURCE_VALIDATORS, ...PIPELINE_VALIDATORS };
  const valid = Object.entries(validators).filter(([key, validate]) => validate(key, given[key]).length === 0);
  const fields = Object.fromEntries(valid.map(([key]) => [key, given[key]])) as AlloyFields;
  return [
    ...unknownTenants(fields, tenants),
    ...processingConflicts(PROCESSING, fields.processing ?? []),
    ...unreadPods(PROCESSING, fields.processing ?? [], readPods(fields)),
    ...unreadDestinations(fields),
    ...(fields.kafka ? topicProblems(`${PATH}.kafka`, tenants) : []),
    ...(fields.kafka ? ownTopics(`${PATH}.kafkaTopics`, fields.kafka, fields.kafkaTopics ?? [], tenants) : []),
    ...besideKafka(fields),
  ];
}

/** Pods that are read. */
const readPods = ({ pods }: AlloyFields): PodsSettings => (typeof pods === 'object' ? pods : {});

/** Problems of destinations that take only lines of pods, from namespaces that are not read. */
function unreadDestinations(fields: AlloyFields): Problem[] {
  return (fields.destinations ?? []).flatMap((one, index) => {
    const { path, filter } = placedFilter(one, `${DESTINATIONS}[${index}]`);
    const { sources, namespaces = [] } = filter?.only ?? {};
    if (!sources?.every((name) => hasSource(['pods'], name))) return [];
    return unread(`${path}.only`, namespaces, { field: 'namespaces', ...readPods(fields).namespaces });
  });
}

/** Problems of the entry `here` if lines reach this environment's Loki through Kafka. */
function besideKafka({ kafka, processing, destinations = [], ...sources }: AlloyFields): Problem[] {
  if (!kafka) return [];
  return destinations.flatMap(({ here }, index): Problem[] => {
    const path = `${DESTINATIONS}[${index}].here`;
    if (here === undefined) return [];
    if (here === false) {
      const found = 'false, but lines reach this Loki through alloy.kafka';
      return [{ path, found, fix: 'leave one of the two out' }];
    }
    const labels = kafkaLabels(withSourceLabels(kafka, { sources, pipeline: { processing, destinations } }));
    return Object.entries({ only: here.only, except: here.except }).flatMap(([field, part]) =>
      Object.keys(part?.labels ?? {})
        .filter((name) => !labels.includes(name))
        .map((name) => ({
          path: `${path}.${field}.labels.${name}`,
          found: 'is not a label of lines that go through Kafka',
          fix: `add '${name}' to alloy.kafka.labels`,
        })),
    );
  });
}

import type { Validator } from '../input/props';
import type { Problem } from '../input/problems';
import { topicProblems } from './kafka/props';
import { type AlloyPipeline, PIPELINE_VALIDATORS } from './pipeline';
import { processingConflicts } from './processing/together';
import { type AlloySources, SOURCE_VALIDATORS } from './sources/library';
import { unknownTenants } from './tenants';

/** Fields about sources and about what becomes of their lines. */
type AlloyFields = AlloySources & AlloyPipeline;

/** Path of the fields in an environment. */
const PATH = 'alloy';

/** Path of the entries of processing. */
export const PROCESSING = `${PATH}.processing`;

/**
 * Problems of fields with one another and with the tenants. Fields that are not valid alone are left out: their own
 * validators report them.
 */
export function fieldProblems(given: Readonly<Record<string, unknown>>, tenants: readonly string[]): Problem[] {
  const validators: Readonly<Record<string, Validator>> = { ...SOURCE_VALIDATORS, ...PIPELINE_VALIDATORS };
  const valid = Object.entries(validators).filter(([key, validate]) => validate(key, given[key]).length === 0);
  const fields = Object.fromEntries(valid.map(([key]) => [key, given[key]])) as AlloyFields;
  return [
    ...unknownTenants(fields, tenants),
    ...processingConflicts(PROCESSING, fields.processing ?? []),
    ...(fields.kafka ? topicProblems(`${PATH}.kafka`, tenants) : []),
    ...besideKafka(fields),
  ];
}

/** Problem of destinations, which lines do not reach on their way to Kafka. */
function besideKafka({ kafka, destinations }: AlloyFields): Problem[] {
  if (!kafka || !destinations) return [];
  const found = 'has no effect on lines that go to Kafka, and there is alloy.kafka';
  return [{ path: `${PATH}.destinations`, found, fix: 'leave one of the two out' }];
}

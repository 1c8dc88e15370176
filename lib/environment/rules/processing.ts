import { processingProblems } from '../../../charts/alloy/processing/together';
import type { AlloyProcessing } from '../../../charts/alloy/processing/settings';
import { processing as validateProcessing } from '../../../charts/alloy/processing/validate';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { IMAGES } from '../../../charts/kubernetes/images';
import { ownStagesFault } from '../../checks/read/alloy/own-stages';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

const PATH = 'alloy.processing';

/** Minor version of the Alloy of the library. */
const MINOR = Number(/:v1\.(\d+)/.exec(IMAGES.alloy)?.[1]);

/** Tenants of an environment, as far as they are names. */
export const knownTenants = (name: string, tenants: unknown): string[] =>
  Array.isArray(tenants) ? tenants.filter((tenant) => typeof tenant === 'string') : [name];

/** Rules about processing that need more than one entry, or the table of what Alloy knows. */
export const processing: LoggingRule = (name, { alloy, tenants }) => {
  const entries = isObject(alloy) ? (alloy.processing as unknown) : undefined;
  if (!Array.isArray(entries) || validateProcessing(PATH, entries).length > 0) return [];
  const valid = entries as readonly AlloyProcessing[];
  return [...processingProblems(PATH, valid, knownTenants(name, tenants)), ...valid.flatMap(stagesProblems)];
};

function stagesProblems({ stages }: AlloyProcessing, index: number): Problem[] {
  const fault = stages === undefined ? undefined : ownStagesFault(stages, MINOR);
  return fault ? [problemOfValue(`${PATH}[${index}].stages`, stages, fault)] : [];
}

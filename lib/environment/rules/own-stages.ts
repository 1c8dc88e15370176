import type { AlloyProcessing } from '../../../charts/alloy/processing/settings';
import { processing as validateProcessing } from '../../../charts/alloy/processing/validate';
import { PROCESSING } from '../../../charts/alloy/fields';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { IMAGES } from '../../../charts/kubernetes/images';
import { ownStagesFault } from '../../checks/read/alloy/own-stages';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Minor version of the Alloy of the library. */
const MINOR = Number(/:v1\.(\d+)/.exec(IMAGES.alloy)?.[1]);

/** The user's own stages, against the table of what Alloy knows. */
export const ownStages: LoggingRule = (_name, { alloy }) => {
  const entries = isObject(alloy) ? (alloy.processing as unknown) : undefined;
  if (!Array.isArray(entries) || validateProcessing(PROCESSING, entries).length > 0) return [];
  return (entries as readonly AlloyProcessing[]).flatMap(stagesProblems);
};

function stagesProblems({ stages }: AlloyProcessing, index: number): Problem[] {
  const fault = stages === undefined ? undefined : ownStagesFault(stages, MINOR);
  return fault ? [problemOfValue(`${PROCESSING}[${index}].stages`, stages, fault)] : [];
}

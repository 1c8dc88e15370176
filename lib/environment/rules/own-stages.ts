import type { AlloyProcessing } from '../../../charts/alloy/processing/settings';
import { processing as validateProcessing } from '../../../charts/alloy/processing/validate';
import { PROCESSING } from '../../../charts/alloy/fields';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { IMAGES } from '../../../charts/kubernetes/images';
import { alloyStagesFault } from '../../checks/read/alloy/own-stages';
import { minorOfImage, NEWEST } from '../../checks/read/alloy/schema';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Minor version of an environment's Alloy; undefined if it is unknown, or newer than the table of Alloy's stages. */
export function minorOf(images: unknown): number | undefined {
  const own = isObject(images) ? images['alloy'] : undefined;
  const minor = minorOfImage(typeof own === 'string' ? own : IMAGES.alloy);
  return minor === undefined || minor > NEWEST ? undefined : minor;
}

/** Problems of the user's own stages, by the table of Alloy's stages. */
export const ownStages: LoggingRule = (_name, { alloy, images }) => {
  const entries = isObject(alloy) ? (alloy.processing as unknown) : undefined;
  if (!Array.isArray(entries) || validateProcessing(PROCESSING, entries).length > 0) return [];
  const minor = minorOf(images);
  if (minor === undefined) return [];
  return (entries as readonly AlloyProcessing[]).flatMap((entry, index) => stagesProblems(entry, index, minor));
};

function stagesProblems({ stages }: AlloyProcessing, index: number, minor: number): Problem[] {
  const fault = stages === undefined ? undefined : alloyStagesFault(stages, minor);
  return fault ? [problemOfValue(`${PROCESSING}[${index}].stages`, stages, fault)] : [];
}

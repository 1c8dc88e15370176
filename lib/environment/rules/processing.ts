import { processingProblems } from '../../../charts/alloy/processing/together';
import type { AlloyProcessing } from '../../../charts/alloy/processing/settings';
import { processing as validateProcessing } from '../../../charts/alloy/processing/validate';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { IMAGES } from '../../../charts/kubernetes/images';
import { alloyStagesFault } from '../../checks/read/alloy/own-stages';
import { minorOfImage, NEWEST } from '../../checks/read/alloy/schema';
import { isObject } from '../values';
import type { LoggingRule } from './rule';
import { knownTenants } from './tenants';

const PATH = 'alloy.processing';

/** Minor version of an environment's Alloy; undefined if it is unknown, or newer than the table of what Alloy knows. */
function minorOf(images: unknown): number | undefined {
  const own = isObject(images) ? images['alloy'] : undefined;
  const minor = minorOfImage(typeof own === 'string' ? own : IMAGES.alloy);
  return minor === undefined || minor > NEWEST ? undefined : minor;
}

/** Rules about processing that need more than one entry, or the table of what Alloy knows. */
export const processing: LoggingRule = (name, { alloy, tenants, images }) => {
  const entries = isObject(alloy) ? (alloy.processing as unknown) : undefined;
  if (!Array.isArray(entries) || validateProcessing(PATH, entries).length > 0) return [];
  const valid = entries as readonly AlloyProcessing[];
  const minor = minorOf(images);
  return [
    ...processingProblems(PATH, valid, knownTenants(name, tenants)),
    ...(minor === undefined ? [] : valid.flatMap((entry, index) => stagesProblems(entry, index, minor))),
  ];
};

function stagesProblems({ stages }: AlloyProcessing, index: number, minor: number): Problem[] {
  const fault = stages === undefined ? undefined : alloyStagesFault(stages, minor);
  return fault ? [problemOfValue(`${PATH}[${index}].stages`, stages, fault)] : [];
}

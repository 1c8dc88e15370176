import { CANARY, CANARY_CONTAINER } from '../../../charts/canary/props';
import type { AlloyPipeline } from '../../../charts/alloy/pipeline';
import type { AlloyProcessing } from '../../../charts/alloy/processing/settings';
import { canOverlap } from '../../../charts/alloy/processing/selection';
import { processing as validProcessing } from '../../../charts/alloy/processing/validate';
import { plainCopy } from '../../../charts/input/plain-copy';
import { show } from '../../../charts/input/show';
import { unreadNamespace } from '../unread-namespace';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** An agent must read the lines of the canary. */
const read: LoggingRule = (_name, { canary, alloy }) => {
  if (canary !== true && !isObject(canary)) return [];
  const { namespace = CANARY } = isObject(canary) ? canary : {};
  const pods = isObject(alloy) ? alloy.pods : undefined;
  return typeof namespace === 'string'
    ? unreadNamespace('alloy.pods', pods, namespace, "canary: { namespace: 'shop' }")
    : [];
};

/** A share of the lines of the canary, whose others would count as missing. */
const whole: LoggingRule = (_name, { canary, alloy }) => {
  if (canary !== true && !isObject(canary)) return [];
  const { namespace = CANARY } = isObject(canary) ? canary : {};
  const { processing } = plainCopy({ processing: isObject(alloy) ? alloy.processing : undefined }) as AlloyPipeline;
  if (typeof namespace !== 'string' || validProcessing('', processing).length > 0) return [];
  const lines = {
    namespaces: [namespace],
    apps: [CANARY],
    containers: [CANARY_CONTAINER],
    pods: [`${CANARY}-*`],
    match: { stream: ['stdout'] },
  };
  // Other labels, such as those of a user's own stages, its lines may lack.
  const isForOthers = ({ match = {} }: AlloyProcessing) => Object.keys(match).some((label) => label !== 'stream');
  return (processing ?? []).flatMap((entry, index) =>
    entry.sample === undefined || entry.sample === 1 || isForOthers(entry) || !canOverlap(entry, lines)
      ? []
      : [
          {
            path: `alloy.processing[${index}].sample`,
            found: `${entry.sample} is for the lines of the canary too, and it counts the others as missing`,
            fix: `write exceptNamespaces: ['${show(namespace)}']`,
          },
        ],
  );
};

/** Rules about the canary. */
export const CANARY_RULES: readonly LoggingRule[] = [read, whole];

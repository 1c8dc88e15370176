import { CANARY_CONTAINER } from '../../../../charts/canary/props';
import type { AlloyPipeline } from '../../../../charts/alloy/pipeline';
import { destinations as validDestinations } from '../../../../charts/alloy/destinations/validate';
import type { LineSelection } from '../../../../charts/alloy/destinations/destination';
import { hasSource } from '../../../../charts/alloy/sources/name';
import { covers } from '../../../../charts/input/patterns';
import { plainCopy } from '../../../../charts/input/plain-copy';
import { show } from '../../../../charts/input/show';
import { unreadNamespace } from '../../unread-namespace';
import { isObject } from '../../values';
import { canaryLines, canaryNamespace } from './lines';
import type { LoggingRule } from '../rule';

/** Problem of a canary whose lines no agent reads. */
const read: LoggingRule = (_name, { canary, alloy }) => {
  const namespace = canaryNamespace(canary);
  const pods = isObject(alloy) ? alloy.pods : undefined;
  return namespace === undefined ? [] : unreadNamespace('alloy.pods', pods, namespace, "canary: { namespace: 'shop' }");
};

/** Problems of settings that keep the lines of the canary from Loki, or its container from Alloy. */
const arrives: LoggingRule = (_name, { canary, alloy }) => {
  const namespace = canaryNamespace(canary);
  if (namespace === undefined || !isObject(alloy)) return [];
  const { pods, destinations } = plainCopy({ pods: alloy.pods, destinations: alloy.destinations }) as AlloyPipeline & {
    pods?: unknown;
  };
  const containers = isObject(pods) && isObject(pods['containers']) ? pods['containers']['exclude'] : undefined;
  const unread = texts(containers).findIndex((pattern) => covers(pattern, CANARY_CONTAINER));
  const lines = (named: LineSelection | undefined): readonly (boolean | undefined)[] => [
    named?.sources && hasSource(named.sources, 'pods'),
    named?.namespaces?.some((pattern) => covers(pattern, namespace)),
  ];
  const missing = `and the lines of the canary, in ${show(namespace)}, would be missing`;
  const leftOut = validDestinations('', destinations).length > 0 ? [] : (destinations ?? []);
  return [
    ...(unread < 0
      ? []
      : [
          {
            path: `alloy.pods.containers.exclude[${unread}]`,
            found: `${show(texts(containers)[unread])} leaves out the container of the canary`,
            fix: `narrow it, so that it is not ${CANARY_CONTAINER}`,
          },
        ]),
    ...leftOut.flatMap(({ here }, index) => {
      const path = `alloy.destinations[${index}].here`;
      const fix = 'let them through, or leave canary out';
      if (here === undefined) return [];
      if (here === false) return [{ path, found: `false, ${missing}`, fix }];
      const { only, except } = here;
      if (lines(only).includes(false)) return [{ path: `${path}.only`, found: `takes other lines, ${missing}`, fix }];
      return lines(except).includes(true) ? [{ path: `${path}.except`, found: `names them, ${missing}`, fix }] : [];
    }),
  ];
};

const texts = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];

/** Rules about the canary. */
export const CANARY_RULES: readonly LoggingRule[] = [read, arrives, canaryLines];

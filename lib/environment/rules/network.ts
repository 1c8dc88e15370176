import { type Problem, show } from '../../../charts/input/problems';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Finds fields of the network without an effect. */
export const networkProblems: LoggingRule = (_name, { network, monitoring }) => {
  if (!isObject(network)) return [];
  const { policies, metricsNamespaces, metricsPods, rulerEgress } = network;
  const unused = (key: string, value: unknown, why: string): Problem => ({
    path: `network.${key}`,
    found: `${show(value)} has no effect, since ${why}`,
    fix: 'leave it out',
  });
  const named = Array.isArray(metricsNamespaces) && metricsNamespaces.length > 0;
  const hasScrapers = named || (isObject(monitoring) && monitoring.namespace !== undefined);
  return [
    ...(metricsPods !== undefined && !hasScrapers
      ? [unused('metricsPods', metricsPods, 'metricsNamespaces names no namespace')]
      : []),
    ...(rulerEgress !== undefined && policies === false
      ? [unused('rulerEgress', rulerEgress, 'policies are off')]
      : []),
  ];
};

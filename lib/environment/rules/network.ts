import { type Problem, show } from '../../../charts/input/problems';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Finds fields of the network without an effect. */
export const networkProblems: LoggingRule = (_name, { network }) => {
  if (!isObject(network)) return [];
  const { policies, metricsNamespaces, metricsPods, rulerEgress } = network;
  const unused = (key: string, value: unknown, why: string): Problem => ({
    path: `network.${key}`,
    found: `${show(value)} has no effect, since ${why}`,
    fix: 'leave it out',
  });
  const scrapers = Array.isArray(metricsNamespaces) ? metricsNamespaces.length : 0;
  return [
    ...(metricsPods !== undefined && scrapers === 0
      ? [unused('metricsPods', metricsPods, 'metricsNamespaces names no namespace')]
      : []),
    ...(rulerEgress !== undefined && policies === false
      ? [unused('rulerEgress', rulerEgress, 'policies are off')]
      : []),
  ];
};

import { isObject } from '../values';
import { noEffect } from '../../../charts/input/no-effect';
import type { LoggingRule } from './rule';

/** Finds fields of the network without an effect. */
export const networkProblems: LoggingRule = (_name, { network, monitoring }) => {
  if (!isObject(network)) return [];
  const { policies, metricsNamespaces, metricsPods, rulerEgress } = network;
  const named = Array.isArray(metricsNamespaces) && metricsNamespaces.length > 0;
  const hasScrapers = named || (isObject(monitoring) && monitoring.namespace !== undefined);
  return [
    ...(metricsPods !== undefined && !hasScrapers
      ? [noEffect('network.metricsPods', metricsPods, 'metricsNamespaces names no namespace')]
      : []),
    ...(rulerEgress !== undefined && policies === false
      ? [noEffect('network.rulerEgress', rulerEgress, 'policies are off')]
      : []),
  ];
};

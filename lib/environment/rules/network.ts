import { CANARY, canaryOf } from '../../../charts/canary/props';
import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { uselessNetwork } from '../../../charts/logging/network-fields';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Finds fields of the network without an effect. */
export const networkProblems: LoggingRule = (_name, { network, monitoring, loki, alloy, canary }) => {
  if (!isObject(network)) return [];
  const made = [
    (isObject(loki) && loki.namespace) || DEFAULT_NAMESPACES.loki,
    (isObject(alloy) && alloy.namespace) || DEFAULT_NAMESPACES.alloy,
    canaryOf(canary)?.namespace ?? CANARY,
  ];
  const hasScraper = isObject(monitoring) && monitoring.namespace !== undefined;
  return uselessNetwork('network', network, { hasMonitoring: monitoring !== undefined, hasScraper, made });
};

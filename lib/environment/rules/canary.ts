import { CANARY } from '../../../charts/canary/props';
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

/** Rules about the canary. */
export const CANARY_RULES: readonly LoggingRule[] = [read];

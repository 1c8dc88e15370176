import { counted } from '../../../../../charts/input/counted';
import type { Fault, Found } from '../../fault';
import type { HopName } from '../../hops';
import { some, type View } from '../../view';
import { answered } from '../pushes';

/** Pushes of agents that are answered so, in words. */
export function answeredAs(view: View, status: RegExp): Pick<Found, 'evidence' | 'isMild'> | undefined {
  const found = answered(view, status);
  if (!found) return undefined;
  const { pods, count, statuses, isFormer } = found;
  const were = count === 1 ? 'was' : 'were';
  const evidence = `${counted(count, 'push', 'pushes')} of ${some(pods.map(({ pod }) => pod))} ${were} answered ${statuses.join(', ')}`;
  return { evidence, ...(isFormer ? { isMild: true } : {}) };
}

/** A fault by the status of pushes. */
export const pushFault = (
  id: string,
  status: RegExp,
  cause: string,
  fix: (view: View) => string[],
  follows: readonly HopName[] = [],
  causedBy: readonly string[] = [],
): Fault => ({
  id,
  hop: 'agent',
  cause,
  follows,
  find: (view): Found | undefined => {
    const found = answeredAs(view, status);
    if (!found) return undefined;
    // Without names the gateway reaches nobody.
    const isOfNames = status.source === '^5' && view.logs('nginx-dns', 'gateway').length > 0;
    return {
      ...found,
      fix: fix(view),
      causedBy,
      ...(isOfNames ? { follows: ['identity', 'buckets', 'node', ...follows] } : {}),
    };
  },
});

import type { Fault, Found } from '../../fault';
import type { HopName } from '../../hops';
import type { ReaderAnswer } from '../../snapshot';
import type { View } from '../../view';

/** Parts without which no query is answered. */
export const BEFORE: readonly HopName[] = ['identity', 'buckets', 'gateway', 'ingester', 'store', 'query'];

/** True if every query that was asked has an answer. */
export const areAnswered = ({ snapshot }: View): boolean => snapshot.answers.every(({ status }) => status === 200);

/** User and tenant of a query. Without a user, doctor asked a pod of Loki and not the gateway. */
const asked = ({ user, tenant }: ReaderAnswer): string =>
  user === '' ? `a query in tenant ${tenant}` : `a query of ${user} in tenant ${tenant}`;

/** Fault of the answers to readers' queries. */
export const answers = (
  fault: Pick<Fault, 'id' | 'cause'> & { readonly follows?: readonly HopName[] },
  isSo: (answer: ReaderAnswer) => boolean,
  fix: (view: View, answer: ReaderAnswer) => string[],
): Fault => ({
  ...fault,
  hop: 'query',
  find: (view): Found | undefined => {
    const found = view.snapshot.answers.filter(isSo);
    const [first] = found;
    if (!first) return undefined;
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
    const said = first.status === undefined ? 'gets no answer' : `is answered ${first.status}`;
    const why = first.error === undefined ? '' : `: ${first.error}`;
    return {
      evidence: `${asked(first)} ${said}${more}${why}`,
      isMild: found.length < view.snapshot.answers.length,
      fix: fix(view, first),
    };
  },
});

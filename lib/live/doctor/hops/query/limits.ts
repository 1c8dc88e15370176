import { atHub, field, podsOf, raiseLimits, warningsOf } from '../../commands';
import type { Fault } from '../../fault';
import type { ReaderAnswer } from '../../snapshot';
import { linesOf } from '../../view';
import { answers, BEFORE } from './answers';

/** Limits of a tenant, by the answer of Loki to a query that exceeds one. */
const LIMITS: readonly (readonly [says: RegExp, keys: string])[] = [
  [/maximum number of series/, 'max_query_series: …'],
  [/query would read too many bytes/, "max_query_bytes_read: '…'"],
  [/too large to execute on a single querier/, "max_querier_bytes_read: '…'"],
  [/query time range exceeds the limit/, "max_query_length: '…'"],
  [/max entries limit per query exceeded/, 'max_entries_limit_per_query: …'],
  [/querying is disabled/, 'max_query_parallelism: …'],
];

/** Answer of a scheduler whose queue of a tenant is full. */
const QUEUE = /too many outstanding requests/;

const TIMEOUT = /request timed out|query timed out|context deadline exceeded/;

/** True if Loki names the limit that a query exceeds. */
export const isLimit = ({ status = 0, error = '' }: ReaderAnswer): boolean =>
  status >= 400 && status < 500 && (QUEUE.test(error) || LIMITS.some(([says]) => says.test(error)));

/** True if Loki ended a query after its timeout. */
export const isTimeout = ({ status = 0, error = '' }: ReaderAnswer): boolean => status >= 500 && TIMEOUT.test(error);

const MANY_TENANTS = /multiple org IDs present/;

/** True if Loki answers that a query names several tenants. */
export const isManyTenants = ({ error = '' }: ReaderAnswer): boolean => MANY_TENANTS.test(error);

const manyTenants: Fault = {
  id: 'query-many-tenants',
  hop: 'query',
  isMild: true,
  cause: 'a query names several tenants in X-Scope-OrgID, which this Loki does not accept',
  find: (view) => {
    const [answer] = view.snapshot.answers.filter(isManyTenants);
    const lines = view.logs('many-tenants');
    if (!answer && lines.length === 0) return undefined;
    return {
      evidence: `multiple org IDs present${answer ? `: a query of ${answer.user}` : `: ${linesOf(lines)}`}`,
      fix: view.setup.remote
        ? [atHub(view)]
        : [
            'name one tenant in each datasource',
            view.setup.found
              ? "or let queries have several: querier.multi_tenant_queries_enabled: true in Loki's configuration"
              : 'or let a reader have a list of tenants, which lets queries have several (docs/how-to/teams.md)',
          ],
    };
  },
};

/** Faults of queries that exceed a limit, by the answer of Loki. */
export const QUERY_LIMIT_FAULTS: readonly Fault[] = [
  manyTenants,
  answers(
    { id: 'query-over-limit', cause: 'a query of a reader exceeds a limit of its tenant, which Loki names' },
    isLimit,
    (view, { tenant, error = '' }) => {
      if (view.setup.remote) return [atHub(view)];
      if (QUEUE.test(error)) {
        return [
          `add queriers: ${field(view, 'loki.sizes: { querier: { replicas: … } }', 'replicas of the querier, and not')}`,
          podsOf(view, 'querier', 'query-scheduler'),
        ];
      }
      const keys = LIMITS.find(([says]) => says.test(error))?.[1] ?? '';
      return [raiseLimits(view, tenant, keys)];
    },
  ),
  answers(
    {
      id: 'query-timeout',
      cause: 'a query of a reader takes longer than Loki allows: queriers are too few, or S3 is slow',
      follows: BEFORE,
    },
    isTimeout,
    (view) =>
      view.setup.remote ? [atHub(view)] : [podsOf(view, 'querier', 'query-scheduler'), warningsOf(view, 'querier')],
  ),
];

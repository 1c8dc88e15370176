import { breakPod, type Draft, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

const answered = (draft: Draft, answer: object): void => {
  draft.answers = [{ user: 'reader', tenant: 'dev', ...answer }];
};

const grafana = (draft: Draft): Draft['configs'][number] =>
  draft.configs.find(({ namespace }) => namespace === 'grafana') as Draft['configs'][number];

/** How queries are answered. */
const ANSWERS: readonly (readonly [id: string, answer: object, evidence: RegExp, fix: RegExp])[] = [
  ['query-password', { status: 401, error: 'x' }, /reader in tenant dev is answered 401: x/, /restart Grafana/],
  ['query-tenant', { status: 403 }, /answered 403/, /cdk deploy/],
  ['query-path', { status: 404 }, /answered 404/, /get service/],
  ['query-limited', { status: 429 }, /answered 429/, /tenantLimits/],
  ['query-refused', { status: 400 }, /answered 400/, /query-frontend/],
  ['query-unserved', { status: 504 }, /answered 504/, /query-scheduler/],
  ['query-errors', { status: 500 }, /answered 500/, /component=querier/],
  ['query-unreachable', { error: 'socket hang up' }, /gets no answer: socket hang up/, /endpointslices/],
  ['query-empty', { status: 200, lines: 0 }, /tenant dev has 0 lines/, /eks-loki smoke dev/],
];

/** Answers of Loki to a query that is over a limit, and the limit. */
const LIMITS: readonly (readonly [status: number, error: string, fix: RegExp])[] = [
  [400, 'maximum number of series (500) reached for a single query; consider reducing', /max_query_series: …/],
  [400, 'the query would read too many bytes (query: 2.0 TB, limit: 1.0 TB)', /max_query_bytes_read/],
  [400, 'query too large to execute on a single querier: (query: 2.0 TB, limit: 1.0 TB)', /max_querier_bytes_read/],
  [400, 'the query time range exceeds the limit (query length: 745h0m0s, limit: 30d1h)', /max_query_length/],
  [429, 'querying is disabled, please contact your Loki operator', /max_query_parallelism/],
  [429, 'too many outstanding requests', /querier: \{ replicas: … \}/],
];

/** Faults of caches, readers and datasources. */
export const QUERY_CASES: readonly FaultCase[] = [
  ...LIMITS.map(([status, error, fix]): FaultCase => ({
    ...{ id: 'query-over-limit', hop: 'query', fix },
    make: (draft) => (draft.answers = [{ user: 'reader', tenant: 'dev', status, error }]),
    evidence: new RegExp(`is answered ${status}: `),
  })),
  {
    id: 'query-timeout',
    hop: 'query',
    make: (draft) => {
      const error =
        'request timed out, decrease the duration of the request or add more label matchers (prefer exact match over regex match) to reduce the amount of data processed';
      draft.answers = [{ user: 'reader', tenant: 'dev', status: 504, error }];
    },
    evidence: /is answered 504: request timed out/,
    fix: /component in \(querier,query-scheduler\)/,
  },
  {
    id: 'query-many-tenants',
    hop: 'query',
    make: (draft) => {
      draft.answers = [{ user: 'reader', tenant: 'a|b', status: 401, error: 'multiple org IDs present' }];
    },
    evidence: /multiple org IDs present: a query of reader/,
    fix: /one tenant in each datasource/,
  },
  ...ANSWERS.map(([id, answer, evidence, fix]): FaultCase => ({
    ...{ id, hop: 'query', evidence, fix },
    make: (draft) => answered(draft, answer),
  })),
  {
    id: 'cache-too-large',
    hop: 'caches',
    make: (draft) => unscheduledCache(draft),
    evidence: /loki-chunks-cache-0 is Pending: Insufficient memory/,
    fix: /loki\.sizes: \{ chunksCache: \{ memory: 1 \} \}/,
    besides: ['pod-no-room'],
  },
  {
    id: 'grafana-namespace',
    hop: 'grafana',
    make: (draft) => {
      draft.namespaces = draft.namespaces.filter(({ metadata }) => metadata.name !== 'grafana');
      draft.configs = draft.configs.filter(({ namespace }) => namespace !== 'grafana');
    },
    evidence: /^namespace grafana does not exist/,
    fix: /grafana\.namespace/,
  },
  {
    id: 'grafana-datasource',
    hop: 'grafana',
    make: (draft) => (draft.configs = draft.configs.filter(({ namespace }) => namespace !== 'grafana')),
    evidence: /ConfigMap grafana\/loki-datasources-dev does not exist/,
    fix: /cdk deploy/,
  },
  {
    id: 'grafana-label',
    hop: 'grafana',
    make: (draft) => (grafana(draft).labels = {}),
    evidence: /has no label grafana_datasource=1/,
    fix: /kubectl label configmap --namespace grafana loki-datasources-dev grafana_datasource=1/,
  },
  {
    id: 'grafana-differs',
    hop: 'grafana',
    make: (draft) => (grafana(draft).digest = 'edited'),
    evidence: /loki-datasources-dev has another content/,
    fix: /deployment\/grafana/,
  },
  ...(
    [
      [
        'chunk-missing',
        'failed to get s3 object: operation error S3: GetObject, StatusCode: 404, NoSuchKey: The specified key does not exist.',
        /get-bucket-lifecycle-configuration/,
      ],
      ['chunk-damaged', 'invalid chunk checksum', /list-object-versions/],
    ] as const
  ).map(([id, error, fix]): FaultCase => ({
    ...{ id, fix, hop: 'store' },
    make: (draft) => (draft.answers = [{ user: 'reader', tenant: 'dev', status: 500, error }]),
    evidence: /^a query of reader in tenant dev is answered: /,
  })),
  {
    id: 'ring-quorum-lost',
    hop: 'ingester',
    make: (draft) => {
      draft.ring = undefined;
      draft.answers = [{ user: 'reader', tenant: 'dev', status: 500, error: 'empty ring' }];
    },
    evidence: /^a query is answered: empty ring$/,
    fix: /component=ingester/,
  },
];

/** The chunks cache asks for more memory than a node has. */
function unscheduledCache(draft: Draft): void {
  podsOf(draft, 'chunks-cache').forEach((_, index) => {
    const message = '0/3 nodes are available: 3 Insufficient memory.';
    breakPod(draft, 'chunks-cache', { conditions: [{ type: 'PodScheduled', status: 'False', message }] }, index);
  });
}

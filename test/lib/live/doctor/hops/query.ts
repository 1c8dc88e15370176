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

/** Faults of caches, readers and datasources. */
export const QUERY_CASES: readonly FaultCase[] = [
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
];

/** The chunks cache asks for more memory than a node has. */
function unscheduledCache(draft: Draft): void {
  podsOf(draft, 'chunks-cache').forEach((_, index) => {
    const message = '0/3 nodes are available: 3 Insufficient memory.';
    breakPod(draft, 'chunks-cache', { conditions: [{ type: 'PodScheduled', status: 'False', message }] }, index);
  });
}

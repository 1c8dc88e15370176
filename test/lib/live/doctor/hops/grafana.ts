import type { Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

type Source = NonNullable<Draft['sources']>[number];

/** The datasource of `dev`, and those of others. */
function sources(draft: Draft, ...others: Source[]): void {
  const own = draft.setup.configs.find(({ isDatasource }) => isDatasource)?.name ?? '';
  draft.sources = [
    { config: own, name: 'Loki dev', uid: 'loki-dev', type: 'loki', host: 'loki-gateway.loki.svc' },
    ...others,
  ];
}

const PROMETHEUS = { config: 'prometheus', name: 'Prometheus', uid: 'prometheus', type: 'prometheus', isDefault: true };

/** Grafanas with datasources of others, which do not collide. */
export const SOURCES_HEALTHY: readonly (readonly [name: string, make: (draft: Draft) => void])[] = [
  ['a Grafana with a Prometheus beside Loki', (draft) => sources(draft, PROMETHEUS)],
  [
    'a Grafana whose two organizations have a default each, and one name',
    (draft) => sources(draft, PROMETHEUS, { ...PROMETHEUS, config: 'b', orgId: 2 }),
  ],
  [
    'two datasources of others with one uid',
    (draft) => sources(draft, PROMETHEUS, { ...PROMETHEUS, config: 'b', name: 'Mimir', isDefault: false }),
  ],
  ['datasources without uid', (draft) => sources(draft, { config: 'a', name: 'A' }, { config: 'b', name: 'B' })],
];

/** Faults of datasources that a sidecar finds. */
export const SOURCE_CASES: readonly FaultCase[] = [
  {
    id: 'grafana-same-uid',
    hop: 'grafana',
    make: (draft) => sources(draft, { config: 'old', name: 'Logs', uid: 'loki-dev', type: 'loki' }),
    evidence: /^"Loki dev" in ConfigMap grafana\/\S+ and "Logs" in ConfigMap grafana\/old have the uid loki-dev$/,
    fix: /kubectl edit configmap --namespace grafana old,/,
  },
  {
    id: 'grafana-same-uid',
    hop: 'grafana',
    make: (draft) => sources(draft, { config: 'old', name: 'Loki dev', type: 'loki' }),
    evidence: /have the name Loki dev$/,
    fix: /another name and uid/,
  },
  {
    id: 'grafana-two-defaults',
    hop: 'grafana',
    make: (draft) => sources(draft, PROMETHEUS, { ...PROMETHEUS, config: 'b', name: 'Mimir', uid: 'mimir' }),
    evidence: /"Prometheus" in ConfigMap grafana\/prometheus and "Mimir" in ConfigMap grafana\/b have isDefault: true/,
    fix: /isDefault: false in one of them: kubectl edit configmap --namespace grafana b,/,
  },
  {
    id: 'grafana-url',
    hop: 'grafana',
    make: (draft) =>
      sources(draft, { config: 'old', name: 'Loki', uid: 'l', type: 'loki', host: 'loki.loki.svc', isUnserved: true }),
    evidence: /"Loki" in ConfigMap grafana\/old has the host loki\.loki\.svc/,
    fix: /write http:\/\/loki-gateway\.loki as its URL/,
  },
];

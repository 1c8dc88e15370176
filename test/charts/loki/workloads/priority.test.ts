import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { makeCharts, objectOf, objectsOf } from '../../../helpers/charts';

const VOLUME = { gigabytesPerDay: 500 };

/** Names of the workloads whose pods have a PriorityClass, in the namespace of Loki. */
const withClass = (charts: ReturnType<typeof makeCharts>) =>
  objectsOf(charts)
    .filter(({ metadata, spec }) => metadata.namespace === 'loki' && spec?.template?.spec?.priorityClassName)
    .map(({ kind, metadata, spec }) => `${kind} ${metadata.name} ${spec.template.spec.priorityClassName}`);

const classes = (charts: ReturnType<typeof makeCharts>) =>
  objectsOf(charts).filter(({ kind }) => kind === 'PriorityClass');

test('pods with data come before those of the path, and these before others, where no node is added for them', () => {
  const charts = makeCharts({ ...VOLUME, fixedNodes: true });
  expect(classes(charts)).toMatchObject([
    { metadata: { name: 'loki-stateful' }, value: 1000 },
    { metadata: { name: 'loki-path' }, value: 500 },
  ]);
  const stateful = [
    'ingester',
    'index-gateway',
    'compactor',
    'ruler',
    'pattern-ingester',
    'chunks-cache',
    'results-cache',
  ];
  const path = ['distributor', 'query-frontend', 'query-scheduler', 'gateway'];
  expect(withClass(charts).sort()).toEqual(
    [
      ...stateful.map((name) => `StatefulSet loki-${name} loki-stateful`),
      ...path.map((name) => `Deployment loki-${name} loki-path`),
    ].sort(),
  );
});

test('the class of the user wins', () => {
  const charts = makeCharts(
    { ...VOLUME, fixedNodes: true },
    { workloads: { ingester: { priorityClassName: 'logging' } } },
  );
  expect(objectOf(charts, 'StatefulSet', 'loki-ingester').spec.template.spec.priorityClassName).toBe('logging');
});

test('no pod has a class where nodes are added, or where it is unknown', () => {
  for (const fixedNodes of [false, undefined]) {
    const charts = makeCharts({ ...VOLUME, fixedNodes });
    expect([...classes(charts), ...withClass(charts)]).toEqual([]);
  }
});

test.each<[string, EnvironmentProps['cluster'], boolean | undefined]>([
  ['a new node group', { create: {} }, true],
  ['Auto Mode', { create: { mode: 'auto' } }, false],
  [
    'an existing cluster',
    {
      existing: {
        name: 'apps',
        oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
      },
    },
    undefined,
  ],
])('%s decides in an environment', (_what, cluster, fixed) => {
  const environment = resolveEnvironment('prod', { account: '111122223333', region: 'us-east-1', cluster });
  expect(environment.chartsProps.loki?.fixedNodes).toBe(fixed);
});

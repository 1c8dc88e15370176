import { imported, importedFixture } from './helpers';

const LOKI = `deploymentMode: MODE
loki:
  auth_enabled: false
  storage: { bucketNames: { chunks: logs, ruler: rules }, s3: { region: eu-west-1 } }
  schemaConfig: { configs: [{ from: '2024-01-01', store: STORE, object_store: s3, schema: SCHEMA, index: { prefix: index_, period: 24h } }] }
`;
const plan = (mode: string, { store = 'tsdb', schema = 'v13', release = { release: 'logs', namespace: 'obs' } } = {}) =>
  imported(LOKI.replace('MODE', mode).replace('STORE', store).replace('SCHEMA', schema), { name: 'prod', release })
    .plan;

const actions = (steps: ReturnType<typeof plan>) => steps.flatMap((step) => step.actions).join('\n');

test('two writers, and never two compactors: the former is stopped before the new one starts', () => {
  const steps = plan('Distributed');
  expect(steps.map(({ title }) => title)).toEqual([
    'Make the bucket safe',
    'Deploy the new Loki in the namespace loki, its compactor and ruler at 0',
    'Change the agents over',
    'Read both',
    'Drain the former ingesters',
    'One compactor, one ruler: stop the former, start the new',
    'After a day: remove the former installation',
  ]);
  const compactor = steps[5]?.actions ?? [];
  expect(compactor[0]).toBe(
    'kubectl -n obs scale statefulset/logs-loki-compactor statefulset/logs-loki-ruler --replicas=0',
  );
  expect(compactor.findIndex((one) => one.includes('scale'))).toBeLessThan(
    compactor.findIndex((one) => one.includes('cdk deploy')),
  );
  expect(steps[1]?.actions.join()).toContain("addJsonPatch(JsonPatch.replace('/spec/replicas', 0))");
});

test('ingesters are drained by their own request, pod by pod, before they are scaled', () => {
  const [, , , , drain] = plan('Distributed');
  const text = drain?.actions.join('\n') ?? '';
  expect(text.indexOf('/ingester/prepare_shutdown')).toBeLessThan(
    text.indexOf('scale statefulset/logs-loki-ingester --replicas=0'),
  );
  expect(drain?.check).toContain('its tenant fake');
});

test('a period of boltdb or v12 is followed by one that both write', () => {
  expect(plan('Distributed', { store: 'boltdb-shipper', schema: 'v12' })[1]?.title).toBe(
    'Add a period that both Lokis write',
  );
  expect(actions(plan('Distributed'))).not.toContain('Add a period');
});

test('the names are those of the mode', () => {
  expect(actions(plan('SimpleScalable'))).toContain('scale statefulset/logs-loki-backend --replicas=0');
  expect(actions(plan('SimpleScalable'))).toContain("grep '/logs-loki-write-'");
  expect(actions(plan('SingleBinary'))).toContain('scale statefulset/logs-loki --replicas=0');
  expect(actions(plan('Distributed', { release: { release: 'loki', namespace: 'loki' } }))).toContain(
    'statefulset/loki-ingester',
  );
});

test('the new Loki has a namespace of its own', () => {
  const steps = plan('Distributed', { release: { release: 'loki', namespace: 'loki' } });
  expect(steps[1]?.title).toContain('in the namespace logging');
});

test('agents alone have a plan without Loki', () => {
  const { plan: steps } = importedFixture('promtail-stages.yaml');
  expect(steps.map(({ title }) => title)).toEqual([
    'Deploy',
    'Change the agents over',
    'After a day: remove the former agents',
  ]);
  expect(steps[1]?.actions.join()).toContain('Turn promtail off');
});

import { readFileSync } from 'node:fs';
import { importAll } from '../../../../lib/import/import';
import { parseValues } from '../../../../lib/import/input/text';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { CONFIG_KEYS } from '../../../../charts/loki/config/keys/keys';
import { INDEX_MINUTES } from '../../../../lib/import/plan/drain';
import { imported, importedFixture, read } from '../helpers';

const LOKI = `deploymentMode: MODE
loki:
  auth_enabled: false
  storage: { bucketNames: { chunks: logs, ruler: rules }, s3: { region: eu-west-1 } }
  schemaConfig: { configs: [{ from: '2024-01-01', store: STORE, object_store: s3, schema: SCHEMA, index: { prefix: index_, period: 24h } }] }
`;
const RELEASED: { name: string; namespace: string; objects?: readonly Manifest[] } = {
  name: 'logs',
  namespace: 'obs',
};
const plan = (mode: string, { store = 'tsdb', schema = 'v13', release = RELEASED } = {}) =>
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
  expect(steps[1]?.actions.join('\n')).toContain(`customize: (charts) => {
  for (const name of ['loki-compactor', 'loki-ruler']) charts.object('StatefulSet', name).addJsonPatch(JsonPatch.replace('/spec/replicas', 0));
},`);
});

test('volumes are kept, then ingesters are drained by their own request, pod by pod, before they are scaled', () => {
  const [, , , , drain] = plan('Distributed');
  const text = drain?.actions.join('\n') ?? '';
  const places = [
    'patch statefulset logs-loki-ingester-zone-a --type merge',
    "grep -E '/logs-loki-ingester-zone-a-[0-9]+$'); do kubectl",
    '/ingester/prepare_shutdown',
    'scale statefulset/logs-loki-ingester-zone-a statefulset/logs-loki-ingester-zone-b statefulset/logs-loki-ingester-zone-c --replicas=0',
  ].map((part) => text.indexOf(part));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(text).toContain('patch statefulset logs-loki-compactor --type merge');
  expect(drain?.check).toContain('its tenant fake');
});

test('a period of boltdb or v12 is followed by one that both write', () => {
  expect(plan('Distributed', { store: 'boltdb-shipper', schema: 'v12' })[1]?.title).toBe(
    'Add a period that both Lokis write',
  );
  expect(actions(plan('Distributed'))).not.toContain('Add a period');
});

test('pods of one process are drained once: its compactor ends with it', () => {
  const steps = plan('SingleBinary');
  expect(actions(steps)).toContain('scale statefulset/logs-loki --replicas=0');
  expect(steps[5]?.actions[0]).toContain('those of the ingesters, and have ended with them');
  expect(steps[5]?.actions.join()).not.toContain('scale');
});

test('names of objects are used where the release shows them, else the plan says to compare', () => {
  const compare = 'Compare the names with those of kubectl -n obs get statefulsets,deployments.';
  expect(actions(plan('SimpleScalable'))).toContain(compare);
  const container = { name: 'write', image: 'docker.io/grafana/loki:3.7.6' };
  const labels = { 'app.kubernetes.io/component': 'write' };
  const object: Manifest = {
    ...{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'renamed', namespace: 'obs' } },
    spec: { replicas: 5, template: { metadata: { labels }, spec: { containers: [container] } } },
  };
  const steps = plan('SimpleScalable', { release: { ...RELEASED, objects: [object] } });
  expect(actions(steps)).not.toContain(compare);
  expect(actions(steps)).toContain('kubectl -n obs scale statefulset/renamed --replicas=0');
  expect(steps[4]?.back).toBe('kubectl -n obs scale statefulset/renamed --replicas=5');
});

test('Promtail ends before Alloy starts with its positions', () => {
  const files = [
    read('promtail-3.yaml'),
    parseValues(LOKI.replace('MODE', 'Distributed').replace('STORE', 'tsdb').replace('SCHEMA', 'v13'), 'loki.yaml'),
  ];
  const { plan: steps, environment } = importAll({ files, name: 'prod', release: RELEASED, module: 'm' });
  expect(environment['alloy']).toMatchObject({ pods: { formerPositions: '/run/promtail/positions.yaml' } });
  expect(steps[1]?.actions).toContain(
    "  charts.object('DaemonSet', 'alloy').addJsonPatch(JsonPatch.add('/spec/template/spec/nodeSelector/eks-loki~1later', 'true'));",
  );
  const change = steps[2]?.actions ?? [];
  const patch = 'kubectl -n obs patch daemonset promtail --type merge -p';
  expect(change[1]).toBe(`${patch} '{"spec":{"template":{"spec":{"nodeSelector":{"eks-loki/off":"true"}}}}}'`);
  expect(change.findIndex((one) => one.startsWith(patch))).toBeLessThan(change.indexOf("npx cdk deploy 'prod/**'"));
  expect(steps[2]?.back).toBe(`${patch} '{"spec":{"template":{"spec":{"nodeSelector":{"eks-loki/off":null}}}}}'`);
});

test('agents without such positions send lines twice for a while, and the plan says so', () => {
  const { plan: steps } = importedFixture('alloy-content.yaml');
  expect(steps[1]?.actions.join()).toContain('are in Loki twice');
  expect(steps[0]?.actions.join()).not.toContain('customize');
});

test('the new Loki has a namespace of its own', () => {
  const steps = plan('Distributed', { release: { name: 'loki', namespace: 'loki' } });
  expect(steps[1]?.title).toContain('in the namespace logging');
});

test('agents alone have a plan without Loki', () => {
  const { plan: steps } = importedFixture('promtail-stages.yaml');
  expect(steps.map(({ title }) => title)).toEqual([
    'Deploy',
    'Change the agents over',
    'After a day: remove the former agents',
  ]);
  expect(steps[0]?.actions.join()).not.toContain('loki-compactor');
  expect(steps[1]?.actions.join()).toContain('kubectl -n NAMESPACE patch daemonset promtail');
});

test('the plan and its page say how long the newest lines are missing: a look at the index, and the age of its list', () => {
  for (const store of ['storage_tsdb_shipper', 'storage_boltdb_shipper'])
    expect(CONFIG_KEYS.blocks[store]?.['resync_interval']?.default).toBe(`${INDEX_MINUTES - 1}m`);
  const drain = plan('Distributed').find(({ title }) => title === 'Drain the former ingesters');
  expect(drain?.check).toContain(`within ${INDEX_MINUTES} minutes`);
  expect(readFileSync('docs/how-to/moving-in.md', 'utf8')).toContain(`for up to ${INDEX_MINUTES} minutes`);
});

import { checkCharts, type DeployedRecords } from '../../../../lib/checks/checked-charts';
import { parseRecord, recordOfTemplate, recordText, withClaims } from '../../../../lib/planner/deployed/record';
import { type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';
import { JsonPatch } from 'cdk8s';
import { ENVIRONMENTS, stageOf, templatesOf } from '../../../helpers/environments';

const PROPS: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
};
const environment = (props: Partial<EnvironmentProps> = {}) => resolveEnvironment('prod', { ...PROPS, ...props });
const FILE = 'deployed/prod.json';

function textOf(props: Partial<EnvironmentProps> = {}): string {
  const [checked] = checkCharts([environment(props)]);
  return checked ? recordText(checked.environment, checked.manifests) : '';
}

/** Errors and warnings about changes, with the record of the environment as it was. */
function findings(props: Partial<EnvironmentProps>, records: DeployedRecords): string[] {
  const [checked] = checkCharts([environment(props)], undefined, records);
  return (checked?.findings ?? []).map(({ rule, path }) => `${rule.id} ${path}`);
}

const moved: Partial<EnvironmentProps> = {
  loki: { namespace: 'logs' },
};
const changed: Partial<EnvironmentProps> = {
  loki: { schema: [{ from: '2024-04-01', indexPrefix: 'other_' }] },
  customize: (charts) =>
    charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/serviceName', 'other')),
};

test('a record is small, stable, and has one object a line', () => {
  const text = textOf();
  expect(text).toBe(textOf());
  expect(Buffer.byteLength(text)).toBeLessThan(16_000);
  expect(text).toMatch(
    /^ {4}\{"apiVersion":"apps\/v1","kind":"StatefulSet","metadata":\{"name":"loki-ingester","namespace":"loki"\},.*\},?$/m,
  );
  expect(text).not.toContain('image');
});

test('volumes that have grown are written into it, and nothing else', () => {
  const volume = (size: number): Partial<EnvironmentProps> => ({
    loki: { sizes: { ingester: { volume: size, replicas: 3 } } },
  });
  const former = textOf(volume(50));
  const recorded = parseRecord(former, FILE);
  if (!recorded) throw new Error('no record');
  const [checked] = checkCharts([environment(volume(100))]);
  expect(findings(volume(100), () => recorded)).toEqual([
    'K8S-STATEFULSET-2 StatefulSet loki/loki-ingester spec.volumeClaimTemplates[data].spec.resources.requests.storage',
  ]);
  expect(withClaims(recorded, [])).toBe(former);
  const grown = withClaims(recorded, checked?.manifests.ofKind('StatefulSet') ?? []);
  expect(grown).toBe(textOf(volume(100)));
  expect(findings(volume(100), () => parseRecord(grown, FILE))).toEqual([]);
});

test('an unchanged environment has no findings, and a changed one has those of all rules about changes', () => {
  const records: DeployedRecords = () => parseRecord(textOf(), FILE);
  expect(findings({}, records)).toEqual([]);
  expect(findings(moved, records)).toEqual(['CHANGE-NAMESPACE-1 environments.prod.loki.namespace']);
  expect(findings(changed, records).sort()).toEqual([
    'K8S-STATEFULSET-1 StatefulSet loki/loki-ingester spec.serviceName',
    'K8S-STATEFULSET-2 StatefulSet loki/loki-ingester spec.serviceName',
    'LOKI-SCHEMA-5 ConfigMap loki/loki config.yaml schema_config.configs[0]',
  ]);
});

test('the template of the deployed stack serves as the record', () => {
  const { Logging } = templatesOf(stageOf(environment()));
  const records: DeployedRecords = () => recordOfTemplate(JSON.stringify(Logging), 'run it with -c record=none');
  expect(findings({}, records)).toEqual([]);
  expect(findings({ ...moved, ...changed, loki: { ...changed.loki, ...moved.loki } }, records)).toEqual(
    expect.arrayContaining(['CHANGE-NAMESPACE-1 environments.prod.loki.namespace']),
  );
  expect(findings(changed, records)).toContain('K8S-STATEFULSET-2 StatefulSet loki/loki-ingester spec.serviceName');
});

test.each(['', '{', '[]', '{}', '{"form":2,"facts":{"lokiNamespace":"loki"}}', '{"form":1}'])(
  '%j is not a record',
  (text) => {
    expect(parseRecord(text, FILE)).toBeUndefined();
    expect(recordOfTemplate(text, '')).toBeUndefined();
  },
);

test('every environment of this repository has a record without findings', () => {
  for (const each of Object.values(ENVIRONMENTS)) {
    const [checked] = checkCharts([each]);
    const record = checked && parseRecord(recordText(each, checked.manifests), FILE);
    const [again] = checkCharts([each], undefined, () => record);
    expect(again?.findings).toEqual(checked?.findings);
  }
});

import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { manifestsBeforeRecords, recordsIn, stageRecords } from '../../../bin/deployed/records';
import { recordsOrStacks } from '../../../bin/deployed/stacks';
import { stageManifests } from '../../../bin/manifests/write';
import { replaceAll } from '../../../bin/output/replace';
import { checkCharts } from '../../../lib/checks/checked-charts';
import { recordText } from '../../../lib/planner/deployed/record';
import { ENVIRONMENTS } from '../../helpers/environments';

const folder = (): string => join(mkdtempSync(join(tmpdir(), 'records-')), 'deployed');
const [checked] = checkCharts([ENVIRONMENTS.dev as never]);
const { environment, manifests } = checked as NonNullable<typeof checked>;

/** Writes the record of the environment. */
const write = (out: string) =>
  replaceAll(stageRecords(out, [{ name: environment.name, text: recordText(environment, manifests) }]));

test('a record is written once, read again, and left alone while nothing changes', () => {
  const out = folder();
  expect(recordsIn(out)('dev')).toBeUndefined();
  write(out);
  const { mtimeMs } = statSync(join(out, 'dev.json'));
  write(out);
  expect(statSync(join(out, 'dev.json')).mtimeMs).toBe(mtimeMs);
  expect(recordsIn(out)('dev')).toMatchObject({
    facts: { lokiNamespace: 'loki', version: '1.35' },
    pass: `remove ${join(out, 'dev.json')}`,
  });
});

test('a broken record, and a folder that cannot be written, are refused with the path', () => {
  const out = folder();
  write(out);
  writeFileSync(join(out, 'dev.json'), readFileSync(join(out, 'dev.json'), 'utf8').slice(0, 100));
  expect(() => recordsIn(out)('dev')).toThrow(
    `${join(out, 'dev.json')}: not a record of what was deployed; restore it`,
  );
  expect(() => write(join(out, 'dev.json'))).toThrow('name another with --record');
});

test("'none' reads and writes nothing", () => {
  write('none');
  expect(existsSync('none')).toBe(false);
  expect(recordsIn('none')('dev')).toBeUndefined();
});

test('a file in the place of the folder is named, also where nothing is written', () => {
  const out = join(folder(), 'a'.repeat(80));
  write(out);
  const file = join(out, 'dev.json');
  const refuses = (path: string, found: string) =>
    expect(() => recordsIn(path)).toThrow(`${path}: ${found}, and a folder is needed; name another with --record`);
  refuses(file, 'is a file');
  refuses(join(file, 'a', 'b'), `is below the file ${relative('', file)}`);
  expect(recordsIn(join(out, 'none', 'yet'))('dev')).toBeUndefined();
});

test('without a record, the deployed stack of the account of the credentials is asked, and no other', async () => {
  const asked: string[] = [];
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
  const Properties = { Manifest: JSON.stringify([object]) };
  const Resources = { A: { Type: 'Custom::AWSCDK-EKS-KubernetesResource', Properties } };
  const read = (stack: string, region: string) => {
    asked.push(`${stack} ${region}`);
    return Promise.resolve(JSON.stringify({ Resources }));
  };
  const none = () => undefined;
  const records = await recordsOrStacks(none, [environment], environment.account, read);
  expect(records('dev')).toMatchObject({ manifests: { objects: [object] }, pass: 'run it with -c record=none' });
  expect((await recordsOrStacks(none, [environment], '999999999999', read))('dev')).toBeUndefined();
  expect((await recordsOrStacks(none, [environment], undefined, read))('dev')).toBeUndefined();
  const record = records('dev');
  await recordsOrStacks(() => record, [environment], environment.account, read);
  expect(asked).toEqual(['dev-Logging us-east-1']);
});

test('manifests of an earlier version count until there is a folder of records', () => {
  const out = folder();
  const k8s = mkdtempSync(join(tmpdir(), 'k8s-'));
  replaceAll([stageManifests(k8s, [{ name: 'dev', files: (checked as NonNullable<typeof checked>).files }])]);
  const before = manifestsBeforeRecords(out, k8s);
  const files = (checked as NonNullable<typeof checked>).files;
  expect(before('dev', files)?.objects.length).toBe(manifests.objects.length);
  expect(manifestsBeforeRecords('none', k8s)('dev', files)).toBeUndefined();
  write(out);
  expect(before('dev', files)).toBeUndefined();
});

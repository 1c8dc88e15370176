import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleText, readBundle, redacted, writeBundle } from '../../../bin/doctor/bundle';
import { InputError } from '../../../charts/input/problems';
import { diagnose } from '../../../lib/live/doctor/diagnose';
import { parseSnapshot } from '../../../lib/live/doctor/snapshot';
import { workFolder } from '../../helpers/cli';
import { addEvent, addLog, healthySnapshot } from '../../helpers/healthy-snapshot';
import { CASES } from '../../lib/live/doctor/hops/cases';
import { unmade } from '../../lib/live/doctor/hops/claims';

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ path, found }) => `${path}: ${found}`).join('\n');
  }
  return 'nothing is refused';
};

test('a bundle is read back, and the same is found in it', () => {
  const file = join(workFolder(), 'b.json');
  const snapshot = healthySnapshot();
  addLog(snapshot, 'ingester', 'no-bucket');
  writeBundle(file, snapshot);
  expect(diagnose(readBundle(file))).toEqual(diagnose(snapshot));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

/** Diagnosis of a bundle, after it was written and read. */
const diagnosisOf = (text: string) => diagnose(parseSnapshot(text, 'b.json'));

test.each(CASES.map((one) => [one.id, one] as const))('the bundle of a cluster with %s says the same', (_id, one) => {
  const draft = one.of ? one.of() : healthySnapshot();
  one.make(draft);
  expect(diagnosisOf(bundleText(draft))).toEqual(diagnose(draft));
});

test('it has the default StorageClass', () => {
  const draft = healthySnapshot();
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true', 'example.com/of': 'me' };
  unmade(draft, {}, [{ metadata: { name: 'gp2', annotations }, provisioner: 'ebs.csi.aws.com' }]);
  const { findings } = diagnosisOf(bundleText(draft));
  expect(findings.map(({ id }) => id)).not.toContain('pod-no-class');
  expect(findings).toEqual(diagnose(draft).findings);
  expect(bundleText(draft)).not.toContain('example.com/of');
});

test('it has no secrets, wherever they stand', () => {
  const snapshot = healthySnapshot();
  const secrets = [
    'AKIAABCDEFGHIJKLMNOP',
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
    'password=hunter2hunter2',
    'CLIENT_SECRET=hunter2hunter2',
    '{\\"dbPassword\\":\\"hunter2hunter2\\"}',
    'aws_secret_access_key = hunter2hunter2',
    'https://user:pa55word@example.com',
    'Authorization: Basic d3JpdGVyOnNlY3JldA==',
  ];
  for (const secret of secrets) addEvent(snapshot, 'loki', 'Pod', 'loki-ingester-0', 'Failed', `it says ${secret}`);
  const [pod] = snapshot.pods;
  Object.assign(pod?.metadata ?? {}, { annotations: { 'example.com/token': 'topsecret', 'checksum/config': 'abc' } });
  const LAST = 'kubectl.kubernetes.io/last-applied-configuration';
  for (const { metadata } of [...snapshot.accounts, ...snapshot.claims]) {
    metadata.annotations = { ...metadata.annotations, [LAST]: 'topsecret' };
  }
  const text = bundleText(snapshot);
  expect(text).toContain('eks.amazonaws.com/role-arn');
  expect(text).not.toMatch(/AKIAABC|eyJhbGci|hunter2|pa55word|d3JpdGVyOnNlY3JldA|topsecret/);
  expect(text).toContain('checksum/config');
});

test('ordinary texts stay as they are', () => {
  const text = '0/3 nodes are available: secret "loki-credentials" not found; token is fine';
  expect(redacted(text)).toBe(text);
  const ofKubelet = 'failed to fetch token: serviceaccounts "loki" not found';
  expect(redacted(ofKubelet)).toBe(ofKubelet);
  // Names of secrets are none.
  const ofOperator = 'could not update secret: secrets "loki-credentials" is forbidden';
  expect(redacted(ofOperator)).toBe(ofOperator);
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:loki/dev/writer-Ab12';
  expect(redacted(arn)).toBe(arn);
  const ofDriver = 'Invalid JSON used with jmesPath in secret: loki/dev/writer.';
  expect(redacted(ofDriver)).toBe(ofDriver);
  const ofProvider = 'Failed fetching secret MySecret: RequestCanceled: request context canceled';
  expect(redacted(ofProvider)).toBe(ofProvider);
  expect(redacted('secret:hunter2hunter2')).not.toContain('hunter2');
  expect(redacted('fetched token: hunter2hunter2')).not.toContain('hunter2');
});

test('a file that exists is not replaced, and one that cannot be read is named', () => {
  const folder = workFolder();
  const file = join(folder, 'mine.json');
  writeFileSync(file, 'mine');
  expect(refusal(() => writeBundle(file, healthySnapshot()))).toBe(`${file}: exists`);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(refusal(() => writeBundle(join(folder, 'no/b.json'), healthySnapshot()))).toMatch(
    /is in a folder that does not exist/,
  );
  expect(existsSync(join(folder, 'no'))).toBe(false);
  expect(refusal(() => readBundle(join(folder, 'none.json')))).toMatch(/does not exist/);
  mkdirSync(join(folder, 'd'));
  expect(refusal(() => readBundle(join(folder, 'd')))).toMatch(/is a folder/);
  expect(refusal(() => readBundle(file))).toMatch(/is not JSON/);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEV, FakeKubectl } from '../../helpers/fake-kubectl';
import { eksLoki, eksLokiProcess, environmentsFile, oneLine, workFolder } from '../../helpers/cli';

jest.setTimeout(120_000);

const dev = (retention: string, more = '') =>
  environmentsFile(
    `{ dev: { account: '111122223333', region: 'us-east-1', retention: '${retention}', cluster: { create: {} }, ${more} } }`,
  );
const ARGS = ['dev', '--environments', 'environments.ts'];

/** Folder in which a first state was rendered, and the file then changed. */
function changed(retention = '14d', more = ''): string {
  const folder = workFolder(dev('7d'));
  expect(eksLoki(['render', ...ARGS], folder).status).toBe(0);
  writeFileSync(join(folder, 'environments.ts'), dev(retention, more));
  return folder;
}

test('what a change of retention does is a page', () => {
  const fresh = workFolder(dev('7d'));
  const first = eksLoki(['diff', ...ARGS], fresh);
  expect(first.status).toBe(1);
  expect(oneLine(first.stderr)).toContain("run 'eks-loki render dev' before the change");

  const { status, stdout, stderr } = eksLokiProcess(['diff', ...ARGS], changed());
  expect(status).toBe(0);
  expect(stderr).not.toContain('AWS SDK');
  expect(stdout).toContain('~ ConfigMap loki/loki\n    data[config.yaml]\n');
  expect(stdout).toMatch(/^ +limits_config\.retention_period: 168h → 336h$/m);
  expect(stdout).toContain('~ StatefulSet loki/loki-ingester (its pods restart)');
  expect(stdout).toMatch(
    /^ +1\. StatefulSet loki\/loki-ingester\n +1 of 3 away; at most 31 min = 3 × \(300 s to stop/m,
  );
  expect(stdout).toContain('next: npx eks-loki wait dev --timeout 31m');
  expect(stdout).toMatch(/^0 added, \d+ changed, 0 removed, compared with k8s\.out\/dev of the last run$/m);
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  expect(Buffer.byteLength(stdout)).toBeLessThan(4000);
});

test('exit codes tell of changes if they are asked for, and of changes that cannot be made always', () => {
  const code = (folder: string, ...more: string[]) => eksLoki(['diff', ...ARGS, ...more], folder).status;
  const folder = changed();
  expect(code(folder)).toBe(0);
  expect(code(folder, '--exit-code')).toBe(3);
  writeFileSync(join(folder, 'environments.ts'), dev('7d'));
  expect(code(folder, '--exit-code')).toBe(0);
  expect(code(changed('7d', 'loki: { sizes: { ingester: { volume: 200 } } }'))).toBe(1);
});

test('a cluster of which nothing can be read is not one without changes', () => {
  const unreachable = 'Error from server (Forbidden): pods is forbidden: not admitted';
  const { env } = new FakeKubectl({ cluster: DEV, unreachable });
  const diffed = (...more: string[]) => eksLoki(['diff', ...ARGS, '--cluster', ...more], workFolder(dev('7d')), env);
  const { status, stdout } = diffed('--exit-code');
  expect(stdout).toMatch(/^note: \d+ objects could not be read: Error from server \(Forbidden\)/m);
  expect([status, diffed().status]).toEqual([1, 0]);
});

test('what cannot be changed is reported with its way, below the page', () => {
  const folder = changed('7d', 'loki: { sizes: { ingester: { volume: 200 } } }');
  const { stdout, stderr } = eksLoki(['diff', ...ARGS], folder);
  expect(stdout).toContain('spec.resources.requests.storage: 50Gi → 200Gi');
  expect(oneLine(stderr)).toContain(
    "StatefulSet loki/loki-ingester spec.volumeClaimTemplates[data].spec.resources.requests.storage: '200Gi' was '50Gi' before",
  );
  expect(oneLine(stderr)).toContain('first run npx eks-loki volumes for this environment');
});

test('JSON and Markdown say the same', () => {
  const folder = changed();
  const json = JSON.parse(eksLoki(['diff', ...ARGS, '--json'], folder).stdout) as Record<string, unknown>;
  expect(json).toMatchObject({
    environment: 'dev',
    comparedWith: 'k8s.out/dev of the last run',
    changes: expect.arrayContaining([
      expect.objectContaining({ object: 'StatefulSet loki/loki-ingester', restarts: true }),
    ]),
    restarts: expect.arrayContaining([
      expect.objectContaining({ object: 'StatefulSet loki/loki-ingester', step: 1, most: 1815 }),
    ]),
    losses: [],
    problems: [],
  });
  expect(json).not.toHaveProperty('aws');
  const { stdout } = eksLoki(['diff', ...ARGS, '--markdown'], folder);
  expect(stdout).toContain('<!-- eks-loki diff of dev -->\n### `eks-loki diff` of `dev`');
  expect(stdout).toContain('| 1 | StatefulSet loki/loki-ingester | 1 of 3 away | 31 min |');
});

test('a folder of manifests is compared with as a whole, and one of several environments is refused', () => {
  const folder = changed();
  const { stdout } = eksLoki(['diff', ...ARGS, '--folder', 'k8s.out/dev'], folder);
  expect(stdout).toMatch(/^0 added, \d+ changed, 0 removed, compared with k8s\.out\/dev$/m);
  const several = eksLoki(['diff', ...ARGS, '--folder', 'k8s.out'], folder);
  expect(several.status).toBe(1);
  expect(oneLine(several.stderr)).toContain('name k8s.out/dev, which has those of dev');
});

test('the record is compared with as far as it goes', () => {
  const folder = changed('7d', "volume: '80 GB/day'");
  const { stdout } = eksLoki(['diff', ...ARGS, '--recorded'], folder);
  expect(stdout).toContain('setup.gigabytesPerDay: 50 → 80');
  expect(stdout).toMatch(/setup\.pods\[StatefulSet loki\/loki-ingester\]/);
  expect(oneLine(stdout)).toContain('which pods restart is unknown');
  expect(stdout).toContain('compared with the record deployed/dev.json');
});

test('a former synthesis is compared with, resources of AWS included', () => {
  const folder = workFolder(dev('7d'));
  expect(eksLoki(['synth', ...ARGS], folder).status).toBe(0);
  const same = eksLoki(['diff', ...ARGS, '--folder', 'cdk.out', '--aws', '--exit-code'], folder);
  expect(same.stdout).toContain('0 added, 0 changed, 0 removed; AWS: no change, compared with cdk.out');
  expect(same.status).toBe(0);
  writeFileSync(join(folder, 'environments.ts'), dev('14d'));
  const { stdout } = eksLoki(['diff', ...ARGS, '--folder', 'cdk.out', '--aws'], folder);
  expect(stdout).toMatch(/^~ dev-Storage AWS::S3::Bucket \w+: updated\n {4}LifecycleConfiguration\.Rules\[2\]/m);
  expect(stdout).toMatch(/^0 added, \d+ changed, 0 removed; AWS: 1 updated, compared with cdk\.out$/m);
  const manifests = eksLoki(['diff', ...ARGS, '--folder', 'k8s.out/dev', '--aws'], folder);
  expect(manifests.status).toBe(1);
  expect(oneLine(manifests.stderr)).toContain('k8s.out/dev has no templates of CloudFormation');
});

test.each([
  ['two sides', ['--git', 'main', '--cluster'], 2, '--cluster: cannot go with --git; name one side to compare with'],
  ['a context for nothing', ['--context', 'a'], 2, '--context: is for --cluster only'],
  ['a record and AWS', ['--recorded', '--aws'], 2, '--aws: cannot go with --recorded'],
  ['two forms', ['--json', '--markdown'], 2, '--markdown'],
  ['a folder that is not there', ['--folder', 'none'], 1, 'none: no such file or folder'],
  ['no record', ['--recorded', '--record', 'here'], 1, 'here/dev.json: no record of what was deployed'],
  ['no repository', ['--git', 'main'], 1, '--git: environments.ts is in no git repository'],
])('%s: refused with a fix', (_what, args, code, found) => {
  const { status, stderr, stdout } = eksLoki(['diff', ...ARGS, ...args], workFolder(dev('7d')));
  expect(status).toBe(code);
  expect(oneLine(args.includes('--json') ? stdout : stderr)).toContain(found);
});

test('a local cluster has no resources of AWS', () => {
  const folder = workFolder(environmentsFile('{ dev: { cluster: { local: {} } } }'));
  const { status, stderr } = eksLoki(['diff', ...ARGS, '--aws'], folder);
  expect([status, oneLine(stderr)]).toEqual([
    1,
    'error environments.dev.cluster.local: is a local cluster, which has no resources of AWS; leave out --aws',
  ]);
});

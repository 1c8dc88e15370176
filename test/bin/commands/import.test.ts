import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eksLoki, oneLine, ROOT, withoutAws, workFolder } from '../../helpers/cli';
import { ENVIRONMENTS } from '../../helpers/fake-kubectl';
import { helmSecret } from '../../lib/import/helm-secret';

jest.setTimeout(60_000);

const FIXTURES = join(ROOT, 'test/lib/import');
const VALUES = join(FIXTURES, 'loki-distributed-mode.yaml');
const wide = withoutAws({ COLUMNS: '1000' });

const run = (args: string[], { folder = workFolder(), env = wide } = {}) => ({
  folder,
  ...eksLoki(['import', ...args], folder, env),
});

test('values become a file that checks clean, and a report', () => {
  const { folder, status, stdout, stderr } = run([VALUES, '--name', 'prod', '--plan']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('55 keys: ');
  expect(stdout).toContain('the environment is valid');
  expect(stdout).toContain('the chart has no such key; it belongs to loki.rulerConfig');
  expect(stdout).toContain('6. One compactor, one ruler: stop the former, start the new');
  expect(stdout).toContain('npx eks-loki check prod --environments environments.ts');
  const text = readFileSync(join(folder, 'environments.ts'), 'utf8');
  const file = join(folder, 'checked.ts');
  writeFileSync(file, text.replace("'cdk-eks-loki/environments'", `'${join(ROOT, 'lib/environment/props')}'`));
  const check = eksLoki(['check', 'prod', '--environments', file], folder, wide);
  expect([check.status, check.stdout]).toEqual([0, expect.stringContaining('0 errors')]);
});

test('the report fits the terminal', () => {
  for (const columns of ['60', '80', '120']) {
    const { stdout } = run([VALUES], { env: withoutAws({ COLUMNS: columns }) });
    const long = stdout
      .split('\n')
      .filter((line) => line.length > Number(columns) && line.trim().includes(' ') && !/^next: /.test(line));
    expect([columns, long]).toEqual([columns, []]);
  }
});

test('the result is JSON, and no secret is in it or in the file', () => {
  const { folder, status, stdout } = run([VALUES, '--json', '--out', 'a/b.ts']);
  expect(status).toBe(0);
  const result = JSON.parse(stdout) as {
    valid: boolean;
    file: string;
    charts: string[];
    keys: object[];
    plan: object[];
  };
  expect(result).toMatchObject({ valid: true, file: 'a/b.ts', charts: ['loki'] });
  expect([result.keys.length, result.plan.length > 0]).toEqual([55, true]);
  const written = readFileSync(join(folder, 'a/b.ts'), 'utf8');
  for (const secret of ['correct-horse-battery', 'wJalrXUtn', 'AKIA']) expect(stdout + written).not.toContain(secret);
});

test('a file that exists is replaced with --overwrite alone', () => {
  const folder = workFolder('mine');
  const { status, stderr } = run([VALUES], { folder });
  expect([status, stderr]).toEqual([
    2,
    'error --out: environments.ts exists; name another file, or replace it with --overwrite\n',
  ]);
  expect(readFileSync(join(folder, 'environments.ts'), 'utf8')).toBe('mine');
  expect(run([VALUES, '--overwrite'], { folder }).status).toBe(0);
});

test.each([
  [[], 2, 'names nothing to import'],
  [[VALUES, '--kind', 'vector'], 2, 'vector is not a known chart; use one of loki, loki-distributed'],
  [[VALUES, '--name', 'Not A Name'], 2, '--name: Not A Name is not a valid name'],
  [[VALUES, '--namespace', 'x'], 2, '--namespace: is that of a release, and none is named'],
  [[VALUES, '--context', 'x'], 2, '--context: is that of a release, and none is named'],
  [['--release', 'a b;c'], 2, '--release: a b;c is not a valid Kubernetes name'],
  [['--release', 'a,status=b'], 2, '--release: a,status=b is not a valid Kubernetes name'],
  [['--release', 'a', '--namespace', 'Mine'], 2, '--namespace: Mine is not a valid namespace name'],
  [[VALUES, '--release', 'x'], 2, '--release: imports what runs'],
  [[VALUES, '--out', '.'], 2, '--out: . is a folder'],
  [['missing.yaml'], 1, 'missing.yaml: no such file or folder'],
  [['https://example.com/a.yaml'], 1, 'download it first: curl -fLO https://example.com/a.yaml'],
  [[join(FIXTURES, 'loki-terraform.yaml')], 1, 'is a template of Terraform'],
  [[join(ROOT, 'package.json')], 1, 'has the keys of no known chart'],
] as [string[], number, string][])('%j ends with %d', (args, code, words) => {
  const { status, stdout, stderr } = run(args);
  expect([status, stdout]).toEqual([code, '']);
  expect(oneLine(stderr)).toContain(words);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('what is imported is never replaced', () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'values.yaml'), 'promtail: { enabled: true }\nloki: { enabled: true }\n');
  const { status, stderr } = run(['values.yaml', '--out', './values.yaml', '--overwrite'], { folder });
  expect([status, stderr]).toEqual([2, 'error --out: ./values.yaml is what is imported; name another file\n']);
  expect(readFileSync(join(folder, 'values.yaml'), 'utf8')).toContain('promtail');
});

test('a folder that was rendered gives the environment back', () => {
  const folder = workFolder();
  const out = join(folder, 'k8s.out');
  expect(
    eksLoki(['render', 'prod', '--environments', ENVIRONMENTS, '--out', out, '--record', 'none'], folder, wide).status,
  ).toBe(0);
  const { status, stdout } = run([join(out, 'prod'), '--json'], { folder });
  expect(status).toBe(0);
  const { fields, keys } = JSON.parse(stdout) as { fields: object; keys: { class: string }[] };
  expect(fields).toMatchObject({
    account: '111122223333',
    region: 'us-east-1',
    volume: '500 GB/day',
    retention: '28d',
    tenants: ['platform', 'apps'],
  });
  expect(new Set(keys.map((key) => key.class))).toEqual(new Set(['taken']));
});

/** A kubectl whose cluster has releases of Helm. */
function kubectl(stored: readonly object[], cluster = 'arn:aws:eks:eu-west-1:444455556666:cluster/shop') {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  writeFileSync(join(folder, 'config'), JSON.stringify({ clusters: [{ name: cluster }], 'current-context': 'shop' }));
  writeFileSync(join(folder, 'all'), JSON.stringify({ items: stored }));
  const isMap = stored.some((one) => 'kind' in one && one.kind === 'ConfigMap');
  const script = `#!/bin/sh\ncase "$*" in\n  config*) cat "${folder}/config" ;;\n  *get\\ ${isMap ? 'secrets' : 'configmaps'}*) echo '{"items":[]}' ;;\n  *owner=helm,name=loki*) cat "${folder}/all" ;;\n  *name=*) echo '{"items":[]}' ;;\n  *) cat "${folder}/all" ;;\nesac\n`;
  writeFileSync(join(folder, 'kubectl'), script);
  chmodSync(join(folder, 'kubectl'), 0o755);
  return withoutAws({ PATH: `${folder}:/usr/bin:/bin`, COLUMNS: '1000' });
}

const RENDERED = `apiVersion: v1
kind: ConfigMap
metadata: { name: loki, namespace: monitoring }
data:
  config.yaml: |
    auth_enabled: false
    common: { storage: { s3: { bucketnames: shop-logs, region: eu-west-1 } } }
    schema_config: { configs: [{ from: 2024-02-03, store: tsdb, object_store: s3, schema: v13, index: { prefix: index_, period: 24h } }] }
    limits_config: { retention_period: 30d }
    compactor: { retention_enabled: true }
`;

test('a release is read from its Secret, and where its values say too little, from what it rendered', () => {
  const config = {
    deploymentMode: 'Distributed',
    loki: { auth_enabled: false, ruler: { enable_api: true } },
    querier: { replicas: 4 },
  };
  const env = kubectl([helmSecret({ config, manifest: RENDERED })]);
  const { status, stdout } = run(['--release', 'loki', '--namespace', 'monitoring', '--json'], { env });
  expect(status).toBe(0);
  const { fields, keys } = JSON.parse(stdout) as { fields: object; keys: { path: string; class: string }[] };
  expect(fields).toMatchObject({
    account: '444455556666',
    region: 'eu-west-1',
    cluster: { existing: { name: 'shop' } },
    retention: '30d',
    storage: { chunkBucketName: 'shop-logs' },
    loki: { schema: [{ from: '2024-02-03', indexPrefix: 'index_' }], sizes: { querier: { replicas: 4 } } },
  });
  expect(keys).toContainEqual(expect.objectContaining({ path: 'loki.ruler.enable_api', class: 'ignored' }));
});

test('a release is read from its ConfigMap, where Helm keeps it there', () => {
  const secret = helmSecret({ manifest: RENDERED });
  const map = {
    ...secret,
    kind: 'ConfigMap',
    data: { release: Buffer.from(secret.data.release, 'base64').toString() },
  };
  const { status, stdout } = run(['--release', 'loki', '--json'], { env: kubectl([map]) });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ fields: { storage: { chunkBucketName: 'shop-logs' } } });
});

test('a release of another cluster or namespace names those that exist', () => {
  const { status, stderr } = run(['--release', 'logs'], { env: kubectl([helmSecret({})]) });
  expect([status, stderr]).toEqual([
    1,
    'error --release: no release logs in the namespace loki of the context shop; name one of loki, another namespace with --namespace, or another cluster with --context\n',
  ]);
});

test('a release with nothing in it is not a release of Loki', () => {
  const { status, stderr } = run(['--release', 'loki'], { env: kubectl([helmSecret({ config: {} })]) });
  expect([status, stderr]).toEqual([
    1,
    'error release loki: has no configuration of Loki, Promtail or Alloy, and no Loki that runs; name the release of Loki or of an agent: helm list shows them\n',
  ]);
});

test('the help has an example', () => {
  const { status, stdout } = run(['--help']);
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining('$ eks-loki import loki-values.yaml promtail-values.yaml'),
  ]);
});

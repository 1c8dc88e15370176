import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, environmentsFile, ROOT, workFolder } from '../../helpers/cli';

const FILE = join(ROOT, 'bin/environments.ts');
const base = (more = '') =>
  `{ account: '111122223333', region: 'us-east-1', cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } } ${more} }`;

/** An environment whose ingesters are fewer than the copies of a line, by the user's own change. */
const TOO_FEW = base(
  `, customize: (charts) => charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/replicas', 2))`,
);

/** A file with environments that change objects. */
function changing(environments: string): string {
  return `import { JsonPatch } from '${join(ROOT, 'node_modules/cdk8s')}';\n${environmentsFile(environments)}`;
}

describe('eks-loki check', () => {
  test('prints what it finds as a table, why, and how much it looked at', () => {
    const { status, stdout, stderr } = eksLoki(
      ['check', 'prod', 'training-on-eks', '--environments', FILE],
      workFolder(),
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const [heading, finding, blank, why, reason, ...rest] = stdout.split('\n');
    expect(heading).toMatch(/^ENVIRONMENT {2}SEVERITY {2}RULE +PATH +FOUND +FIX$/);
    expect(finding).toMatch(/^prod +warning +CLUSTER-ADMINS-1 +environments\.prod\.cluster\.create\.admins +missing/);
    expect(blank).toBe('');
    expect(why).toMatch(/^RULE +WHY +EVIDENCE$/);
    expect(reason).toMatch(/^CLUSTER-ADMINS-1 +.+ https:\/\//);
    expect(rest.join('\n')).toMatch(/^\n\d+ rules, 0 errors, 1 warning\n$/);
    // The columns are as wide in every line.
    expect((finding ?? '').indexOf('warning')).toBe((heading ?? '').indexOf('SEVERITY'));
  });

  test('ends with exit code 1 where something is an error, and prints JSON for machines', () => {
    const folder = workFolder(changing(`{ a: ${TOO_FEW}, b: ${base()} }`));
    const { status, stdout } = eksLoki(['check', '--environments', 'environments.ts', '--json'], folder);
    expect(status).toBe(1);
    const reports = JSON.parse(stdout) as { environment: string; rules: number; findings: Record<string, string>[] }[];
    expect(reports.map(({ environment }) => environment)).toEqual(['a', 'b']);
    expect(reports[0]?.findings).toContainEqual(
      expect.objectContaining({
        rule: 'LOKI-REPLICATION-1',
        severity: 'error',
        found: expect.stringContaining('loki-ingester') as string,
      }),
    );
    expect(reports[1]?.findings).toEqual([]);
    expect(existsSync(join(folder, 'k8s.out'))).toBe(false);
    expect(existsSync(join(folder, 'cdk.out'))).toBe(false);
  });

  test('looks at templates, too: at least as many rules as there are', () => {
    const folder = workFolder(environmentsFile(`{ b: ${base()} }`));
    const [report] = JSON.parse(eksLoki(['check', '--environments', 'environments.ts', '--json'], folder).stdout) as [
      { rules: number },
    ];
    const { stdout } = eksLoki(['check', '--manifests', writtenManifest(KUBERNETES_OBJECT)], folder);
    const [, onObjects] = /(\d+) rules/.exec(stdout) ?? [];
    expect(report.rules).toBeGreaterThan(Number(onObjects) + 5);
  });
});

describe('errors stop render and synth, all of them at once', () => {
  test.each(['render', 'synth'])('%s', (command) => {
    const folder = workFolder(changing(`{ a: ${TOO_FEW}, b: ${TOO_FEW} }`));
    const { status, stdout, stderr } = eksLoki([command, '--environments', 'environments.ts'], folder);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    for (const name of ['a', 'b']) {
      expect(stderr).toMatch(new RegExp(`^environments\\.${name}: .*loki-ingester.*\\(LOKI-REPLICATION-1\\)$`, 'm'));
    }
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder)).toEqual(['environments.ts']);
  });
});

const KUBERNETES_OBJECT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: 'nginx:1.29', resources: { requests: { memory: 64Mi } } }]
`;

/** A folder with one manifest. */
function writtenManifest(text: string): string {
  const folder = join(workFolder(), 'manifests');
  mkdirSync(folder);
  writeFileSync(join(folder, 'web.yaml'), text);
  return folder;
}

describe('eks-loki check --manifests', () => {
  test('runs on anybody’s manifests', () => {
    const right = eksLoki(['check', '--manifests', writtenManifest(KUBERNETES_OBJECT)], workFolder());
    expect(right.stdout).toMatch(/^\d+ rules, 0 errors, 0 warnings\n$/);
    expect(right.status).toBe(0);
    const wrong = eksLoki(
      [
        'check',
        '--manifests',
        writtenManifest(KUBERNETES_OBJECT.replace('matchLabels: { app: web }', 'matchLabels: { app: wob }')),
      ],
      workFolder(),
    );
    expect(wrong.stdout).toMatch(/error +K8S-SELECTOR-1 +Deployment shop\/web /);
    expect(wrong.status).toBe(1);
  });

  test('takes lists and several documents apart', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }\n`;
    const two = `${list}---\n${list}`;
    const { stdout } = eksLoki(['check', '--manifests', writtenManifest(two)], workFolder());
    expect(stdout).toContain('ConfigMap a');
  });

  test.each<[string, string, RegExp]>([
    ['what is not YAML', 'kind: [', /web\.yaml:\d+: not YAML: /],
    ['a folder without an object', 'a: 1', /: no Kubernetes object is in it; name a folder with manifests\n$/],
  ])('says %s in one line', (_what, text, message) => {
    const { status, stdout, stderr } = eksLoki(['check', '--manifests', writtenManifest(text)], workFolder());
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([1, '']);
  });

  test('says a folder that is not there', () => {
    const { status, stderr } = eksLoki(['check', '--manifests', 'nowhere'], workFolder());
    expect(stderr).toBe('nowhere: no such folder; name one with manifests in it, such as k8s.out/prod\n');
    expect(status).toBe(1);
  });
});

test('what changed since the last run is compared with what that wrote, and the way out is said', () => {
  const folder = workFolder(environmentsFile(`{ a: ${base(", volume: '500 GB/day'")} }`));
  expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
  expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
  writeFileSync(join(folder, 'environments.ts'), environmentsFile(`{ a: ${base(", volume: '3000 GB/day'")} }`));
  const { status, stderr } = eksLoki(['render', '--environments', 'environments.ts'], folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^environments\.a: StatefulSet loki\/loki-ingester spec\.volumeClaimTemplates.* was .* before and cannot be changed; write .* again, or remove k8s\.out\/a, and where it was deployed run kubectl delete statefulset loki-ingester .*\(K8S-STATEFULSET-2\)$/m,
  );
  rmSync(join(folder, 'k8s.out/a'), { recursive: true });
  expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
});

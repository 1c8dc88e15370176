import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE, ENVIRONMENT_RULES as ENVIRONMENT, MANIFESTS_RULES } from '../../../lib/checks/catalogue';
import { eksLoki, environmentsFile, oneLine, onTerminal, ROOT, workFolder } from '../../helpers/cli';
import { describeWith } from '../../helpers/programs';

const ENVIRONMENT_RULES = ENVIRONMENT.length;
const ALL = CATALOGUE.length;
const TEMPLATE_RULES = ALL - ENVIRONMENT_RULES - MANIFESTS_RULES.length;

const base = (more = '') =>
  `{ account: '111122223333', region: 'us-east-1', cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } } ${more} }`;

/** A file with an environment that has no administrator. */
const OPEN = environmentsFile("{ a: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } } }");

/** An environment with fewer ingesters than copies of a line, by the user's customize function. */
const TOO_FEW = base(
  `, customize: (charts) => charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/replicas', 2))`,
);

/** A file of environments with customize functions. */
function changing(environments: string): string {
  return `import { JsonPatch } from '${join(ROOT, 'node_modules/cdk8s')}';\n${environmentsFile(environments)}`;
}

describe('eks-loki check', () => {
  test('prints findings, why their rules exist, and which rules ran', () => {
    const { status, stdout, stderr } = eksLoki(['check', '--environments', 'environments.ts'], workFolder(OPEN));
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'warning environments.a.cluster.create.admins:',
      expect.stringMatching(/^ {2}.+;$/),
      expect.stringMatching(/^ {2}write admins: /),
      '    (CLUSTER-ADMINS-1)',
      'If this is intended, write in environments.a, with a reason:',
      '  acknowledge: [',
      '    {',
      "      rule: 'CLUSTER-ADMINS-1',",
      "      path: 'environments.a.cluster.create.admins',",
      "      reason: '…',",
      '    },',
      '  ],',
      '',
      expect.stringMatching(/^CLUSTER-ADMINS-1 /),
      expect.stringMatching(/^ {2}/),
      expect.stringMatching(/^ {2}https:\/\//),
      '',
      '0 errors, 1 warning',
      `checked ${ALL} rules: ${MANIFESTS_RULES.length} about Kubernetes objects, ${ENVIRONMENT_RULES} about the environment, ${TEMPLATE_RULES}`,
      '  about CloudFormation templates',
      '',
    ]);
  });

  test('reports that templates are not checked as long as the objects have errors', () => {
    const { status, stdout } = eksLoki(
      ['check', '--environments', 'environments.ts'],
      workFolder(changing(`{ a: ${TOO_FEW} }`)),
    );
    expect(status).toBe(1);
    expect(oneLine(stdout)).toMatch(
      /templates of a are not checked until its errors are corrected 1 error, 0 warnings checked \d+ rules: \d+ about Kubernetes objects, \d+ about the environment$/,
    );
  });

  test('ends with exit code 1 if a finding is an error, and prints JSON', () => {
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
});

describe('errors stop render and synth, all of them at once', () => {
  test.each(['render', 'synth'])('%s', (command) => {
    const folder = workFolder(changing(`{ a: ${TOO_FEW}, b: ${TOO_FEW} }`));
    const { status, stdout, stderr } = eksLoki([command, '--environments', 'environments.ts'], folder);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    for (const name of ['a', 'b']) {
      expect(oneLine(stderr)).toMatch(
        new RegExp(`error environments\\.${name}: [^(]*loki-ingester[^]*\\(LOKI-REPLICATION-1\\)`),
      );
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
  test('runs on any manifests', () => {
    const right = eksLoki(['check', '--manifests', writtenManifest(KUBERNETES_OBJECT)], workFolder());
    const { length } = MANIFESTS_RULES;
    expect(right.stdout).toBe(`0 errors, 0 warnings\nchecked ${length} rules: ${length} about Kubernetes objects\n`);
    expect(right.status).toBe(0);
    const wrong = eksLoki(
      [
        'check',
        '--manifests',
        writtenManifest(KUBERNETES_OBJECT.replace('matchLabels: { app: web }', 'matchLabels: { app: wob }')),
      ],
      workFolder(),
    );
    expect(oneLine(wrong.stdout)).toMatch(/^error Deployment shop\/web [^(]*\(K8S-SELECTOR-1\)/);
    expect(wrong.stdout).not.toContain('acknowledge');
    expect(wrong.status).toBe(1);
  });

  test('reads the items of lists and several documents', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }\n`;
    const two = `${list}---\n${list}`;
    const { stdout } = eksLoki(['check', '--manifests', writtenManifest(two)], workFolder());
    expect(stdout).toContain('ConfigMap a');
  });

  test.each<[string, string, RegExp]>([
    ['a file that is not YAML', 'kind: [', /web\.yaml:\d+: not YAML: /],
    ['a folder without an object', 'a: 1', /: has no Kubernetes object; name a folder of manifests$/],
  ])('refuses %s', (_what, text, message) => {
    const { status, stdout, stderr } = eksLoki(['check', '--manifests', writtenManifest(text)], workFolder());
    expect(oneLine(stderr)).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([1, '']);
  });

  test('refuses a folder that does not exist', () => {
    const { status, stderr } = eksLoki(['check', '--manifests', 'nowhere'], workFolder());
    expect(oneLine(stderr)).toBe(
      'error nowhere: no such file or folder; name a folder of manifests, such as k8s.out/prod',
    );
    expect(status).toBe(1);
  });
});

test('an environment and --manifests together are refused', () => {
  const { status, stderr } = eksLoki(['check', 'prod', '--manifests', 'k8s.out'], workFolder());
  expect(status).toBe(2);
  expect(oneLine(stderr)).toBe(
    'error --manifests: checks k8s.out and no environment, and prod is named too; leave out one of them',
  );
});

describeWith(['python3'], 'on a terminal', () => {
  test.each([80, 120])('of %i columns no line is longer, and errors are red', (columns) => {
    const folder = workFolder(changing(`{ a: ${TOO_FEW} }`));
    const { status, written, lines } = onTerminal(columns, ['check', '--environments', 'environments.ts'], folder);
    expect(status).toBe(1);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    expect(written).toMatch(/^checking …\r\u001b\[K\u001b\[31merror\u001b\[39m /);
  });
});

test('changes are compared with the record of the last run', () => {
  const folder = workFolder(environmentsFile(`{ a: ${base(", volume: '500 GB/day'")} }`));
  expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
  expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
  writeFileSync(join(folder, 'environments.ts'), environmentsFile(`{ a: ${base(", volume: '1000 GB/day'")} }`));
  const { status, stderr } = eksLoki(['render', '--environments', 'environments.ts'], folder);
  expect(status).toBe(1);
  expect(oneLine(stderr)).toMatch(
    /error environments\.a: StatefulSet loki\/loki-ingester spec\.volumeClaimTemplates.* was .* before and cannot be changed; write .* again, or remove deployed\/a\.json, and where it was deployed run kubectl delete statefulset loki-ingester .*\(K8S-STATEFULSET-2\)/,
  );
  rmSync(join(folder, 'deployed/a.json'));
  expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
});

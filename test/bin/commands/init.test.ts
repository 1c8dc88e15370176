import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, oneLine, workFolder } from '../../helpers/cli';
import { linkEntries } from '../../helpers/installed';

jest.setTimeout(60_000);

const PLACE = ['--account', '111122223333', '--region', 'us-east-1'];
const ADMINS = ['--admins', 'arn:aws:iam::111122223333:role/admin'];

const init = (folder: string, ...args: string[]) => eksLoki(['init', ...args], folder);

test('writes a project, and says what comes next', () => {
  const folder = workFolder();
  const { status, stdout, stderr } = init(folder, 'my logs', ...PLACE, ...ADMINS);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^dev renders \d+ objects\n0 errors, 0 warnings\nchecked \d+ rules: /m);
  expect(stdout.split('\n').slice(-5)).toEqual([
    'Next:',
    "  cd 'my logs' && npm install",
    '  npx cdk bootstrap aws://111122223333/us-east-1',
    "  npx cdk deploy 'dev/**'",
    '',
  ]);
  expect(readdirSync(join(folder, 'my logs')).sort()).toEqual(
    ['.github', '.gitignore', 'bin', 'cdk.json', 'package.json', 'tsconfig.json'].sort(),
  );
});

test.each([
  ['a new cluster', [...PLACE, ...ADMINS, '--volume', '200 GB/day', '--tenants', 'platform, apps']],
  [
    'an existing cluster',
    [
      ...PLACE,
      ...['--name', 'prod', '--existing', 'Main'],
      ...['--oidc-issuer', 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E'],
    ],
  ],
  ['a local cluster', ['--local', '--retention', '2d']],
])('what is written for %s renders what it says, without findings', (_kind, args) => {
  const folder = workFolder();
  const { objects, environment, findings } = JSON.parse(init(folder, ...args, '--json').stdout) as {
    objects: number;
    environment: string;
    findings: { acknowledged?: string }[];
  };
  expect(findings.filter(({ acknowledged }) => acknowledged === undefined)).toEqual([]);
  linkEntries(folder);
  const rendered = eksLoki(['render', '--json'], folder);
  expect(rendered.stderr).toBe('');
  expect(JSON.parse(rendered.stdout)).toMatchObject([{ environment, objects }]);
  expect(eksLoki(['check'], folder)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('0 errors, 0 warnings'),
  });
});

test('replaces no file unless it is told to, and then writes all of them', () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'package.json'), '{ "name": "mine" }');
  const refused = init(folder, '--local', '--yes');
  expect(refused.status).toBe(2);
  expect(oneLine(refused.stderr)).toBe(
    'error package.json: exists; name another folder, move it away, or add --overwrite',
  );
  expect(readdirSync(folder)).toEqual(['package.json']);
  const { status, stdout } = init(folder, '--local', '--yes', '--overwrite');
  expect(status).toBe(0);
  expect(stdout.split('\n').slice(-7)).toEqual([
    'Next:',
    '  npm install',
    '  npx eks-loki render dev',
    '  npx eks-loki credentials dev | kubectl apply -f -',
    '  kubectl apply --server-side -f k8s.out/dev',
    '  npx eks-loki wait dev',
    '',
  ]);
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('"cdk-eks-loki"');
});

test('adds a stack to an app, and touches no file of it', () => {
  const folder = workFolder();
  const own = { 'cdk.json': '{"app":"npx tsx bin/app.ts"}', 'package.json': '{}', 'tsconfig.json': '{}' };
  for (const [path, text] of Object.entries(own)) writeFileSync(join(folder, path), text);
  const { status, stdout } = init(folder, ...PLACE, ...ADMINS, '--package', '/tmp/my pack.tgz');
  expect(status).toBe(0);
  expect(stdout).toContain(
    [
      'Add these two lines to bin/app.ts, in which app is the App:',
      "  import { LokiLoggingStack } from '../lib/loki-logging-stack';",
      "  new LokiLoggingStack(app, 'LokiLogging', { env: { account: '111122223333', region: 'us-east-1' } });",
      '',
      'Next:',
      "  npm install '/tmp/my pack.tgz' cdk8s cdk8s-plus-28 @aws-cdk/lambda-layer-kubectl-v35",
      '  npx cdk bootstrap aws://111122223333/us-east-1',
      '  npx cdk deploy LokiLogging',
      '',
    ].join('\n'),
  );
  for (const [path, text] of Object.entries(own)) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(own), 'lib'].sort());
  expect(init(folder, '--local')).toMatchObject({ status: 2, stderr: expect.stringContaining('--local') });
});

test('a project that init has written is not taken for an app of others', () => {
  const folder = workFolder();
  expect(init(folder, ...PLACE, ...ADMINS).status).toBe(0);
  expect(init(folder, ...PLACE, ...ADMINS, '--name', 'prod', '--overwrite').status).toBe(0);
  expect(readFileSync(join(folder, 'bin/environments.ts'), 'utf8')).toContain('  prod: {');
  expect(existsSync(join(folder, 'lib'))).toBe(false);
});

test.each([
  [[], 2, 'missing, and there are no AWS credentials to take it from'],
  [['--yes', '--retention', '12h', ...PLACE], 2, '12h is shorter than the 24h index period'],
  [['taken', ...PLACE], 1, 'is not a folder, and one is needed'],
  [['--account'], 2, 'argument missing'],
  [['--account', '1', '--account', '1'], 2, 'It is given twice'],
  [['--local', '--tenants', 'a,a'], 2, '--tenants'],
])('init %j is refused, and nothing is written', (args, code, message) => {
  const folder = workFolder();
  writeFileSync(join(folder, 'taken'), '');
  const { status, stderr } = init(folder, ...args);
  expect([status, oneLine(stderr)]).toEqual([code, expect.stringContaining(message)]);
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('errors are JSON for programs', () => {
  const { status, stdout } = init(workFolder(), '--json');
  expect(status).toBe(2);
  expect((JSON.parse(stdout) as { problems: { path: string }[] }).problems.map(({ path }) => path)).toEqual([
    '--account',
    '--region',
  ]);
});

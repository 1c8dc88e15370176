import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneFolder, ROOT, run, withoutAws } from '../helpers/cli';

jest.setTimeout(60_000);

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Every command the README names: what is in backticks or a shell block and begins with npm, npx or aws. */
function commands(text: string): string[] {
  const shell = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => (block as string).split('\n'));
  const inline = [...text.matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, command]) => command as string);
  return [...new Set([...shell, ...inline].map((line) => line.replace(/\s+#.*$/, '').trim()).filter(Boolean))];
}

/** Where each command of the README is run: here, or by the test that is named. */
const RUN_BY: Record<string, string> = {
  'npm ci && npm run synth': '.ci/run',
  'npm ci && npm test': '.ci/run',
  'npm run synth': '.ci/run',
  'npm run examples': '.ci/run',
  'npm run api': '.ci/run',
  'npx eks-loki render [environment…]': 'here',
  'npx eks-loki check [environment…]': 'test/bin/commands/check.test.ts',
  'npx eks-loki credentials dev': 'here',
  'npx eks-loki --help': 'here',
  'npx cdk ls': 'test/bin/app.test.ts',
  "npx cdk deploy 'prod/**'": 'test/bin/app.test.ts',
  "npx cdk deploy 'dev/**'": 'test/bin/app.test.ts',
  'npx eks-loki wait dev': 'test/bin/commands/wait.test.ts',
  "npx cdk deploy 'dev/**' && npx eks-loki wait dev": 'test/bin/commands/wait.test.ts',
  // Needs an account: the CDK CLI's own command.
  'npx cdk bootstrap aws://111122223333/us-east-1': 'an AWS account',
};

test('every command of the README is run by a test', () => {
  expect(commands(README).filter((command) => !RUN_BY[command])).toEqual([]);
  expect(Object.keys(RUN_BY).filter((command) => !commands(README).includes(command))).toEqual([]);
});

test('what runs them is there', () => {
  for (const file of Object.values(RUN_BY).filter((place) => place.includes('/'))) {
    expect(existsSync(join(ROOT, file))).toBe(true);
  }
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  for (const command of ['npm ci && npm test', 'npm run synth', 'npm run api', 'npm run examples']) {
    expect(ci).toContain(command);
  }
});

test('npx finds the command in a clone, without a network', () => {
  const clone = cloneFolder();
  const env = withoutAws({ npm_config_offline: 'true', npm_config_cache: join(clone, '.npm') });
  const rendered = run('npx', ['eks-loki', 'render', 'dev'], clone, env);
  expect(rendered.stdout).toContain('k8s.out/dev');
  expect(readdirSync(join(clone, 'k8s.out'))).toEqual(['dev']);
});

test('the files the README links to are there', () => {
  const links = [...README.matchAll(/\]\(([^)]+\.md)\)/g)].map(([, link]) => link as string);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
});

test('the example of the README is the environments’ own', () => {
  const [, example] = /```ts\n(export default defineEnvironments[\s\S]*?)```/.exec(README) ?? [];
  const inner = (example as string)
    .slice((example as string).indexOf('dev:'), (example as string).lastIndexOf('});'))
    .trim();
  expect(readFileSync(join(ROOT, 'bin/environments.ts'), 'utf8')).toContain(inner);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, ROOT } from '../helpers/cli';

jest.setTimeout(60_000);

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Commands of the README: lines of shell blocks, and npm or npx in backticks. */
function commands(text: string): string[] {
  const shell = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => (block as string).split('\n'));
  const inline = [...text.matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, command]) => command as string);
  return [...new Set([...shell, ...inline].map((line) => line.replace(/\s+# .*$/, '').trim()).filter(Boolean))];
}

/** The three commands from the port-forward to the first query. */
const QUERY = commands(README).filter((command) => /^(kubectl -n loki port-forward|PASSWORD=|curl )/.test(command));

/** Where each command of the README is run: in this file, by the named test or script, or only with an account. */
const RUN_BY: Record<string, string> = {
  'npm ci && npm run synth': '.ci/run',
  'npm ci && npm test': '.ci/run',
  'npm run synth': '.ci/run',
  'npm run examples': '.ci/run',
  'npm run api': '.ci/run',
  'npm test': '.ci/run',
  'npm run e2e': '.ci/run',
  'npm run e2e:aws': '.ci/run',
  'npm run e2e:processes': '.ci/run',
  'npx eks-loki init [folder]': 'test/bin/commands/init.test.ts',
  'npx eks-loki render [environment…]': 'test/e2e/processes/program.e2e.ts',
  'npx eks-loki aws training-on-eks': 'test/bin/commands/aws.test.ts',
  'npx eks-loki check [environment…]': 'test/bin/commands/check.test.ts',
  'npx eks-loki plan prod': 'test/bin/commands/plan.test.ts',
  'npx eks-loki diff prod': 'test/bin/commands/diff.test.ts',
  'npx eks-loki credentials dev': 'here',
  'npx eks-loki --help': 'here',
  'npx cdk ls': 'test/e2e/aws/cdk-cli.e2e.ts',
  "npx cdk deploy 'prod/**'": 'test/e2e/aws/cdk-cli.e2e.ts',
  "npx cdk deploy 'dev/**'": 'test/e2e/aws/cdk-cli.e2e.ts',
  'npx eks-loki roll prod': 'test/bin/roll/roll.test.ts',
  'npx eks-loki migrate zones prod': 'test/bin/commands/migrate.test.ts',
  'npx eks-loki volumes prod': 'test/bin/volumes/volumes.test.ts',
  'npx eks-loki wait dev': 'test/bin/commands/wait.test.ts',
  'npx eks-loki smoke dev': 'test/bin/commands/smoke.test.ts',
  'npx eks-loki doctor dev': 'test/bin/commands/doctor.test.ts',
  'npx eks-loki grafana prod': 'test/bin/commands/grafana.test.ts',
  'npx eks-loki import FILE…': 'test/bin/commands/import.test.ts',
  'npx eks-loki logcli dev': 'test/bin/commands/logcli.test.ts',
  "npx cdk deploy 'dev/**' && npx eks-loki wait dev": 'test/bin/commands/wait.test.ts',
  ...Object.fromEntries(QUERY.map((command) => [command, 'test/project/first-query.test.ts'])),
  // Commands of other programs that need an account.
  'npx cdk bootstrap aws://111122223333/us-east-1': 'an AWS account',
  'aws eks update-kubeconfig --region us-east-1 --name dev': 'an AWS account',
};

test('every command of the README is run by a test', () => {
  expect(QUERY).toHaveLength(3);
  expect(commands(README).filter((command) => !RUN_BY[command])).toEqual([]);
  expect(Object.keys(RUN_BY).filter((command) => !commands(README).includes(command))).toEqual([]);
});

test('the tests and scripts that run them exist', () => {
  for (const file of Object.values(RUN_BY).filter((place) => place.includes('/'))) {
    expect(existsSync(join(ROOT, file))).toBe(true);
  }
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  const scripts = ['synth', 'api', 'examples', 'e2e', 'e2e:aws', 'e2e:processes'].map((script) => `npm run ${script}`);
  for (const command of ['npm ci && npm test', ...scripts]) {
    expect(ci).toContain(command);
  }
});

test('the commands without a test of their own do what the README says', () => {
  const help = eksLoki(['--help'], ROOT).stdout;
  for (const command of ['render', 'check', 'credentials', 'wait', 'volumes']) expect(help).toContain(command);
  // The passwords of dev are in Secrets Manager, so it prints no Secret: it names the field that would change that.
  expect(eksLoki(['credentials', 'dev'], ROOT)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('kubernetes-secret'),
  });
});

test('the example of the README is in bin/environments.ts', () => {
  const [, example] = /```ts\n(export default defineEnvironments[\s\S]*?)```/.exec(README) ?? [];
  const inner = (example as string)
    .slice((example as string).indexOf('dev:'), (example as string).lastIndexOf('});'))
    .trim();
  expect(readFileSync(join(ROOT, 'bin/environments.ts'), 'utf8')).toContain(inner);
});

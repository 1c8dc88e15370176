import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { version } from '../package.json';
import { InputError } from '../charts/problems';
import { ENVIRONMENTS_FILE, MANIFESTS_FOLDER, RECORDS_FOLDER, WAIT_TIMEOUT } from './defaults';
import { fail } from './terminal/problems';

/** Commands print JSON if this option is given, refusals included. */
const JSON_OPTION = '--json';
const json = process.argv.includes(JSON_OPTION);

const program = new Command('eks-loki')
  .description('Logs on Amazon EKS, as code: Loki, Alloy and Grafana datasources from one file of environments.')
  .version(version, '-V, --version', 'print the version')
  .configureHelp({ showGlobalOptions: true })
  .option('--environments <file>', 'file with the environments', path, ENVIRONMENTS_FILE)
  .addHelpText('after', '\nExample:\n  $ eks-loki synth dev\n\nHelp for a command:\n  $ eks-loki wait --help')
  .showHelpAfterError();
if (json) program.exitOverride().configureOutput({ writeErr: () => undefined });

/** A path of a file or folder. */
function path(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty: name a file or folder.');
  return value;
}

/** Option of commands that compare with what was deployed. */
const RECORD = ['--record <folder>', 'folder of the records of what was deployed, for rules about changes'] as const;

/** The file with the environments. */
const file = (): string => program.opts<{ environments: string }>().environments;

program
  .command('render')
  .description('write the Kubernetes manifests, and nothing else')
  .argument('[environment...]', 'environments to render; all of them by default')
  .option('--out <folder>', 'folder to write to', path, MANIFESTS_FOLDER)
  .option(...RECORD, path, RECORDS_FOLDER)
  .option(JSON_OPTION, 'print the result as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki render prod --out manifests')
  .action(async (names: string[], options: { out: string; record: string; json?: boolean }) => {
    const { render } = await import('./commands/render.js');
    await render({ names, file: file(), ...options });
  });

program
  .command('synth')
  .description('write CloudFormation templates to cdk.out, and the Kubernetes manifests beside it')
  .argument('[environment...]', 'environments to synthesize; all of them by default')
  .option('--out <folder>', 'folder for the manifests', path, MANIFESTS_FOLDER)
  .option(...RECORD, path, RECORDS_FOLDER)
  .option(JSON_OPTION, 'print the result as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki synth dev')
  .action(async (names: string[], options: { out: string; record: string; json?: boolean }) => {
    const { synth } = await import('./commands/synth.js');
    await synth({ names, file: file(), ...options });
  });

program
  .command('check')
  .description('report errors and warnings of environments, or of any folder of Kubernetes manifests')
  .argument('[environment...]', 'environments to check; all of them by default')
  .option('--out <folder>', 'folder an earlier run wrote to, for rules about changes', path, MANIFESTS_FOLDER)
  .option(...RECORD, path, RECORDS_FOLDER)
  .option('--manifests <folder>', 'check these Kubernetes manifests instead of environments', path)
  .option(JSON_OPTION, 'print findings as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  $ eks-loki check prod\n  $ helm template loki … > loki.yaml && eks-loki check --manifests loki.yaml',
  )
  .action(async (names: string[], options: { out: string; record: string; manifests?: string; json?: boolean }) => {
    const { check } = await import('./commands/check.js');
    await check({ names, file: file(), ...options });
  });

program
  .command('diff')
  .description('print what a deploy of an environment will change: objects, fields, and pods that restart')
  .argument('<environment>', 'environment to compare')
  .option(
    '--out <folder>',
    'folder an earlier run wrote to, if the deployed stack cannot be read',
    path,
    MANIFESTS_FOLDER,
  )
  .option(...RECORD, path, RECORDS_FOLDER)
  .option(JSON_OPTION, 'print the changes as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki diff prod')
  .action(async (name: string, options: { out: string; record: string; json?: boolean }) => {
    const { diff } = await import('./commands/diff.js');
    await diff({ name, file: file(), ...options });
  });

program
  .command('credentials')
  .description("print Secrets with new random passwords, for an environment with credentials from 'kubernetes-secret'")
  .argument('<environment>', 'environment to create them for')
  .option(
    '--rotate <step>',
    'step of a password change: add, swap or drop; reads the current Secret from standard input',
  )
  .addHelpText('after', '\nExample:\n  $ eks-loki credentials dev | kubectl apply -f -')
  .action(async (name: string, options: { rotate?: string }) => {
    const { credentials } = await import('./commands/credentials.js');
    await credentials({ name, file: file(), ...options });
  });

program
  .command('wait')
  .description('wait until all workloads of an environment are ready in its cluster, and report what prevents it')
  .argument('<environment>', 'environment to wait for')
  .option('--timeout <duration>', 'time to wait', WAIT_TIMEOUT)
  .option('--record <folder>', 'folder of the record that is written once all are ready', path, RECORDS_FOLDER)
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one')
  .option(JSON_OPTION, 'print the outcome as JSON')
  .addHelpText('after', "\nExample:\n  $ npx cdk deploy 'dev/**' && eks-loki wait dev --timeout 10m")
  .action(async (name: string, options: { timeout: string; record: string; context?: string; json?: boolean }) => {
    const { wait } = await import('./commands/wait.js');
    await wait({ name, file: file(), ...options });
  });

/** A misuse of the command line as a problem: commander's first line, and its suggestion. */
function usageError({ message }: CommanderError): InputError {
  const [first = '', suggestion] = message.split('\n');
  const fix = suggestion?.replace(/^\(|\)$/g, '') ?? 'run it with --help';
  return new InputError([{ path: 'eks-loki', found: first.replace(/^error: /, ''), fix }]);
}

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) fail(error, { json });
  else if (error.exitCode !== 0) fail(usageError(error), { json });
});

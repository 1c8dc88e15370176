import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import { version } from '../package.json';
import type { ImportOptions } from './commands/import';
import type { InitOptions } from './commands/init';
import type { PlanOptions } from './commands/plan';
import type { DoctorOptions } from './commands/doctor';
import type { SmokeCommandOptions } from './commands/smoke';
import {
  ENVIRONMENTS_FILE,
  IMPORTED_FILE,
  MANIFESTS_FOLDER,
  RECORDS_FOLDER,
  ROLL_TIMEOUT,
  SMOKE_TIMEOUT,
  VOLUMES_TIMEOUT,
  WAIT_TIMEOUT,
} from './defaults';
import { UsageError } from './terminal/problems';
import { runProgram } from './terminal/program';

/** Commands print JSON if this option is given, refusals included. */
const JSON_OPTION = '--json';
const options = process.argv.slice(2);
const json = options.slice(0, options.includes('--') ? options.indexOf('--') : undefined).includes(JSON_OPTION);

const program = new Command('eks-loki')
  .description('Logs on Amazon EKS, as code: Loki, Alloy and Grafana datasources from one file of environments.')
  .version(version, '-V, --version', 'print the version')
  .configureHelp({ showGlobalOptions: true })
  .option('--environments <file>', 'file with the environments', once('file'), ENVIRONMENTS_FILE)
  .addHelpText(
    'after',
    '\nExample:\n  $ eks-loki synth dev\n\nHelp for a command:\n  $ eks-loki wait --help\n\n' +
      'Exit codes: 0 all is right, 1 invalid input or findings, 2 misuse of the command line',
  )
  .exitOverride()
  .configureOutput({ outputError: () => undefined });

/** Values of options so far: commander would silently take the last one. */
const given = new Set<(value: string) => string>();

/** A value that is not empty and is given once. Each option needs a function of its own. */
function once(what: string): (value: string) => string {
  const parse = (value: string): string => {
    if (value.trim() === '') throw new InvalidArgumentError(`It is empty: name a ${what}.`);
    if (value.startsWith('--')) throw new InvalidArgumentError(`It is an option: name a ${what}, such as ./${value}.`);
    if (value.includes('\0'))
      throw new InvalidArgumentError('It has a NUL character, which nothing can be named with.');
    if (given.has(parse)) throw new InvalidArgumentError('It is given twice: leave out one of them.');
    given.add(parse);
    return value;
  };
  return parse;
}

/** Option of commands that compare with what was deployed. */
const RECORD = ['--record <folder>', 'folder of the records of what was deployed, for rules about changes'] as const;

/** The file with the environments. */
const file = (): string => program.opts<{ environments: string }>().environments;

program
  .command('init')
  .description('ask for an environment and write a project with it, or a stack into the CDK app of the folder')
  .argument('[folder]', 'folder to write to', once('folder'), '.')
  .option('--name <name>', 'name of the environment (default: dev)', once('name'))
  .option('--account <number>', 'AWS account (default: that of your credentials)', once('account'))
  .option('--region <name>', 'AWS region (default: that of your AWS configuration)', once('region'))
  .option('--existing <cluster>', 'EKS cluster that exists; a new one by default', once('cluster'))
  .option('--oidc-issuer <url>', 'OIDC issuer of that cluster (default: EKS is asked)', once('issuer'))
  .option('--local', 'kind, k3d or minikube on this machine, without AWS')
  .option('--admins <arns>', 'roles that may use kubectl on a new cluster, with commas (default: yours)', once('role'))
  .option('--volume <volume>', 'raw lines a day over all tenants (default: 50 GB/day)', once('volume'))
  .option('--retention <duration>', 'how long lines are kept (default: 28d)', once('duration'))
  .option('--tenants <names>', 'tenants, with commas (default: one, named as the environment)', once('tenant'))
  .option(
    '--package <source>',
    'tarball, git address or version that npm installs cdk-eks-loki by (default: this version)',
    once('source'),
  )
  .option('--yes', 'ask nothing: take the defaults of what no option says')
  .option('--overwrite', 'replace files that exist')
  .option(JSON_OPTION, 'print the result as JSON, and ask nothing')
  .addHelpText(
    'after',
    '\nExamples:\n  $ eks-loki init logging\n  $ eks-loki init logging --yes --account 111122223333 --region us-east-1',
  )
  .action(async (folder: string, options: Omit<InitOptions, 'folder'>) => {
    const { init } = await import('./commands/init.js');
    await init({ folder, ...options });
  });

program
  .command('render')
  .description('write the Kubernetes manifests, and nothing else')
  .argument('[environment...]', 'environments to render; all of them by default')
  .option('--out <folder>', 'folder to write to', once('folder'), MANIFESTS_FOLDER)
  .option(...RECORD, once('folder'), RECORDS_FOLDER)
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
  .option('--out <folder>', 'folder for the manifests', once('folder'), MANIFESTS_FOLDER)
  .option(...RECORD, once('folder'), RECORDS_FOLDER)
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
  .option('--out <folder>', 'folder an earlier run wrote to, for rules about changes', once('folder'), MANIFESTS_FOLDER)
  .option('--manifests <folder>', 'check these Kubernetes manifests instead of environments', once('file or folder'))
  .option(...RECORD, once('folder'), RECORDS_FOLDER)
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
  .command('plan')
  .description('print the size of environments, and what they cost a month')
  .argument('[environment...]', 'environments to plan; all of them by default')
  .option('--prices <file>', 'file with prices and assumptions of your own', once('file'))
  .option('--max-dollars <number>', 'fail if an environment costs more a month', once('number'))
  .option('--html <file>', 'write a page with sliders of volume and retention', once('file'))
  .option(
    '--record <folder>',
    'folder of the records of what was deployed, to compare with',
    once('folder'),
    RECORDS_FOLDER,
  )
  .option(JSON_OPTION, 'print the plans as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki plan prod --max-dollars 2500 --html plan.html')
  .action(async (names: string[], options: Omit<PlanOptions, 'names' | 'file'>) => {
    const { plan } = await import('./commands/plan.js');
    await plan({ names, file: file(), ...options });
  });

program
  .command('diff')
  .description('print what a deploy of an environment will change: objects, fields, and pods that restart')
  .argument('<environment>', 'environment to compare')
  .option(
    '--out <folder>',
    'folder an earlier run wrote to, if the deployed stack cannot be read',
    once('folder'),
    MANIFESTS_FOLDER,
  )
  .option(...RECORD, once('folder'), RECORDS_FOLDER)
  .option(JSON_OPTION, 'print the changes as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki diff prod')
  .action(async (name: string, options: { out: string; record: string; json?: boolean }) => {
    const { diff } = await import('./commands/diff.js');
    await diff({ name, file: file(), ...options });
  });

program
  .command('credentials')
  .description(
    "print Secrets with new random passwords, for a local environment, or one with credentials from 'kubernetes-secret'",
  )
  .argument('<environment>', 'environment to create them for')
  .option(
    '--rotate <step>',
    'step of a password change: add, swap or drop, or users for those without one; reads the current Secret from standard input',
    once('step'),
  )
  .option('--grafana', 'print only those of a Grafana that is deployed: for one that is added later')
  .addHelpText('after', '\nExample:\n  $ eks-loki credentials dev | kubectl apply -f -')
  .action(async (name: string, options: { rotate?: string; grafana?: boolean }) => {
    const { credentials } = await import('./commands/credentials.js');
    await credentials({ name, file: file(), ...options });
  });

program
  .command('wait')
  .description('wait until all workloads of an environment are ready in its cluster, and report what prevents it')
  .argument('<environment>', 'environment to wait for')
  .option('--timeout <duration>', 'time to wait', once('duration'), WAIT_TIMEOUT)
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one', once('context'))
  .option(
    '--record <folder>',
    'folder of the record that is written once all are ready',
    once('folder'),
    RECORDS_FOLDER,
  )
  .option('--smoke', 'send a line and read it back once all workloads are ready, as eks-loki smoke does')
  .option(JSON_OPTION, 'print the outcome as JSON')
  .addHelpText('after', "\nExample:\n  $ npx cdk deploy 'dev/**' && eks-loki wait dev --timeout 10m")
  .action(
    async (
      name: string,
      options: { timeout: string; record: string; context?: string; smoke?: boolean; json?: boolean },
    ) => {
      const { wait } = await import('./commands/wait.js');
      await wait({ name, file: file(), ...options });
    },
  );

program
  .command('logcli')
  .description('print shell commands that set what logcli needs to query an environment: eval them')
  .argument('<environment>', 'environment to query')
  .option('--tenant <name>', 'tenant to query, or several of a reader, as a|b (default: the first)', once('tenant'))
  .option('--user <name>', 'reader that queries (default: reader)', once('user'))
  .option(
    '--port <number>',
    'local port of a tunnel of kubectl (default: the door of expose; without one 8080)',
    once('port'),
  )
  .addHelpText('after', '\nExample:\n  $ eval "$(eks-loki logcli dev)" && logcli query \'{namespace="shop"}\'')
  .action(async (name: string, options: { tenant?: string; user?: string; port?: string }) => {
    const { logcli } = await import('./commands/logcli.js');
    await logcli({ name, file: file(), ...options });
  });

program
  .command('smoke')
  .description('send a line from a pod through agent, gateway and Loki, read it back, and report where it ended')
  .argument('<environment>', 'environment to try')
  .option('--namespace <name>', "namespace of the pod that writes the line (default: Loki's)", once('namespace'))
  .option('--tenant <name>', "tenant to read (default: that of the namespace's lines)", once('tenant'))
  .option('--door', 'read through the load balancer of expose instead of a port that kubectl opens')
  .option('--timeout <duration>', 'time for all of it', once('duration'), SMOKE_TIMEOUT)
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one', once('context'))
  .option(JSON_OPTION, 'print the outcome as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki smoke prod --namespace shop --timeout 2m')
  .action(async (name: string, options: Omit<SmokeCommandOptions, 'name' | 'file'>) => {
    const { smoke } = await import('./commands/smoke.js');
    await smoke({ name, file: file(), ...options });
  });

program
  .command('doctor')
  .description('walk the path of a line, and report its first broken part: evidence, cause and fix; nothing is changed')
  .argument('[environment]', 'environment to look at; none with --from')
  .option('--hop <names>', 'parts of the path to look at, as agent,gateway (default: all)', once('part'))
  .option(
    '--bundle <file>',
    'write what was seen to a file, without passwords and lines, for somebody else',
    once('file'),
  )
  .option('--from <file>', 'look at such a file instead of a cluster', once('file'))
  .option('--watch', 'look again every 10 seconds')
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one', once('context'))
  .option(JSON_OPTION, 'print the report as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  $ eks-loki doctor dev\n  $ eks-loki doctor dev --bundle dev.json\n  $ eks-loki doctor --from dev.json',
  )
  .action(async (name: string | undefined, options: Omit<DoctorOptions, 'name' | 'file'>) => {
    const { doctor } = await import('./commands/doctor.js');
    await doctor({ name, file: file(), ...options });
  });

program
  .command('roll')
  .description('restart the ingesters of an environment with zones that run a former version, zone after zone')
  .argument('<environment>', 'environment whose ingesters to restart')
  .option('--timeout <duration>', 'time for each zone', once('duration'), ROLL_TIMEOUT)
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one', once('context'))
  .option(JSON_OPTION, 'print the outcome as JSON')
  .addHelpText('after', "\nExample:\n  $ npx cdk deploy 'prod/**' && eks-loki wait prod && eks-loki roll prod")
  .action(async (name: string, options: { timeout: string; context?: string; json?: boolean }) => {
    const { roll } = await import('./commands/roll.js');
    await roll({ name, file: file(), ...options });
  });

program
  .command('migrate')
  .description('say which step of a migration is next, and whether the cluster is ready for it; nothing is changed')
  .addArgument(new Argument('<what>', 'what moves: ingesters to zones').choices(['zones']))
  .argument('<environment>', 'environment to look at')
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one', once('context'))
  .option(JSON_OPTION, 'print the outcome as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki migrate zones prod')
  .action(async (_what: string, name: string, options: { context?: string; json?: boolean }) => {
    const { migrate } = await import('./commands/migrate.js');
    await migrate({ name, file: file(), ...options });
  });

program
  .command('volumes')
  .description('grow the volumes of StatefulSets in the cluster to what an environment says, while their pods run')
  .argument('<environment>', 'environment whose volumes to grow')
  .option('--dry-run', 'print the steps, and change nothing')
  .option('--timeout <duration>', 'time for each StatefulSet', once('duration'), VOLUMES_TIMEOUT)
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one', once('context'))
  .option(
    '--record <folder>',
    'folder of the records of what was deployed, in which the new sizes are written',
    once('folder'),
    RECORDS_FOLDER,
  )
  .option(JSON_OPTION, 'print the outcome as JSON')
  .addHelpText(
    'after',
    "\nExample:\n  $ eks-loki volumes prod --dry-run\n  $ eks-loki volumes prod && npx cdk deploy 'prod/**'",
  )
  .action(
    async (
      name: string,
      options: { dryRun?: boolean; timeout: string; record: string; context?: string; json?: boolean },
    ) => {
      const { volumes } = await import('./commands/volumes.js');
      await volumes({ name, file: file(), ...options });
    },
  );

program
  .command('import')
  .description('write a file of environments from values of Helm charts, rendered manifests or a release, and a report')
  .argument('[file...]', 'files with values of a chart, or folders of manifests')
  .option(
    '--kind <chart>',
    'chart of the values: loki, loki-distributed, loki-stack, promtail, alloy, k8s-monitoring (default: told from their keys)',
    once('chart'),
  )
  .option('--name <environment>', 'name of the environment (default: imported)', once('environment'))
  .option('--out <file>', 'file to write', once('file'), IMPORTED_FILE)
  .option('--force', 'replace the file if it exists')
  .option('--release <name>', 'release of Helm to import from the cluster, instead of files', once('release'))
  .option('--namespace <name>', 'namespace of the release (default: loki)', once('namespace'))
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one', once('context'))
  .option('--plan', 'print the steps from the former installation to the new one, too')
  .option(JSON_OPTION, 'print the result as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  $ eks-loki import loki-values.yaml promtail-values.yaml --name prod --plan\n' +
      '  $ eks-loki import --release loki --namespace monitoring --name prod',
  )
  .action(async (paths: string[], options: Omit<ImportOptions, 'paths'>) => {
    const { importCommand } = await import('./commands/import.js');
    await importCommand({ paths, ...options });
  });

/** A misuse of the command line as a problem: commander's first line, and its suggestion. */
function usageError({ code, message }: CommanderError): UsageError {
  // Without a command, commander prints the help.
  const [first = '', suggestion] = code === 'commander.help' ? ['no command is given'] : message.split('\n');
  const fix = suggestion?.replace(/^\(|\)$/g, '').replace('Did', 'did') ?? 'run it with --help';
  return new UsageError([{ path: 'eks-loki', found: first.replace(/^error: |\.$/g, ''), fix }]);
}

/** Runs the command that is named. */
async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
}

void runProgram({ file, json, main });

import { Command } from 'commander';
import { ENVIRONMENTS_FILE, MANIFESTS_FOLDER, WAIT_TIMEOUT } from './defaults';
import { fail } from './terminal/terminal';

const program = new Command('eks-loki')
  .description('Logs on Amazon EKS, as code: Loki, Alloy and Grafana datasources from one file of environments.')
  .configureHelp({ showGlobalOptions: true })
  .option('--environments <file>', 'file with the environments', ENVIRONMENTS_FILE)
  .showHelpAfterError();

program
  .command('render')
  .description('write the Kubernetes manifests, and nothing else')
  .argument('[environment...]', 'environments to render; all of them if none is named')
  .option('--out <folder>', 'folder to write to', MANIFESTS_FOLDER)
  .option('--json', 'print what was written as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki render prod --out manifests')
  .action(async (names: string[], options: { out: string; json?: boolean }) => {
    const { render } = await import('./commands/render.js');
    await render({ names, file: program.opts<{ environments: string }>().environments, ...options });
  });

program
  .command('synth')
  .description('write CloudFormation to cdk.out and the Kubernetes manifests beside it')
  .argument('[environment...]', 'environments to synthesize; all of them if none is named')
  .option('--out <folder>', 'folder for the manifests', MANIFESTS_FOLDER)
  .option('--json', 'print what was written as JSON')
  .addHelpText('after', '\nExample:\n  $ eks-loki synth dev')
  .action(async (names: string[], options: { out: string; json?: boolean }) => {
    const { synth } = await import('./commands/synth.js');
    await synth({ names, file: program.opts<{ environments: string }>().environments, ...options });
  });

program
  .command('check')
  .description('say what is wrong with environments, or with any folder of manifests')
  .argument('[environment...]', 'environments to check; all of them if none is named')
  .option('--out <folder>', 'folder an earlier run wrote to, for rules about changes', MANIFESTS_FOLDER)
  .option('--manifests <folder>', 'check these Kubernetes manifests instead, whoever made them')
  .option('--json', 'print findings as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  $ eks-loki check prod\n  $ helm template loki … > loki.yaml && eks-loki check --manifests loki.yaml',
  )
  .action(async (names: string[], options: { out: string; manifests?: string; json?: boolean }) => {
    const { check } = await import('./commands/check.js');
    await check({ names, file: program.opts<{ environments: string }>().environments, ...options });
  });

program
  .command('credentials')
  .description(
    'print Secrets with new random passwords, for an environment whose credentials are from kubernetes-secret',
  )
  .argument('<environment>', 'environment to make them for')
  .option('--rotate <step>', 'a step of a change: add, swap or drop; the present Secret comes on standard input')
  .addHelpText('after', '\nExample:\n  $ eks-loki credentials dev | kubectl apply -f -')
  .action(async (name: string, options: { rotate?: string }) => {
    const { credentials } = await import('./commands/credentials.js');
    await credentials({ name, file: program.opts<{ environments: string }>().environments, ...options });
  });

program
  .command('wait')
  .description('wait until everything of an environment is ready in its cluster, and say what keeps it from that')
  .argument('<environment>', 'environment to wait for')
  .option('--timeout <duration>', 'how long to wait', WAIT_TIMEOUT)
  .option('--context <name>', 'context of the kubeconfig to use instead of the current one')
  .option('--json', 'print the outcome as JSON')
  .addHelpText('after', "\nExample:\n  $ npx cdk deploy 'dev/**' && eks-loki wait dev --timeout 10m")
  .action(async (name: string, options: { timeout: string; context?: string; json?: boolean }) => {
    const { wait } = await import('./commands/wait.js');
    await wait({ name, file: program.opts<{ environments: string }>().environments, ...options });
  });

program.parseAsync().catch(fail);

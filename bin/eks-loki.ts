import { Command } from 'commander';
import { ENVIRONMENTS_FILE, MANIFESTS_FOLDER } from './defaults';
import { fail } from './terminal';

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
  .command('credentials')
  .description("print the Secrets of an environment's gateway with new random passwords, for kubectl apply")
  .argument('<environment>', 'environment to make them for')
  .addHelpText('after', '\nExample:\n  $ eks-loki credentials dev | kubectl apply -f -')
  .action(async (name: string) => {
    const { credentials } = await import('./commands/credentials.js');
    await credentials({ name, file: program.opts<{ environments: string }>().environments });
  });

program.parseAsync().catch(fail);

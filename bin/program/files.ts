import { Option } from 'commander';
import type { AwsOptions } from '../commands/aws';
import type { DiffOptions } from '../commands/diff';
import type { InitOptions } from '../commands/init';
import type { ImportOptions } from '../commands/import';
import type { PlanOptions } from '../commands/plan';
import { AWS_FOLDER, IMPORTED_FILE, MANIFESTS_FOLDER, RECORDS_FOLDER } from '../defaults';
import { type AddCommand, CONTEXT, JSON_OPTION, once, RECORD } from './options';

const addInit: AddCommand = (program) => {
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
    .option(
      '--admins <arns>',
      'roles that may use kubectl on a new cluster, with commas (default: yours)',
      once('role'),
    )
    .option('--volume <volume>', 'raw lines a day over all tenants (default: 50 GB/day)', once('volume'))
    .option('--retention <duration>', 'how long lines are kept (default: 28d)', once('duration'))
    .option('--tenants <names>', 'tenants, with commas (default: one, named as the environment)', once('tenant'))
    .option(
      '--package <source>',
      'tarball, git address or version that npm installs cdk-eks-loki by (default: this version)',
      once('source'),
    )
    .option('--yes', 'ask nothing: take the defaults where no option is given')
    .option('--overwrite', 'replace files that exist')
    .option(JSON_OPTION, 'print the result as JSON, and ask nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  $ eks-loki init logging\n  $ eks-loki init logging --yes --account 111122223333 --region us-east-1',
    )
    .action(async (folder: string, options: Omit<InitOptions, 'folder'>) => {
      const { init } = await import('../commands/init.js');
      await init({ folder, ...options });
    });
};

const addImport: AddCommand = (program) => {
  program
    .command('import')
    .description(
      'write a file of environments from values of Helm charts, rendered manifests or a release, and a report',
    )
    .argument('[file...]', 'files with values of a chart, or folders of manifests')
    .option(
      '--kind <chart>',
      'chart of the values: loki, loki-distributed, loki-stack, loki-2 (loki before 3), promtail, alloy, k8s-monitoring (default: recognized by their keys)',
      once('chart'),
    )
    .option('--name <environment>', 'name of the environment (default: imported)', once('environment'))
    .option('--out <file>', 'file to write', once('file'), IMPORTED_FILE)
    .option('--overwrite', 'replace the file if it exists')
    .option('--release <name>', 'release of Helm to import from the cluster, instead of files', once('release'))
    .option('--namespace <name>', 'namespace of the release (default: loki)', once('namespace'))
    .option(...CONTEXT, once('context'))
    .option('--plan', 'print the steps from the former installation to the new one, too')
    .option(JSON_OPTION, 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ eks-loki import loki-values.yaml promtail-values.yaml --name prod --plan\n' +
        '  $ eks-loki import --release loki --namespace monitoring --name prod',
    )
    .action(async (paths: string[], options: Omit<ImportOptions, 'paths'>) => {
      const { importCommand } = await import('../commands/import.js');
      await importCommand({ paths, ...options });
    });
};

const addRender: AddCommand = (program, file) => {
  program
    .command('render')
    .description('write the Kubernetes manifests, and nothing else')
    .argument('[environment...]', 'environments to render; all of them by default')
    .option('--out <folder>', 'folder to write to', once('folder'), MANIFESTS_FOLDER)
    .option(...RECORD, once('folder'), RECORDS_FOLDER)
    .option(JSON_OPTION, 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ eks-loki render prod --out manifests')
    .action(async (names: string[], options: { out: string; record: string; json?: boolean }) => {
      const { render } = await import('../commands/render.js');
      await render({ names, file: file(), ...options });
    });
};

const addSynth: AddCommand = (program, file) => {
  program
    .command('synth')
    .description('write CloudFormation templates to cdk.out, and the Kubernetes manifests beside it')
    .argument('[environment...]', 'environments to synthesize; all of them by default')
    .option('--out <folder>', 'folder for the manifests', once('folder'), MANIFESTS_FOLDER)
    .option(...RECORD, once('folder'), RECORDS_FOLDER)
    .option(JSON_OPTION, 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ eks-loki synth dev')
    .action(async (names: string[], options: { out: string; record: string; json?: boolean }) => {
      const { synth } = await import('../commands/synth.js');
      await synth({ names, file: file(), ...options });
    });
};

const addAws: AddCommand = (program, file) => {
  program
    .command('aws')
    .description('write what AWS must have for rendered manifests, for CloudFormation and for Terraform')
    .argument('[environment...]', 'environments on clusters that exist; all of them by default')
    .option('--out <folder>', 'folder to write to', once('folder'), AWS_FOLDER)
    .option('--only <format>', 'write only this format: cloudformation or terraform', once('format'))
    .option(...RECORD, once('folder'), RECORDS_FOLDER)
    .option(JSON_OPTION, 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ eks-loki aws prod --only terraform')
    .action(async (names: string[], options: Omit<AwsOptions, 'names' | 'file'>) => {
      const { aws } = await import('../commands/aws.js');
      await aws({ names, file: file(), ...options });
    });
};

const addCheck: AddCommand = (program, file) => {
  program
    .command('check')
    .description('report errors and warnings of environments, or of any folder of Kubernetes manifests')
    .argument('[environment...]', 'environments to check; all of them by default')
    .option(
      '--out <folder>',
      'folder an earlier run wrote to, for rules about changes',
      once('folder'),
      MANIFESTS_FOLDER,
    )
    .addOption(
      new Option('--manifests <folder>', 'check these Kubernetes manifests instead of environments')
        .argParser(once('file or folder'))
        .conflicts(['out', 'record']),
    )
    .option(...RECORD, once('folder'), RECORDS_FOLDER)
    .option(JSON_OPTION, 'print findings as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ eks-loki check prod\n  $ helm template loki … > loki.yaml && eks-loki check --manifests loki.yaml',
    )
    .action(async (names: string[], options: { out: string; record: string; manifests?: string; json?: boolean }) => {
      const { check } = await import('../commands/check.js');
      await check({ names, file: file(), ...options });
    });
};

const addPlan: AddCommand = (program, file) => {
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
      const { plan } = await import('../commands/plan.js');
      await plan({ names, file: file(), ...options });
    });
};

const addDiff: AddCommand = (program, file) => {
  program
    .command('diff')
    .description(
      'print what a deploy of an environment will change: resources, objects and fields, what is no longer deployed, and pods that restart',
    )
    .argument('<environment>', 'environment to compare')
    .option('--git <revision>', 'compare with the file of environments at a commit, branch or tag', once('revision'))
    .option('--folder <folder>', 'compare with a folder of manifests, or with a former cdk.out', once('folder'))
    .option('--cluster', 'compare with the cluster, by dry runs of its API server; nothing is changed')
    .option('--recorded', 'compare with the record of what was deployed, as far as it goes')
    .option(
      '--out <folder>',
      'folder an earlier run wrote to, if no side is named and the deployed stack cannot be read',
      once('folder'),
      MANIFESTS_FOLDER,
    )
    .option(...RECORD, once('folder'), RECORDS_FOLDER)
    .option('--aws', 'compare resources of AWS, too, which takes a synthesis of templates')
    .option(...CONTEXT, once('context'))
    .option('--exit-code', 'end with exit code 3 if something changes')
    .option('--markdown', 'print a comment for a pull request')
    .option(JSON_OPTION, 'print the changes as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ eks-loki diff prod\n  $ eks-loki diff prod --git origin/main --aws\n' +
        '  $ eks-loki diff prod --cluster --exit-code',
    )
    .action(async (name: string, options: Omit<DiffOptions, 'name' | 'file'>) => {
      const { diff } = await import('../commands/diff.js');
      await diff({ name, file: file(), ...options });
    });
};

const addCredentials: AddCommand = (program, file) => {
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
    .option('--grafana', 'print only the Secret of a Grafana that is deployed, for one that is added later')
    .addHelpText('after', '\nExample:\n  $ eks-loki credentials dev | kubectl apply -f -')
    .action(async (name: string, options: { rotate?: string; grafana?: boolean }) => {
      const { credentials } = await import('../commands/credentials.js');
      await credentials({ name, file: file(), ...options });
    });
};

/** Commands that read and write files. Each loads what it needs when it runs. */
export const FILE_COMMANDS: readonly AddCommand[] = [
  addInit,
  addImport,
  addRender,
  addSynth,
  addAws,
  addCheck,
  addPlan,
  addDiff,
  addCredentials,
];

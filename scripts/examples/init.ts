import { deepEqual, equal, match } from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { context } from '../../cdk.json';
import { devDependencies } from '../../package.json';
import type { Checks } from './example';
import { MadeTemplate } from './made';
import { ROOT } from './package';
import { run } from './run';

/** Folder in which `eks-loki init` of the packed package runs, as for a user. */
export interface InitTrial {
  /** Name of the trial, and of its folder. */
  readonly name: string;

  /** Options of `eks-loki init`. */
  readonly options: readonly string[];

  /** Files that the folder has before. @default - it does not exist */
  readonly before?: Readonly<Record<string, string>>;

  /** If true, the environments of `examples/` are copied beside its own, and compiled with it. @default false */
  readonly examples?: boolean;

  /** Commands that the user runs after the installation. */
  readonly commands: readonly (readonly string[])[];

  /** Checks of the folder afterwards, and of the output of the commands. */
  readonly checks: (folder: string, output: string) => Checks;
}

/** Part of the output of `eks-loki init --json`. */
interface Written {
  readonly lines?: readonly [string, string];
  readonly next: readonly string[];
}

const PLACE = ['--account', '111122223333', '--region', 'us-east-1'];
const ADMINS = ['--admins', 'arn:aws:iam::111122223333:role/admin'];

/** Files of an app as `cdk init` makes it. */
const APP = {
  'bin/app.ts': "import { App } from 'aws-cdk-lib';\n\nconst app = new App();\n",
  'cdk.json': JSON.stringify({ app: 'npx tsc && node bin/app.js', context }),
  'package.json': JSON.stringify({
    name: 'app',
    private: true,
    dependencies: { 'aws-cdk-lib': devDependencies['aws-cdk-lib'], constructs: devDependencies.constructs },
    devDependencies: {
      '@types/node': devDependencies['@types/node'],
      'aws-cdk': devDependencies['aws-cdk'],
      typescript: devDependencies.typescript,
    },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'es2022', module: 'node16', strict: true, types: ['node'], skipLibCheck: true },
    include: ['bin', 'lib'],
  }),
};

/** Trials of all kinds of projects that init writes. */
export const INIT_TRIALS: readonly InitTrial[] = [
  {
    name: 'init',
    examples: true,
    options: [...PLACE, ...ADMINS, '--volume', '20 GB/day', '--tenants', 'platform,apps'],
    commands: [
      ['npm', 'run', 'types'],
      ['npm', 'run', 'check'],
      ['npm', 'run', 'synth'],
    ],
    checks: (folder, output) => ({
      'the file of environments has no finding': () => match(output, /\b0 errors, 0 warnings\b/),
      'three stacks are synthesized by the app of the package': () => {
        deepEqual(stacksOf(folder, 'dev'), ['dev-Cluster', 'dev-Logging', 'dev-Storage']);
      },
    }),
  },
  {
    name: 'init in an app',
    options: [...PLACE, ...ADMINS],
    before: APP,
    commands: [['npx', 'cdk', 'synth', '--quiet']],
    checks: (folder) => {
      const template = new MadeTemplate(folder, 'LokiLogging');
      return {
        'the stack has the cluster and its logs': () => {
          equal(template.ofType('AWS::EKS::Cluster').length, 1);
          deepEqual(
            template.ofType('AWS::S3::Bucket').map(({ Properties }) => Properties.BucketName),
            ['loki-dev-chunks-111122223333-us-east-1', 'loki-dev-ruler-111122223333-us-east-1'],
          );
        },
        'files of the app are as they were': () => {
          for (const file of ['cdk.json', 'tsconfig.json'] as const) {
            equal(readFileSync(join(folder, file), 'utf8'), APP[file]);
          }
        },
      };
    },
  },
];

/** Names of the stacks of an environment that were synthesized. */
function stacksOf(folder: string, environment: string): string[] {
  const file = join(folder, 'cdk.out', `assembly-${environment}`, 'manifest.json');
  const { artifacts } = JSON.parse(readFileSync(file, 'utf8')) as {
    artifacts: Readonly<Record<string, { type: string; properties?: { stackName?: string } }>>;
  };
  const stacks = Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  return stacks.map(({ properties }) => properties?.stackName ?? '').sort();
}

/** Runs init from the tarball in a new folder, and installs what it wrote. */
export async function prepare(
  { options, before, examples }: InitTrial,
  folder: string,
  tarball: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(before ?? {})) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const init = ['npx', '--yes', '--prefer-offline', '--package', tarball, 'eks-loki', 'init', '--package', tarball];
  const written = JSON.parse(await run(folder, [...init, ...options, '--json'])) as Written;
  if (written.lines) {
    const [imported, made] = written.lines;
    const app = join(folder, 'bin/app.ts');
    writeFileSync(app, `${imported}\n${readFileSync(app, 'utf8')}${made}\n`);
  }
  if (examples) cpSync(join(ROOT, 'examples/environments'), join(folder, 'bin/examples'), { recursive: true });
  // The first of the next commands is the installation.
  const [install = ''] = written.next;
  await run(folder, [...install.split(' '), '--prefer-offline', '--no-audit', '--no-fund']);
}

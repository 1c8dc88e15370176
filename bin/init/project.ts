import { basename, resolve } from 'node:path';
import { context } from '../../cdk.json';
import { devDependencies, name as PACKAGE, peerDependencies } from '../../package.json';
import { DEFAULT_KUBERNETES_VERSION, minorOf } from '../../lib/cluster/kubernetes-versions';
import type { Environment } from '../../lib/environment/environment';
import { isLocal } from '../../lib/environment/local';
import type { EnvironmentProps } from '../../lib/environment/props';
import { literal } from '../../lib/environment/typescript/literal';
import { textLiteral } from '../../lib/environment/typescript/text';
import { ENVIRONMENTS_FILE, MANIFESTS_FOLDER, TEMPLATES_FOLDER } from '../defaults';
import { workflowFiles } from './workflow';

/** Texts of files, by path. */
export type Files = Readonly<Record<string, string>>;

/** A project with one environment. */
export interface ProjectProps {
  /** Folder of the project. */
  readonly folder: string;

  /** The environment. */
  readonly environment: Environment;

  /** Its fields as they are written, without defaults. */
  readonly written: EnvironmentProps;

  /** Source that npm installs this package from: a version, the path of a tarball, or an address of git. */
  readonly source: string;
}

/** Files of a new project, by path. A local cluster needs nothing of the CDK. */
export function projectFiles({ folder, environment, written, source }: ProjectProps): Files {
  const inAws = !isLocal(written);
  return {
    [ENVIRONMENTS_FILE]: environmentsText(environment.name, written),
    'package.json': json(packageJson(basename(resolve(folder)), written, source)),
    'tsconfig.json': json(TSCONFIG),
    '.gitignore': `${['node_modules/', `${MANIFESTS_FOLDER}/`, ...(inAws ? [`${TEMPLATES_FOLDER}/`] : [])].join('\n')}\n`,
    ...(inAws ? { 'cdk.json': json(CDK), ...workflowFiles(environment) } : {}),
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Text of a file with one environment. */
export function environmentsText(name: string, written: EnvironmentProps): string {
  return `import { defineEnvironments } from ${textLiteral(`${PACKAGE}/environments`)};

/** The environments of this deployment: the only file to edit. Your editor completes and explains every field. */
export default defineEnvironments(${literal({ [name]: written }, { open: 2 })});
`;
}

/** The app of the package, found from the project's folder wherever npm has installed it. */
const CDK = { app: `node -e "require(${textLiteral(`${PACKAGE}/app`)})"`, watch: { include: ['bin/**'] }, context };

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'node16',
    moduleResolution: 'node16',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    noEmit: true,
  },
  include: ['bin'],
};

/** Package of the kubectl of a cluster. */
export function kubectlPackage({ cluster }: EnvironmentProps): keyof typeof peerDependencies {
  const { create, existing } = cluster;
  const version = create?.version ?? existing?.version ?? DEFAULT_KUBERNETES_VERSION;
  return `@aws-cdk/lambda-layer-kubectl-v${minorOf(version)}` as keyof typeof peerDependencies;
}

function packageJson(folderName: string, written: EnvironmentProps, source: string): object {
  const inAws = !isLocal(written);
  const charts = ['cdk8s', 'cdk8s-plus-28', 'constructs'] as const;
  const packages = inAws ? [kubectlPackage(written), 'aws-cdk-lib' as const, ...charts] : charts;
  const tools = [...(inAws ? ['aws-cdk' as const] : []), '@types/node' as const, 'typescript' as const];
  const versions = (names: readonly (keyof typeof devDependencies)[]) =>
    Object.fromEntries([...names].sort().map((each) => [each, devDependencies[each]]));
  const dependencies = { ...versions(packages), [PACKAGE]: source };
  return {
    name: npmName(folderName),
    private: true,
    scripts: {
      render: 'eks-loki render',
      check: 'eks-loki check',
      ...(inAws ? { synth: 'cdk synth --quiet', diff: 'cdk diff', deploy: 'cdk deploy' } : {}),
      types: 'tsc',
    },
    dependencies: Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1))),
    devDependencies: versions(tools.sort()),
  };
}

/** Name of a package from that of its folder (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name). */
function npmName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 200);
  // npm refuses a project with the name of a package that it installs.
  return name === '' || name in peerDependencies || name === PACKAGE || name === 'node_modules' ? 'logging' : name;
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { name as PACKAGE } from '../../package.json';
import type { CreateClusterProps, ExistingClusterProps } from '../../lib/environment/cluster-props';
import type { Environment } from '../../lib/environment/environment';
import { nodeCapacity } from '../../lib/cluster/node-capacity';
import { parseRetention, parseVolume } from '../../lib/environment/quantities';
import { Code, literal } from '../../lib/environment/typescript/literal';
import { textLiteral } from '../../lib/environment/typescript/text';
import { UsageError } from '../terminal/problems';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Name of the class that is written. */
const CLASS = 'LokiLoggingStack';

/** Id of its stack in the app. */
export const STACK_ID = 'LokiLogging';

/** Name of its file. */
const FILE = 'loki-logging-stack.ts';

/** A stack that is added to an app. */
export interface AddedStack {
  /** Path of its file in the app's folder. */
  readonly file: string;

  /** Text of the file. */
  readonly text: string;

  /** File of the app that gets the two lines, if `cdk.json` names it. @default - not known */
  readonly app?: string;

  /** Lines that the user adds: the import, and the stack. */
  readonly lines: readonly [string, string];
}

/**
 * A stack with the logging of an environment, for an existing app.
 *
 * @throws UsageError if the app is not in TypeScript
 */
export function addedStack(folder: string, environment: Environment): AddedStack {
  if (!existsSync(join(folder, 'tsconfig.json'))) {
    const fix = 'name an empty folder, or write the construct by hand as in docs/how-to/library.md';
    throw new UsageError([
      { path: join(folder, 'cdk.json'), found: 'belongs to an app that is not in TypeScript', fix },
    ]);
  }
  const below = ['lib', 'src'].find((name) => existsSync(join(folder, name))) ?? 'lib';
  const file = `${below}/${FILE}`;
  const app = appFile(folder);
  const from = relative(dirname(app ?? 'bin/app.ts'), file)
    .replaceAll('\\', '/')
    .replace(/\.ts$/, '');
  const path = `${from.startsWith('.') ? from : `./${from}`}${isModule(folder) ? '.js' : ''}`;
  const { account, region } = environment;
  return {
    file,
    text: stackText(environment),
    app,
    lines: [
      `import { ${CLASS} } from ${textLiteral(path)};`,
      `new ${CLASS}(app, '${STACK_ID}', { env: ${literal({ account, region })} });`,
    ],
  };
}

/** The file that `cdk.json` runs. */
function appFile(folder: string): string | undefined {
  const { app } = readJson(join(folder, 'cdk.json')) as { app?: unknown };
  return typeof app === 'string' ? /(?:^|\s)([\w./-]+\.ts)(?:\s|$)/.exec(app)?.[1]?.replace(/^\.\//, '') : undefined;
}

const isModule = (folder: string): boolean =>
  (readJson(join(folder, 'package.json')) as { type?: unknown }).type === 'module';

function readJson(file: string): object {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))) as object;
  } catch (error) {
    throw new UsageError([{ path: file, found: `is not JSON: ${(error as Error).message}`, fix: 'correct it' }]);
  }
}

/** Text of the file with the stack. */
function stackText(environment: Environment): string {
  const { name, clusterName, props } = environment;
  const { cluster, volume, retention, tenants } = props;
  const [construct, fields] = cluster.existing
    ? (['ExistingLoggingCluster', existingFields(cluster.existing)] as const)
    : (['LoggingCluster', createFields(environment, cluster.create ?? {})] as const);
  const logging = {
    environmentName: name,
    gigabytesPerDay: volume === undefined ? undefined : parseVolume(volume).value,
    retention: retention === undefined ? undefined : duration(retention),
    tenants,
  };
  const place = { indent: '    ', open: 1 };
  const body = literal(logging, place).replace('{\n', '{\n      cluster,\n');
  return `import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ${construct}, LokiLogging } from ${textLiteral(PACKAGE)};
import type { Construct } from 'constructs';

/** Logs of the cluster ${clusterName}: Loki, Alloy and Grafana's datasources. */
export class ${CLASS} extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const { cluster } = new ${construct}(this, 'Cluster', ${literal(fields, place)});

    new LokiLogging(this, 'Logging', ${body});
  }
}
`;
}

/** Properties of `LoggingCluster`. They have other names than those of an environment, and always name the nodes. */
function createFields({ clusterName, gigabytesPerDay }: Environment, { version, admins }: CreateClusterProps): object {
  const { instanceType, nodes } = nodeCapacity(gigabytesPerDay);
  return { clusterName, version, adminRoleArns: admins, instanceTypes: [instanceType], minNodes: nodes };
}

/** Properties of `ExistingLoggingCluster`. */
const existingFields = ({ name, privateSubnetIds, securityGroupId, ...rest }: ExistingClusterProps) => ({
  clusterName: name,
  ...rest,
  kubectlPrivateSubnetIds: privateSubnetIds,
  kubectlSecurityGroupId: securityGroupId,
});

/** A duration of the CDK. */
function duration(text: string): Code {
  const seconds = parseRetention(text).value?.toSeconds() ?? 0;
  const [unit, size] = (
    [
      ['days', SECONDS_PER_DAY],
      ['hours', 3600],
      ['minutes', 60],
    ] as const
  ).find(([, each]) => seconds % each === 0) ?? ['seconds', 1];
  return new Code(`Duration.${unit}(${seconds / size})`);
}

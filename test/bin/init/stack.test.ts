import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addedStack } from '../../../bin/init/stack';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { workFolder } from '../../helpers/cli';

const PLACE = { account: '111122223333', region: 'us-east-1' };
const TS_NODE = '{"app":"npx ts-node --prefer-ts-exts bin/app.ts"}';

function added(files: Readonly<Record<string, string>>, written: Partial<EnvironmentProps> = {}) {
  const folder = workFolder();
  for (const [path, text] of Object.entries({ 'package.json': '{}', 'tsconfig.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return addedStack(folder, resolveEnvironment('dev', { ...PLACE, cluster: { create: {} }, ...written }));
}

test('the two lines say where the stack is and where it goes', () => {
  const { file, app, lines } = added({ 'cdk.json': TS_NODE });
  expect([file, app]).toEqual(['lib/loki-logging-stack.ts', 'bin/app.ts']);
  expect(lines).toEqual([
    "import { LokiLoggingStack } from '../lib/loki-logging-stack';",
    "new LokiLoggingStack(app, 'LokiLogging', { env: { account: '111122223333', region: 'us-east-1' } });",
  ]);
});

test.each([
  ['{"app":"npx tsx ./app.ts"}', { 'src/x.ts': '' }, 'src/loki-logging-stack.ts', "from './src/loki-logging-stack'"],
  ['{"app":"npx tsx src/main.ts"}', { 'src/x.ts': '' }, 'src/loki-logging-stack.ts', "from './loki-logging-stack'"],
  ['{"app":"node out/app.js"}', { 'lib/x.ts': '' }, 'lib/loki-logging-stack.ts', "from '../lib/loki-logging-stack'"],
  [
    TS_NODE,
    { 'package.json': '{"type":"module"}' },
    'lib/loki-logging-stack.ts',
    "from '../lib/loki-logging-stack.js'",
  ],
])('in an app of %s', (cdk, files, file, from) => {
  const stack = added({ 'cdk.json': cdk, ...files });
  expect(stack.file).toBe(file);
  expect(stack.lines[0]).toContain(from);
});

test('a new cluster has nodes for the volume', () => {
  const { text } = added({ 'cdk.json': TS_NODE }, { volume: '500 GB/day', retention: '36h', tenants: ['a', 'b'] });
  const [, nodes] = /minNodes: (\d+)/.exec(text) ?? [];
  expect(Number(nodes)).toBeGreaterThan(3);
  expect(text).toContain("gigabytesPerDay: 500,\n      retention: Duration.hours(36),\n      tenants: ['a', 'b'],\n");
  expect(text).toContain("new LoggingCluster(this, 'Cluster', {\n      clusterName: 'dev',\n");
});

test('an existing cluster is imported with all that is known of it', () => {
  const existing = {
    name: 'main',
    oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
    version: '1.36',
    autoMode: true,
    vpcId: 'vpc-0123456789abcdef0',
    privateSubnetIds: ['subnet-0123456789abcdef0'],
    securityGroupId: 'sg-0123456789abcdef0',
  };
  const { text } = added({ 'cdk.json': TS_NODE }, { cluster: { existing }, retention: '7d' });
  expect(text).toContain("import { ExistingLoggingCluster, LokiLogging } from 'cdk-eks-loki';");
  for (const line of [
    "clusterName: 'main'",
    "version: '1.36'",
    'autoMode: true',
    "kubectlPrivateSubnetIds: ['subnet-0123456789abcdef0']",
    "kubectlSecurityGroupId: 'sg-0123456789abcdef0'",
    "environmentName: 'dev'",
    'retention: Duration.days(7)',
  ]) {
    expect(text).toContain(`      ${line},\n`);
  }
});

test('an app in another language, and one that cannot be read, are refused by name', () => {
  const folder = workFolder();
  const environment = resolveEnvironment('dev', { ...PLACE, cluster: { create: {} } });
  for (const file of ['cdk.json', 'package.json']) writeFileSync(join(folder, file), '{}');
  expect(() => addedStack(folder, environment)).toThrow(
    'cdk.json: belongs to an app that is not in TypeScript; name an empty',
  );
  expect(() => added({ 'cdk.json': '{' })).toThrow(/cdk\.json: is not JSON: .*; correct it$/);
});

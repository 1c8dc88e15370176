import { join } from 'node:path';
import { context } from '../../../cdk.json';
import { devDependencies, exports as entries, files as published, peerDependencies } from '../../../package.json';
import { environmentsText, kubectlPackage, projectFiles } from '../../../bin/init/project';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';

const DEV: EnvironmentProps = { account: '111122223333', region: 'us-east-1', cluster: { create: {} } };

const filesOf = (written: EnvironmentProps, folder = 'logging') =>
  projectFiles({ folder, environment: resolveEnvironment('dev', written), written, source: '^0.1.0' });

const jsonOf = (text = '') => JSON.parse(text) as Record<string, Record<string, string>>;

test('a project for AWS has all that a deploy needs', () => {
  const files = filesOf(DEV);
  expect(Object.keys(files)).toEqual([
    'bin/environments.ts',
    'package.json',
    'tsconfig.json',
    '.gitignore',
    'cdk.json',
    '.github/workflows/deploy.yml',
    '.github/workflows/deploy-environment.yml',
    '.github/deploy-roles.yaml',
  ]);
  expect(jsonOf(files['cdk.json'])).toMatchObject({ app: `node -e "require('cdk-eks-loki/app')"`, context });
  expect(files['.gitignore']?.split('\n')).toEqual(['node_modules/', 'k8s.out/', 'cdk.out/', '']);
});

test('the app that it runs is published', () => {
  expect(entries['./app']).toBe('./bin/app.cjs');
  expect(published).toEqual(expect.arrayContaining(['bin/app.cjs', 'bin/start.cjs']));
});

test('it installs the versions that this package is tested with', () => {
  const { dependencies = {}, devDependencies: tools = {} } = jsonOf(filesOf(DEV)['package.json']);
  const { 'cdk-eks-loki': own, ...others } = { ...dependencies, ...tools };
  expect(own).toBe('^0.1.0');
  expect(devDependencies).toMatchObject(others);
  const needed = Object.keys(peerDependencies).filter((name) => !name.startsWith('@aws-cdk/'));
  expect(Object.keys(dependencies).sort()).toEqual(
    [...needed, 'cdk-eks-loki', '@aws-cdk/lambda-layer-kubectl-v35'].sort(),
  );
});

test('kubectl has the version of the cluster', () => {
  const existing = { name: 'main', oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/A' };
  expect(kubectlPackage({ cluster: { existing: { ...existing, version: '1.33' } } })).toMatch(/v33$/);
  expect(kubectlPackage({ cluster: { create: { version: '1.36' } } })).toMatch(/v36$/);
  expect(kubectlPackage({ cluster: { existing } })).toMatch(/v35$/);
});

test('a project for a local cluster has nothing of AWS', () => {
  const files = filesOf({ cluster: { local: {} } });
  expect(Object.keys(files)).toEqual(['bin/environments.ts', 'package.json', 'tsconfig.json', '.gitignore']);
  expect(Object.values(files).join('\n')).not.toMatch(/aws|cdk\.out|"cdk /);
  expect(files['bin/environments.ts']).not.toContain('account');
});

test.each([
  ['logging', 'logging'],
  ['My Logs!', 'my-logs'],
  ['..x_y.', 'x_y'],
  ['日本', 'logging'],
  ['cdk-eks-loki', 'logging'],
  ['constructs', 'logging'],
])('a project in the folder %s is named %s', (folder, name) => {
  expect(jsonOf(filesOf(DEV, join('/tmp', folder))['package.json'])['name']).toBe(name);
});

test('the file of environments has a field on each line', () => {
  expect(environmentsText('dev', DEV).split('\n').slice(2)).toEqual([
    '/** The environments of this deployment: the only file to edit. Your editor completes and explains every field. */',
    'export default defineEnvironments({',
    '  dev: {',
    "    account: '111122223333',",
    "    region: 'us-east-1',",
    '    cluster: { create: {} },',
    '  },',
    '});',
    '',
  ]);
});

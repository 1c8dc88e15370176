import { EnvironmentStage } from '../../../lib/app/stacks/environment-stage';
import { LoggingApp } from '../../../lib/app/logging-app';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { App } from 'aws-cdk-lib';
import { workFolder } from '../../helpers/cli';

const local = resolveEnvironment('local', { cluster: { local: {} } });
const dev = resolveEnvironment('dev', {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: [] } },
});

test('an app makes no stack for a local cluster, wherever it is in the list', () => {
  const warned: string[] = [];
  const app = new LoggingApp({
    environments: [local, dev],
    onWarnings: ({ name }, found) => found.length > 0 && warned.push(name),
    app: { outdir: workFolder(), autoSynth: false },
  });
  expect(app.stages.map(({ node }) => node.id)).toEqual(['dev']);
  expect(app.checkTemplates().map(({ environment }) => environment.name)).toEqual(['dev']);
  expect(new Set(warned)).toEqual(new Set(['dev']));
});

test('a stage of a local cluster is refused', () => {
  expect(() => new EnvironmentStage(new App(), { environment: local })).toThrow(
    'environments.local.cluster.local: a local cluster has nothing in AWS, and so no stack; render its manifests instead',
  );
});

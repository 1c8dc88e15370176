import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Checks, Example } from './example';
import { installed } from './imports';
import { MadeObjects } from './made';

/** Manifests for Argo CD, without the AWS CDK. */
export const GITOPS: Example = {
  name: 'gitops',
  install: 'git',
  commands: [
    ['npm', 'run', 'render'],
    ['npm', 'run', 'check'],
    ['npm', 'run', 'charts'],
    ['npm', 'run', '--silent', 'secrets'],
  ],
  entries: ['cdk-eks-loki/charts', 'cdk-eks-loki/environments'],
  checks,
};

function checks(folder: string, output: string): Checks {
  const objects = (environment: string) => MadeObjects.ofFolder(join(folder, 'manifests', environment));
  const [prod, staging, tools] = [objects('prod'), objects('staging'), objects('tools')];
  return {
    'the AWS CDK is not installed': () => {
      const { resolve } = createRequire(join(folder, 'environments.ts'));
      throws(() => resolve('aws-cdk-lib'), { code: 'MODULE_NOT_FOUND' });
      deepEqual(
        [...new Set(installed(folder))].filter((name) => name.startsWith('@aws-cdk/') || name === 'aws-cdk').sort(),
        // From these, `eks-loki diff --aws` knows which changes replace a resource, and so its data.
        ['@aws-cdk/aws-service-spec', '@aws-cdk/cloudformation-diff', '@aws-cdk/service-spec-types'],
      );
    },
    'only the entries can be imported': () => {
      const { resolve } = createRequire(join(folder, 'environments.ts'));
      throws(() => resolve('cdk-eks-loki/dist/lib/names'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
    },
    'each environment has its Loki, its Alloy and its datasources': () => {
      for (const made of [prod, staging, tools]) {
        equal(made.one('StatefulSet', 'loki-ingester').metadata.namespace, 'loki');
        equal(made.one('DaemonSet', 'alloy').metadata.namespace, 'alloy');
      }
      equal(prod.one('ConfigMap', 'loki-datasources-prod').metadata.namespace, 'monitoring');
      equal(staging.one('ConfigMap', 'loki-datasources-staging').metadata.namespace, 'grafana');
    },
    'environments differ in the fields that differ': () => {
      equal(prod.lokiConfig.limits_config?.retention_period, '672h');
      equal(staging.lokiConfig.limits_config?.retention_period, '168h');
    },
    'no file for git contains a Secret': () => {
      for (const made of [prod, staging, tools]) deepEqual(made.names('Secret'), []);
    },
    'the Secret is printed for each namespace that needs it': () => {
      for (const namespace of ['loki', 'alloy', 'monitoring']) {
        ok(output.includes(`  name: loki-credentials\n  namespace: ${namespace}\nimmutable: true\n`), namespace);
      }
    },
    'no rule finds an error': () => {
      match(output, /\b0 errors\b/);
    },
    'Argo CD keeps the namespaces': () => {
      const namespaces = [...prod.all, ...staging.all].filter(({ kind }) => kind === 'Namespace');
      deepEqual(prod.names('Namespace'), ['loki', 'alloy', 'monitoring']);
      for (const { metadata } of namespaces) {
        equal(metadata.annotations?.['argocd.argoproj.io/sync-options'], 'Prune=false,Delete=false');
      }
      ok(readFileSync(join(folder, 'argocd.yaml'), 'utf8').includes('path: manifests/prod'));
    },
    'charts without an environment accept names from elsewhere': () => {
      const account = tools.one('ServiceAccount', 'loki').metadata.annotations;
      equal(account?.['eks.amazonaws.com/role-arn'], 'arn:aws:iam::111122223333:role/tools-loki');
      ok(JSON.stringify(tools.lokiConfig).includes('acme-tools-loki-chunks'));
      deepEqual(tools.names('StorageClass'), []);
    },
  };
}

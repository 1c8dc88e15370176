import { App } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { checkManifests, errorsOf } from '../../lib/checks/check';
import { checkCharts } from '../../lib/checks/checked-charts';
import { EnvironmentStage } from '../../lib/app/stacks/environment-stage';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import { Manifests } from '../../lib/manifests/manifests';
import type { KubernetesObject } from '../helpers/charts';
import { FAST_APP } from '../helpers/fast-app';

/** Names of members of every object. They are valid names of tenants. */
const TENANTS = ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__'];

/** The tenants with a value each, as keys of the object itself. */
const byTenant = <T>(value: (index: number) => T) =>
  Object.fromEntries(TENANTS.map((tenant, index) => [tenant, value(index)]));

const namespaces = Object.fromEntries(Object.entries(byTenant((index) => [`ns-${index}`])).slice(1));
const environment = resolveEnvironment('constructor', {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
  tenants: TENANTS,
  tenantNamespaces: namespaces,
  labels: { toString: 'a', valueOf: 'b' } as never,
  loki: { tenantLimits: byTenant((index) => ({ ingestion_rate_mb: index + 1 })) },
  alloy: {
    collectors: [
      {
        name: 'constructor',
        kind: 'replicated',
        sources: [{ name: 'constructor', runsOn: ['replicated'], mounts: [], env: [], rules: [], blocks: () => [] }],
      },
    ],
  },
  workloads: { 'alloy-constructor': { labels: { hasOwnProperty: 'c' } as never } },
});
const charts = environmentCharts(environment);
const objects = charts.manifests().flatMap((file) => file.objects as KubernetesObject[]);
const one = (kind: string, name: string) =>
  objects.find((object) => object['kind'] === kind && object['metadata']['name'] === name) as KubernetesObject;

test('each tenant has its limits, routes and datasource', () => {
  const runtime = parse(one('ConfigMap', 'loki-runtime')['data']['runtime-config.yaml']) as { overrides: object };
  expect(Object.entries(runtime.overrides)).toEqual(
    TENANTS.map((tenant, index) => [tenant, { ingestion_rate_mb: index + 1 }]),
  );
  for (const [index, tenant] of TENANTS.entries()) {
    if (index > 0) expect(charts.alloy.config).toMatch(new RegExp(`=~"?.*ns-${index}[^]*value = "${tenant}"`));
    expect(JSON.stringify(one('ConfigMap', 'loki-datasources-constructor'))).toContain(tenant);
    expect(JSON.stringify(one('ConfigMap', 'loki-gateway'))).toContain(tenant);
  }
});

test('labels reach objects and pods', () => {
  const collector = one('Deployment', 'alloy-constructor') as KubernetesObject;
  expect(Object.entries(collector.metadata.labels ?? {})).toEqual(
    expect.arrayContaining([
      ['toString', 'a'],
      ['valueOf', 'b'],
    ]),
  );
  expect(Object.entries(collector['spec'].template.metadata.labels)).toContainEqual(['hasOwnProperty', 'c']);
});

test('rules find no error, and the stage has the name of the environment', () => {
  expect(checkCharts([environment]).flatMap(({ findings }) => errorsOf(findings))).toEqual([]);
  const stage = new EnvironmentStage(new App(FAST_APP), { environment, charts });
  expect(stage.node.path).toBe('constructor');
  const rules = JSON.stringify(stage.storageStack.node.findAll().map((node) => (node as { lifecycleRules?: unknown }).lifecycleRules)); // prettier-ignore
  for (const tenant of TENANTS) expect(rules).toContain(`"${tenant}/"`);
});

test('components and stages of others may have such names', () => {
  const config = 'constructor "toString" {}\nloki.process "a" {\n  forward_to = []\n  stage.constructor {}\n  toString {}\n}\n';
  const manifests = new Manifests([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'constructor' }, data: { 'config.alloy': config } },
  ] as never);
  expect(() => checkManifests({ manifests })).not.toThrow();
});

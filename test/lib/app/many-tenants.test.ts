import { load } from 'js-yaml';
import { MAX_EXPIRING_TENANTS, MAX_TENANTS } from '../../../lib/environment/names';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { MAX_TEMPLATE_BYTES, MAX_TEMPLATE_RESOURCES } from '../../../lib/delivery/limits';
import { LoggingApp } from '../../../lib/app/logging-app';
import { FAST_APP } from '../../helpers/fast-app';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainTemplate } from '../../helpers/environments';

/** The most tenants that an environment accepts, with limits and namespaces of their own for each. */
const tenants = Array.from({ length: MAX_TENANTS }, (_, index) => `tenant-${String(index).padStart(4, '0')}`);
const limits = {
  retention_period: '336h',
  ingestion_rate_mb: 20,
  ingestion_burst_size_mb: 40,
  max_global_streams_per_user: 20000,
  max_query_series: 1000,
  per_stream_rate_limit: '5MB',
  max_line_size: '256KB',
  max_query_parallelism: 32,
  query_timeout: '3m',
  max_entries_limit_per_query: 4000,
};

/** A ConfigMap as far as its files are concerned. */
interface Files {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

const environment = resolveEnvironment('many', {
  account: '111122223333',
  region: 'us-east-1',
  volume: '3000 GB/day',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
  tenants,
  tenantNamespaces: Object.fromEntries(tenants.slice(1).map((tenant) => [tenant, [tenant, `${tenant}-*`]])),
  loki: { tenantLimits: Object.fromEntries(tenants.map((tenant) => [tenant, limits])) },
});
// The rules run here: an error of one of them would be thrown.
const app = new LoggingApp({ environments: [environment], app: FAST_APP });
const { directory } = app.synth();
const [stage] = app.stages;
const objects = stage?.loggingStack.charts.manifests().flatMap((file) => file.objects as unknown as Files[]) ?? [];
const files = (name: RegExp) =>
  objects
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && name.test(metadata.name))
    .flatMap(({ data }) => Object.values(data).map((text) => load(text) as Record<string, unknown>));
const templates = readdirSync(join(directory, 'assembly-many'))
  .filter((name) => name.endsWith('template.json'))
  .map((name) => readFileSync(join(directory, 'assembly-many', name), 'utf8'));
const resources = templates.flatMap((text) => Object.values((JSON.parse(text) as PlainTemplate).Resources));

test('every tenant has its limits in one of the files that Loki reads', () => {
  const overrides = files(/^loki-runtime/).map((file) => Object.keys(file['overrides'] as object));
  expect(overrides.length).toBeGreaterThan(1);
  expect(overrides.flat()).toEqual(tenants);
  const { file } = (files(/^loki$/)[0] as { runtime_config: { file: string } }).runtime_config;
  expect(file.split(',').map((path) => path.split('/').at(-1))).toEqual(
    overrides.map((_, index) => `runtime-config${index === 0 ? '' : `-${index + 1}`}.yaml`),
  );
});

test('every tenant has its datasource once', () => {
  const datasources = files(/^loki-datasources/).map((file) => file['datasources'] as { uid: string }[]);
  expect(datasources.length).toBeGreaterThan(1);
  expect(datasources.flat().map(({ uid }) => uid)).toEqual(tenants.map((tenant) => `loki-many_${tenant}`));
});

test('AWS accepts every template, every update of a manifest, and every bucket', () => {
  expect(Math.max(...templates.map((text) => Buffer.byteLength(text)))).toBeLessThan(MAX_TEMPLATE_BYTES);
  const counts = templates.map((text) => Object.keys((JSON.parse(text) as PlainTemplate).Resources).length);
  expect(Math.max(...counts)).toBeLessThan(MAX_TEMPLATE_RESOURCES);
  const manifests = resources.filter(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource');
  const events = manifests.map(({ Properties }) => JSON.stringify({ new: Properties, old: Properties }));
  expect(Math.max(...events.map((text) => Buffer.byteLength(text)))).toBeLessThan(1_000_000);
  const rules = resources
    .filter(({ Type }) => Type === 'AWS::S3::Bucket')
    .map(({ Properties }) => (Properties['LifecycleConfiguration'] as { Rules: unknown[] }).Rules.length);
  expect(rules).toEqual([MAX_EXPIRING_TENANTS + 2, 2]);
});

test('a later part of a list is delivered in a stack of its own, before the pods that read it', () => {
  const [logging] = templates
    .map((text) => (JSON.parse(text) as PlainTemplate).Resources)
    .filter((all) => Object.keys(all).some((id) => id.startsWith('DeliveryLokiServices')));
  const parts = Object.entries(logging ?? {}).filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack');
  expect(parts.length).toBe(files(/^loki-runtime/).length + files(/^loki-datasources/).length - 2);
  // Workloads wait for Services, and Services for all configuration.
  const services = Object.entries(logging ?? {}).find(([id]) => id.startsWith('DeliveryLokiServices'));
  const ofLoki = parts.map(([id]) => id).filter((id) => id.includes('lokiruntime'));
  expect(services?.[1].DependsOn).toEqual(expect.arrayContaining(ofLoki));
});

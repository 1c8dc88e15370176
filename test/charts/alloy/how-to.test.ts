import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as charts from '../../../charts';
import * as environments from '../../../lib/environment';
import { environmentCharts, type EnvironmentsProps, resolveEnvironment } from '../../../lib/environment';
import type { KubernetesObject } from '../../helpers/charts';
import { ROOT } from '../../helpers/cli';
import { blocksOf, exportsOf, pageOf } from '../../helpers/pages';

const FOLDER = join(ROOT, 'docs/how-to');
const EXAMPLE = join(ROOT, 'examples/custom');
const PAGE = pageOf('how-to/collectors.md');
const BLOCKS = blocksOf(PAGE);

/** Modules that the blocks of the page import from the package. */
const PACKAGE: Readonly<Record<string, unknown>> = {
  'cdk-eks-loki/charts': charts,
  'cdk-eks-loki/environments': environments,
};

/** Runs TypeScript, and what it imports, as a module of a folder. */
function load(text: string, folder: string): Record<string, unknown> {
  return exportsOf(text, (name) => {
    const file = join(folder, `${name}.ts`);
    if (!(name in PACKAGE) && !existsSync(file)) throw new Error(`there is no ${name} to import`);
    return PACKAGE[name] ?? load(readFileSync(file, 'utf8'), dirname(file));
  });
}

/** Alloy's objects of the environment in a block of the page. */
function objectsOf(text: string, blocks = BLOCKS): KubernetesObject[] {
  const block = blocks.find((one) => one.includes('defineEnvironments') && one.includes(text)) ?? '';
  const { prod } = load(block, FOLDER).default as EnvironmentsProps;
  const props = { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, ...prod };
  return environmentCharts(resolveEnvironment('prod', props)).alloy.toJson() as KubernetesObject[];
}

test("a source of one's own in an environment runs on every node", () => {
  const configs = objectsOf('extraSources').filter(({ kind }) => kind === 'ConfigMap');
  const readers = configs.filter(({ data }) => JSON.stringify(data).includes('loki.source.file \\"vpc_cni\\"'));
  expect(readers.map(({ metadata }) => metadata.name)).toEqual(['alloy']);
});

test.each([
  ['node-logs.md', 'files: [', ['loki.source.file "files_billing"', 'stage.multiline', 'cloud_init_output']],
  ['pod-logs.md', 'fargate: true', ['metadata.namespace!=kube-system', 'sandbox-.*', 'logs_eks_loki_tenant', '(shop)']],
  ['hubble.md', 'hubble: true', ['/var/run/cilium/hubble/*.log']],
  [
    'kafka.md',
    'sasl: {',
    ['otelcol.exporter.kafka "kafka"', 'b-2.kafka.example.com:9096', 'sys.env("KAFKA_PASSWORD")'],
  ],
])('the environment of %s collects what the page says', (page, text, parts) => {
  const objects = objectsOf(text, blocksOf(pageOf(`how-to/${page}`)));
  const { data } = objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'alloy',
  ) as KubernetesObject;
  for (const part of parts) expect((data as Record<string, string>)['config.alloy']).toContain(part);
});

test('topics of others are read as the page says', () => {
  const objects = objectsOf('kafkaTopics: [', blocksOf(pageOf('how-to/kafka.md')));
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'alloy-kafka');
  expect((found?.data as Record<string, string>)['config.alloy']).toContain('topics   = ["orders"]');
});

test("a collector of one's own in an environment is a Deployment with the Service that the page names", () => {
  const own = objectsOf('collectors: [').filter(({ metadata }) => metadata.name === 'alloy-push');
  expect(own.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Deployment', 'Service', 'NetworkPolicy']));
  const { ports } = own.find(({ kind }) => kind === 'Service')?.spec as { ports: { name: string; port: number }[] };
  const port = ports.find(({ name }) => name === 'push')?.port;
  expect(PAGE).toContain(`http://alloy-push.alloy:${port}/loki/api/v1/push`);
});

// The example is compiled and synthesized by `npm run examples`.
test('the source and the collector are those of the example', () => {
  expect(BLOCKS).toContain(readFileSync(join(EXAMPLE, 'push-source.ts'), 'utf8'));
  const app = readFileSync(join(EXAMPLE, 'app.ts'), 'utf8');
  expect(BLOCKS.filter((block) => app.includes(block))).toHaveLength(1);
});

test('an environment says where a source is wrong', () => {
  const { PushSource } = load(readFileSync(join(EXAMPLE, 'push-source.ts'), 'utf8'), EXAMPLE) as {
    PushSource: new () => charts.AlloySource;
  };
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
    alloy: { extraSources: [new PushSource()] },
  });
  expect(() => environmentCharts(environment)).toThrow(
    'environments.prod.alloy.extraSources.push: runs on replicated, but this collector is every-node; ' +
      'run it on a collector of kind replicated',
  );
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { JsonPatch } from 'cdk8s';
import type { LoggingCharts } from '../../../../charts/logging/charts';
import { LokiLogging } from '../../../../lib/app/loki-logging/loki-logging';
import { LogEncryption } from '../../../../lib/storage/log-storage';
import { ClusterMode, LoggingCluster } from '../../../../lib/cluster/logging-cluster';
import { FAST_APP } from '../../../helpers/fast-app';
import { ENV, library, lines } from './doors';

let folder: string;
let record: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
  record = join(folder, 'deployed', 'team.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stackIn = (env = ENV) => new Stack(new App(FAST_APP), 'Stack', { env });

/** The template of a `LokiLogging` with a record, which is written. */
function deploy(props: object = {}): Template {
  const stack = stackIn();
  library({ record, ...props }, stack);
  return Template.fromStack(stack);
}

/** Lines about a change; errors only. */
const change = (props: object, env = ENV) => lines(() => library({ record, ...props }, stackIn(env)));

/** Warnings of a `LokiLogging` with a record, without place and id. */
function warnings(props: object): string[] {
  const stack = stackIn();
  const { node } = library({ record, ...props }, stack);
  return node.metadata.map(({ data }) => String(data)).filter((text) => text.includes('was '));
}

const SCHEMA = [{ from: '2024-04-01', indexPrefix: 'other_' }];
const otherService = (charts: LoggingCharts) =>
  charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/serviceName', 'other'));

test('synthesis writes the record, and nothing else; what is unchanged has no findings', () => {
  library({ record }, stackIn());
  expect(existsSync(record)).toBe(false);
  deploy();
  const text = readFileSync(record, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ form: 1, facts: { account: ENV.account, lokiNamespace: 'loki' } });
  expect(readdirSync(join(folder, 'deployed'))).toEqual(['team.json']);
  expect(change({})).toEqual([]);
  deploy();
  expect(readFileSync(record, 'utf8')).toBe(text);
});

test('every rule about changes holds, by the names of the properties', () => {
  deploy();
  const pass = `remove ${record}`;
  expect(change({ lokiNamespace: 'logs', alloyNamespace: 'agents' })).toEqual([
    `Stack/Logging.lokiNamespace: logs was loki before, and ingesters stay there with lines that they have not written to S3; write loki again, or first take down the Loki in namespace loki (docs/how-to/rollouts.md, "Take a Loki down"), then ${pass} (CHANGE-NAMESPACE-1)`,
    `Stack/Logging.alloyNamespace: agents was alloy before, and the former Alloy still runs and sends every line a second time; write alloy again, or first run kubectl delete daemonset,statefulset,deployment --all -n alloy, then ${pass} (CHANGE-NAMESPACE-1)`,
  ]);
  expect(change({ schema: SCHEMA, customize: otherService })).toEqual([
    expect.stringMatching(
      /^Stack\/Logging: StatefulSet loki\/loki-ingester spec\.serviceName: .*\(K8S-STATEFULSET-2\)$/,
    ),
    expect.stringMatching(
      /^Stack\/Logging: ConfigMap loki\/loki .* the period from 2024-04-01 has begun .*SCHEMA-5\)$/,
    ),
  ]);
  const moved = change({}, { account: '444455556666', region: ENV.region });
  expect(moved).toEqual([
    expect.stringMatching(/^Stack\.env\.account: 444455556666 was 111122223333 before, .*\(CHANGE-PLACE-1\)$/),
    expect.stringMatching(
      /^Stack\/Logging\.chunkBucketName: .*444455556666.* and lines there are not found; .*CHANGE-BUCKET-1\)$/,
    ),
    expect.stringMatching(
      /^Stack\/Logging\.rulerBucketName: .*444455556666.* and rules there are not found; .*CHANGE-BUCKET-1\)$/,
    ),
  ]);
});

test('ingesters move to zones step by step', () => {
  const path = 'Stack/Logging.ingesterZones';
  expect(change({ ingesterZones: { step: 1 } })).toEqual([
    expect.stringMatching(/^Stack\/Logging\.ingesterZones: step 1 .*, and no record says .*\(CHANGE-ZONES-1\)$/),
  ]);
  deploy();
  expect(change({ ingesterZones: { step: 2 } })).toEqual([
    `${path}: step 2 of the migration to zones would follow one StatefulSet of ingesters; write { step: 1 } or false (docs/how-to/zones.md), or remove ${record} if it was never deployed (CHANGE-ZONES-1)`,
  ]);
  deploy({ ingesterZones: { step: 1 } });
  expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ facts: { ingesters: 'step 1' } });
  expect(change({ ingesterZones: { step: 2 } })).toEqual([]);
  expect(change({ ingesterZones: true })).toEqual([expect.stringContaining('write { step: 2 } or { step: 1 }')]);
});

test('warnings are annotations, and can be acknowledged by the path that they print', () => {
  deploy({ encryption: LogEncryption.KMS });
  const [warning, ...others] = warnings({});
  expect(others).toEqual([]);
  expect(warning).toMatch(/^Stack\/Logging\.encryption: s3 was kms before, .*\(CHANGE-KEY-1\)/);
  const accepted = { rule: 'CHANGE-KEY-1', path: 'Stack/Logging.encryption', reason: 'the key stays' };
  expect(warnings({ acknowledge: [accepted] })).toEqual([]);
});

test('a cluster of this library keeps its zones, raises its version by one, and keeps its nodes', () => {
  const make = (props: object, logging = {}) => {
    const stack = stackIn();
    const { cluster } = new LoggingCluster(stack, 'Cluster', { clusterName: 'team', ...props });
    new LokiLogging(stack, 'Logging', { cluster, record, ...logging });
    return stack;
  };
  Template.fromStack(make({ version: '1.34' }));
  expect(lines(() => make({ version: '1.36' }))).toEqual([
    'Stack/Cluster.version: 1.36 was 1.34 before, and EKS skips no version; write 1.35, deploy it, and go on from there (CHANGE-VERSION-1)',
  ]);
  const auto = make({ version: '1.34', mode: ClusterMode.AUTO }, { autoMode: false }).node.findChild('Logging').node
    .metadata;
  expect(auto.map(({ data }) => String(data)).join()).toMatch(/Stack\/Cluster\.mode: auto was node-group before, /);
  rmSync(record);
  Template.fromStack(make({ availabilityZones: ['eu-west-1a', 'eu-west-1b'] }));
  expect(lines(() => make({}))).toEqual([
    expect.stringContaining(
      'Stack/Cluster.availabilityZones: missing was ["eu-west-1a","eu-west-1b"] before, and the volumes',
    ),
  ]);
});

test('the template of the deployed stack has the facts, and serves as the first record', () => {
  const template = deploy().toJSON() as { Metadata: object };
  expect(template.Metadata).toMatchObject({ 'cdk-eks-loki': { lokiNamespace: 'loki', encryption: 's3' } });
  writeFileSync(record, JSON.stringify(template));
  expect(change({})).toEqual([]);
  expect(change({ lokiNamespace: 'logs' })).toEqual([expect.stringContaining('CHANGE-NAMESPACE-1')]);
  expect(change({ schema: SCHEMA })).toEqual([expect.stringContaining('LOKI-SCHEMA-5')]);
  deploy();
  expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ form: 1 });
});

describe('two in one stack', () => {
  const other = () => join(folder, 'deployed', 'other.json');

  /** A stack with one on each of two clusters. */
  function two(first: object, second: object): Stack {
    const stack = stackIn();
    library({ record, ...first }, stack);
    const { cluster } = new LoggingCluster(stack, 'Cluster', { clusterName: 'second' });
    new LokiLogging(stack, 'Second', { cluster, environmentName: 'second', record: other(), ...second });
    return stack;
  }

  const changed = (first: object, second: object): string[] => lines(() => two(first, second));
  const NAMESPACE = { lokiNamespace: 'logs' };

  /** The rules find the changes of each, and none of one in the other. */
  function expectEachCompared(): void {
    expect(changed({}, {})).toEqual([]);
    expect(changed(NAMESPACE, {})).toEqual([
      expect.stringMatching(/^Stack\/Logging\.lokiNamespace: logs was loki before, .*\(CHANGE-NAMESPACE-1\)$/),
    ]);
    expect(changed({}, NAMESPACE)).toEqual([
      expect.stringMatching(/^Stack\/Second\.lokiNamespace: logs was loki before, .*\(CHANGE-NAMESPACE-1\)$/),
    ]);
    expect(changed({}, { customize: otherService })).toEqual([
      expect.stringMatching(/^Stack\/Second: StatefulSet loki\/loki-ingester spec\.serviceName: /),
    ]);
    expect(changed({}, { schema: SCHEMA })).toEqual([expect.stringMatching(/^Stack\/Second: .*SCHEMA-5\)$/)]);
  }

  test('have a record each', () => {
    Template.fromStack(two({}, {}));
    const clusters = [record, other()].map(
      (file) => (JSON.parse(readFileSync(file, 'utf8')) as { facts: { clusterName: string } }).facts.clusterName,
    );
    expect(clusters).toEqual(['team', 'second']);
    expectEachCompared();
  });

  test('have facts and objects of their own in the template of the stack, which serves as the first record of both', () => {
    const template = JSON.stringify(Template.fromStack(two({ alloyNamespace: 'first' }, { alloyNamespace: 'second' })));
    const { Metadata, Resources } = JSON.parse(template) as {
      Metadata: Record<
        'cdk-eks-loki' | 'cdk-eks-loki:Second',
        { clusterName: string; alloyNamespace: string; resources: string[] }
      >;
      Resources: Record<string, { Type: string }>;
    };
    const facts = [Metadata['cdk-eks-loki'], Metadata['cdk-eks-loki:Second']];
    expect(facts.map(({ clusterName }) => clusterName)).toEqual(['team', 'second']);
    expect(facts.map(({ alloyNamespace }) => alloyNamespace)).toEqual(['first', 'second']);
    const deliveries = Object.keys(Resources).filter((id) => Resources[id]?.Type.endsWith('KubernetesResource'));
    expect(facts.flatMap(({ resources }) => resources).sort()).toEqual(deliveries.sort());
    for (const file of [record, other()]) writeFileSync(file, template);
    const agents = (namespace: string) => ({ alloyNamespace: namespace });
    expect(changed(agents('first'), agents('second'))).toEqual([]);
    expect(changed(agents('second'), agents('first'))).toEqual([
      expect.stringMatching(/^Stack\/Logging\.alloyNamespace: second was first before, /),
    ]);
    expect(changed(agents('first'), { ...agents('second'), customize: otherService })).toEqual([
      expect.stringMatching(/^Stack\/Second: StatefulSet loki\/loki-ingester spec\.serviceName: /),
    ]);
  });

  test('begin alone: the second has nothing to compare with in a template without it', () => {
    const template = JSON.stringify(deploy());
    for (const file of [record, other()]) writeFileSync(file, template);
    expect(changed({}, { ...NAMESPACE, customize: otherService })).toEqual([]);
    expect(changed(NAMESPACE, {})).toEqual([expect.stringMatching(/^Stack\/Logging\.lokiNamespace: /)]);
  });

  test('cannot share a file', () => {
    expect(changed({}, { record })).toEqual([
      `Stack/Second.record: ${record} is also the record of Stack/Logging; name a file of its own`,
    ]);
  });
});

test('a file of another kind is refused and stays, and without a record nothing is compared', () => {
  deploy();
  expect(change({ record: undefined, lokiNamespace: 'logs' })).toEqual([]);
  for (const text of ['', '{}', '# notes', '{"Resources":{}}']) {
    writeFileSync(record, text);
    expect(change({})).toEqual([
      `Stack/Logging.record: ${record} is not a record of what was deployed; restore it from version control, or remove it where the environment was never deployed`,
    ]);
    expect(readFileSync(record, 'utf8')).toBe(text);
  }
  expect(change({ record: folder })).toEqual([
    expect.stringMatching(/^Stack\/Logging\.record: .* cannot be read: EISDIR/),
  ]);
});

test('a place that cannot be written to is named', () => {
  mkdirSync(join(folder, 'deployed'));
  writeFileSync(join(folder, 'deployed', 'file'), '');
  const stack = stackIn();
  library({ record: join(folder, 'deployed', 'file', 'team.json') }, stack);
  expect(lines(() => Template.fromStack(stack))).toEqual([
    expect.stringMatching(
      /^Stack\/Logging\.record: .* cannot be written: .*; correct its permissions, or name another file$/,
    ),
  ]);
});

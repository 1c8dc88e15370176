import { Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { Duration as ChartDuration, JsonPatch } from 'cdk8s';
import type { LoggingCharts } from '../../../../charts/logging/charts';
import { library, lines, refusals } from './doors';

describe('LokiLogging refuses what an environment refuses, by the names of its own properties', () => {
  test.each<[string, object, string]>([
    [
      'half a day',
      { retention: Duration.hours(12) },
      'retention: 12 hours is shorter than the 24h index period; use at least 1d',
    ],
    [
      'a lifetime',
      { retention: Duration.days(4000) },
      'retention: 4000 days is longer than ten years; use at most 3650d',
    ],
    [
      'a retention that is a text',
      { retention: '7d' },
      'retention: 7d is not a Duration of aws-cdk-lib; write one such as Duration.days(28)',
    ],
    [
      'a Duration of cdk8s',
      { queryTimeout: ChartDuration.minutes(5) },
      'queryTimeout: an instance of Duration is not a Duration of aws-cdk-lib; write one such as Duration.minutes(5)',
    ],
    [
      'no number of days',
      { retention: Duration.days(NaN) },
      'retention: NaN is not a whole number of seconds; write one such as Duration.days(28)',
    ],
    ...(['autoMode', 'encryption', 'removalPolicy', 'record'] as const).map((key): [string, object, string] => [
      `${key} of the deploy`,
      { [key]: Fn.importValue('X') },
      `${key}: is known at deploy time only, and is needed before; write it as a plain value`,
    ]),
    [
      'no time for queries',
      { queryTimeout: Duration.seconds(0) },
      "queryTimeout: 0 seconds is not a positive duration; write a whole number above 0, such as '5m'",
    ],
    [
      'a part of a second',
      { retention: Duration.millis(5) },
      'retention: 5 millis is not a whole number of seconds; write one such as Duration.days(28)',
    ],
    ['no volume', { gigabytesPerDay: 0 }, 'gigabytesPerDay: 0 is zero; write the volume per day, such as 20'],
    [
      'a volume that is not a number',
      { gigabytesPerDay: NaN },
      'gigabytesPerDay: NaN is not a volume; write the volume per day, such as 20',
    ],
    [
      'more than any size takes',
      { gigabytesPerDay: 40_000 },
      'gigabytesPerDay: 40000 is more than the largest size, 30 TB/day; run the workloads on several clusters, each with an environment of its own',
    ],
    ['a misspelt property', { retenton: 1 }, 'retenton: not a key; did you mean retention?'],
    ['a misspelt component', { sizes: { ingestor: {} } }, 'sizes.ingestor: not a key; did you mean ingester?'],
    [
      'half a replica',
      { sizes: { querier: { replicas: 1.5 } } },
      'sizes.querier.replicas: 1.5 is not a whole number of at least 1 and at most 1000; write one such as 3',
    ],
    [
      'no period of the schema',
      { schema: [] },
      "schema: [] is empty; write at least one period, such as [{ from: '2024-04-01' }]",
    ],
    [
      'periods out of order',
      { schema: [{ from: '2025-01-01' }, { from: '2024-01-01' }] },
      'schema[1].from: 2024-01-01 is not after 2025-01-01; periods are in order, each from a later day',
    ],
    [
      'a namespace in upper case',
      { lokiNamespace: 'Loki' },
      'lokiNamespace: Loki is not a valid namespace name; use at most 63 lower-case letters, digits and hyphens',
    ],
    [
      'one namespace for Loki and Alloy',
      { alloyNamespace: 'loki' },
      "alloyNamespace: loki is Loki's namespace, whose pods must not read the node's files; use another",
    ],
    ['a misspelt source', { alloySources: { jurnal: false } }, 'alloySources.jurnal: not a key; did you mean journal?'],
    [
      'sources that are not objects',
      { alloySources: 'pods', alloyNamespace: 'a' },
      'alloySources: pods is not an object; write one such as { journal: false }',
    ],
    [
      'a DaemonSet that reads nothing',
      { alloySources: { journal: false, audit: false, cloudInit: false, pods: false } },
      'alloySources: reads nothing: journal, audit, cloudInit, pods are all false; leave one on',
    ],
    [
      'a word for the label of nodes',
      { alloyNodeLabel: 'pods' },
      'alloyNodeLabel: pods is not true or false; write one such as true',
    ],
    [
      'an invalid source',
      { alloyExtraSources: [{}] },
      'alloyExtraSources[0]: {} is not a source; write an AlloySource, such as new VpcCniSource()',
    ],
    [
      'an invalid collector',
      { alloyCollectors: ['push'] },
      "alloyCollectors[0]: push is not a collector; write one such as { name: 'push', kind: 'replicated', sources: [] }",
    ],
    [
      'a collector without sources',
      { alloyCollectors: [{ name: 'push', kind: 'replicated', sources: [] }] },
      'alloyCollectors.push.sources: no sources are left; switch one on, or add one',
    ],
    [
      'no tenants',
      { tenants: [] },
      "tenants: [] is empty; name at least one tenant, such as ['platform'], or leave it out",
    ],
    [
      'a tenant that Loki keeps its index by',
      { tenants: ['index'] },
      'tenants[0]: index is a name Loki itself uses in the chunk bucket; choose another',
    ],
    [
      'limits of a tenant that does not exist',
      { tenantLimits: { apps: {} } },
      'tenantLimits.apps: apps is not one of the tenants, team; add apps to them, or leave it out',
    ],
    [
      'a route to an unknown tenant',
      { routes: [{ tenant: 'apps', namespaces: ['shop'] }] },
      'routes[0].tenant: apps is not one of the tenants, team; add apps to them, or leave it out',
    ],
    [
      'a route without namespaces',
      { routes: [{ tenant: 'team', namespaces: [] }] },
      'routes[0].namespaces: [] is empty; write at least one, or leave the route out',
    ],
    [
      'a namespace that goes to two',
      {
        tenants: ['a', 'b'],
        routes: [
          { tenant: 'a', namespaces: ['x'] },
          { tenant: 'b', namespaces: ['x'] },
        ],
      },
      'routes[1].namespaces[0]: x goes to a and to b; write it once',
    ],
    [
      'a key of Loki that others depend on',
      { lokiConfig: { auth_enabled: false } },
      'lokiConfig.auth_enabled: not to be set here; leave it out, as tenants are always on; with one tenant nothing is lost by it',
    ],
    [
      'an invalid URL',
      { alertmanagerUrl: 'alertmanager' },
      "alertmanagerUrl: alertmanager is not a URL; write one such as 'http://alertmanager.monitoring:9093'",
    ],
    ['no lines', { maxLines: 0 }, 'maxLines: 0 is not a whole number of at least 1; write one such as 1000'],
    [
      'a switch that is not a boolean',
      { networkPolicies: 'on' },
      'networkPolicies: on is not true or false; write one such as true',
    ],
    [
      'a value that is not a list',
      { metricsNamespaces: 'monitoring' },
      "metricsNamespaces: monitoring is not a list; write one such as ['monitoring']",
    ],
    [
      'a class that is not a name',
      { storageClassName: 'My Class' },
      'storageClassName: My Class is not a valid Kubernetes name; use lower-case letters, digits, hyphens and dots',
    ],
    [
      'a key of another region',
      { otherKeyArns: ['arn:aws:kms:us-east-1:111122223333:key/1'] },
      'otherKeyArns[0]: arn:aws:kms:us-east-1:111122223333:key/1 is in region us-east-1, and the environment is in eu-west-1; name a key of eu-west-1',
    ],
    [
      'an invalid bucket for access logs',
      { accessLogBucket: 'Logs' },
      'accessLogBucket: Logs is not a valid bucket name; use lower-case letters, digits and hyphens, with a letter or a digit at both ends',
    ],
    [
      'a path of roles without slashes',
      { rolePath: 'platform' },
      "rolePath: platform is not a path of IAM; begin and end it with a slash, as '/platform/'",
    ],
    [
      'a name in upper case',
      { environmentName: 'Prod' },
      'environmentName: Prod is not a valid name; begin with a letter and use lower-case letters, digits and single hyphens',
    ],
    [
      'a function that throws',
      {
        customize: () => {
          throw new Error('no');
        },
      },
      'customize: throws no; correct the function',
    ],
    [
      'a period of an older Loki in the future',
      { schema: [{ from: '2024-04-01' }, { from: '2999-01-01', schema: 'v12' }] },
      'schema[1].schema: v12 is for periods that an older Loki wrote, and 2999-01-01 is in the future; leave it out for v13',
    ],
    [
      'a function that throws nothing',
      {
        customize: () => {
          throw undefined as unknown;
        },
      },
      'customize: throws undefined; correct the function',
    ],
    [
      'a function whose patch cannot be applied',
      {
        customize: (charts: LoggingCharts) =>
          charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.test('/spec/replicas', 99)),
      },
      'customize: changes StatefulSet loki-ingester in a way that cannot be written: TEST_OPERATION_FAILED: Test operation failed; correct the function',
    ],
    [
      'a source without its lists',
      { alloyExtraSources: [{ name: 'mine', mounts: [], env: [], blocks: () => [] }] },
      'alloyExtraSources.mine.rules: missing; write one such as []',
    ],
    [
      'a source that throws',
      {
        alloyExtraSources: [
          { name: 'mine', mounts: [], env: [], rules: [], blocks: () => (null as unknown as { x: [] }).x },
        ],
      },
      "alloyExtraSources.mine: throws Cannot read properties of null (reading 'x'); correct its function blocks",
    ],
    [
      'an encryption there is not',
      { encryption: 'kms' },
      'encryption: kms is not one of LogEncryption; write LogEncryption.KMS',
    ],
    [
      'a snapshot of what has none',
      { removalPolicy: RemovalPolicy.SNAPSHOT },
      'removalPolicy: snapshot keeps a snapshot, and none of these resources has one; write RemovalPolicy.RETAIN or RemovalPolicy.DESTROY',
    ],
    ['a mode that is not a boolean', { autoMode: 'on' }, 'autoMode: on is not true or false; write one such as true'],
    [
      'a function that is asynchronous',
      { customize: () => Promise.reject(new Error('late')) },
      'customize: returns a promise; change the objects at once, without async',
    ],
    [
      'a function that is a generator',
      {
        *customize() {
          yield 1;
        },
      },
      'customize: is a generator, whose code would not run; write a function without *',
    ],
    [
      'an acknowledgement without a reason',
      { acknowledge: [{ rule: 'K8S-EXPOSE-1', path: 'x', reason: ' ' }] },
      "acknowledge[0].reason: ' ' is empty; say why the warning is accepted",
    ],
  ])('%s', (_what, props, line) => {
    expect(lines(() => library(props))).toEqual([`Stack/Logging.${line}`]);
  });

  test('all of it at once', () => {
    const found = refusals(() =>
      library({ gigabytesPerDay: 0, lokiNamespace: 'Loki', sizes: { x: {} }, labels: { a: 1 } }),
    );
    expect(found.map(({ path }) => path).sort()).toEqual([
      'Stack/Logging.gigabytesPerDay',
      'Stack/Logging.labels.a',
      'Stack/Logging.lokiNamespace',
      'Stack/Logging.sizes.x',
    ]);
  });
});

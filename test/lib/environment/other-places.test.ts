import { problemText } from '../../../charts/input/problems';
import { validateEnvironments } from '../../../lib/environment/validate';

const fixesOf = (environment: object) =>
  validateEnvironments({ prod: { cluster: { create: {} }, ...environment } })
    .map(problemText)
    .map((line) => line.replace('environments.prod.', ''));

test.each([
  [{ sizes: {} }, 'sizes: not a key; did you mean loki.sizes?'],
  [{ lokiConfig: {} }, 'lokiConfig: not a key; did you mean loki.config?'],
  [{ alloyExtraSources: [] }, 'alloyExtraSources: not a key; did you mean alloy.extraSources?'],
  [{ alloySources: {} }, 'alloySources: not a key; did you mean alloy?'],
  [{ grafanaDeploy: true }, 'grafanaDeploy: not a key; did you mean grafana.deploy?'],
  [{ gigabytesPerDay: 5 }, 'gigabytesPerDay: not a key; did you mean volume?'],
  [{ chunkBucketName: 'a' }, 'chunkBucketName: not a key; did you mean storage.chunkBucketName?'],
  [{ storageTransition: {} }, 'storageTransition: not a key; did you mean storage.transition?'],
  [{ encryptionKey: 'a' }, 'encryptionKey: not a key; did you mean storage.encryptionKeyArn?'],
  [{ namespace: 'a' }, 'namespace: not a key; did you mean loki.namespace, alloy.namespace or grafana.namespace?'],
  [{ privateLink: {} }, 'privateLink: not a key; did you mean expose.privateLink?'],
  [{ zoneBudget: true }, 'zoneBudget: not a key; did you mean loki.rolloutOperator.zoneBudget?'],
  [{ version: '1.35' }, 'version: not a key; did you mean cluster.create.version or cluster.existing.version?'],
])('%j', (environment, line) => expect(fixesOf(environment)).toEqual([line]));

test.each([
  ['storage', 'kmsKeyArn', 'storage.encryptionKeyArn'],
  ['storage', 'bucketNames', 'storage.chunkBucketName or storage.rulerBucketName'],
  ['loki', 'limits_config', 'loki.config.limits_config'],
  ['loki', 'schema_config', 'loki.schema'],
  ['loki', 'schemaConfig', 'loki.schema'],
  ['loki', 'image', 'images.loki'],
  ['loki', 'nodeSelector', 'workloads.loki.nodeSelector'],
  ['alloy', 'resources', 'workloads.alloy.resources'],
  ['alloy', 'tolerations', 'workloads.alloy.tolerations'],
  ['alloy', 'pipelineStages', 'alloy.processing'],
  ['grafana', 'resources', 'workloads.grafana.resources'],
  ['grafana', 'persistence', 'grafana.deploy.storage'],
])('%s.%s is another name of %s', (path, key, place) => {
  expect(fixesOf({ [path]: { [key]: {} } })).toEqual([`${path}.${key}: not a key; did you mean ${place}?`]);
});

test('fields of the environment that are in one of its objects', () => {
  expect(fixesOf({ loki: { retention: '7d' }, storage: { region: 'us-east-1' } })).toEqual([
    'storage.region: not a key; did you mean storage.endpoint.region or region beside storage?',
    'loki.retention: not a key; did you mean retention beside loki?',
  ]);
});

test.each([
  [
    { grafana: { expose: {}, login: {} } },
    [
      'grafana.expose: not a key; did you mean grafana.deploy.expose or expose beside grafana?',
      'grafana.login: not a key; did you mean grafana.deploy.login?',
    ],
  ],
  [{ loki: { rulerEgress: [] } }, ['loki.rulerEgress: not a key; did you mean network.rulerEgress?']],
  [{ monitoring: { from: 'alloy', url: 'a' } }, ['monitoring.url: not a key; did you mean remoteWrite.url?']],
  [{ alloy: { hubble: { keep: [] } } }, ['alloy.hubble.keep: not a key; did you mean verdicts.keep?']],
  [
    { loki: { autoscaling: { prometheus: 'a', max: 9 } } },
    [
      'loki.autoscaling.prometheus: not a key; did you mean querier.prometheus?',
      // Too many objects have one.
      'loki.autoscaling.max: not a key; the keys here are distributor, querier, queryFrontend, gateway',
    ],
  ],
])('fields of an object below, or of another object: %j', (environment, lines) =>
  expect(fixesOf(environment)).toEqual(expect.arrayContaining(lines)),
);

test('fields of clusters are named for the kind of cluster that is written', () => {
  expect(fixesOf({ cluster: { create: { adminRoleArns: [], clusterName: 'a' } } })).toEqual([
    'cluster.create.adminRoleArns: not a key; did you mean cluster.create.admins?',
    'cluster.create.clusterName: not a key; did you mean cluster.create.name?',
  ]);
  expect(fixesOf({ cluster: { name: 'a' } })[0]).toBe(
    'cluster.name: not a key; did you mean cluster.create.name, cluster.existing.name or cluster.local.name?',
  );
});

test('a field of an existing cluster is not offered for a new one', () => {
  const [line] = fixesOf({ cluster: { create: { oidcIssuer: 'https://a' } } });
  expect(line).toMatch(/^cluster\.create\.oidcIssuer: not a key; the keys here are name, /);
});

test('a key that is nowhere else is answered with the nearest, or all', () => {
  expect(fixesOf({ retentionDays: 7, constructor: 1, zzz: 1 })).toEqual([
    'retentionDays: not a key; did you mean retention?',
    expect.stringMatching(/^constructor: not a key; the keys here are account, /),
    expect.stringMatching(/^zzz: not a key; the keys here are account, /),
  ]);
});

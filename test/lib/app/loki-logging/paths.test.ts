import { MOVED, PATHS, propertiesOf, propertyPath, propertyProblem } from '../../../../lib/app/loki-logging/paths';
import { otherPlaces } from '../../../../lib/environment/other-places';
import { ENVIRONMENT_SCHEMA } from '../../../../lib/environment/schema/environment';
import { KUBERNETES_KEYS } from '../../../../lib/environment/schema/kubernetes';

describe('the path of a property', () => {
  test.each([
    ['alloy', 'alloySources'],
    ['alloy.journal', 'alloySources.journal'],
    ['alloy.namespace', 'alloyNamespace'],
    ['alloy.extraSources[0]', 'alloyExtraSources[0]'],
    ['alloy.collectors.push.sources', 'alloyCollectors.push.sources'],
    ['loki.config.a.b', 'lokiConfig.a.b'],
    ['storage.chunkBucketName', 'chunkBucketName'],
    ['storage.endpoint.accessKey.secret', 'storeEndpoint.accessKey.secret'],
    ['storage', 'storage'],
    ['storage.otherKeyArns[0]', 'otherKeyArns[0]'],
    ['tenantLimits', 'tenantLimits'],
    ['workloads.loki', 'workloads.loki'],
    ['', ''],
  ])('%s is %s', (path, property) => {
    expect(propertyPath(path)).toBe(property);
  });
});

describe('a message of an environment has the names of properties in all of its parts', () => {
  test.each<readonly [string, string]>([
    ['write loki.alertmanagerUrl, such as x', 'write alertmanagerUrl, such as x'],
    ["add 'a' to alloy.kafka.labels", "add 'a' to alloyKafka.labels"],
    ['is set beside loki.sizes.ingester.cpu', 'is set beside sizes.ingester.cpu'],
    ['a matches no pod, since alloy.pods.namespaces.exclude has a', 'a matches no pod, since alloySources.pods.namespaces.exclude has a'], // prettier-ignore
    ['leave it out; alloy.destinations has more', 'leave it out; alloyDestinations has more'],
    ['and storage.endpoint.url is https://s3.x', 'and storeEndpoint.url is https://s3.x'],
    ["is for grafana.as 'operator'", "is for grafanaAs 'operator'"],
    ...[
      "use a name in a domain of yours, such as 'loki.example.com'",
      'grafana.example.com is also the host of Loki',
      'http://alloy.alloy:12345 leads to a pod',
      'add ...context.stages(this.name) to its loki.process',
      'user@loki.config is not a user',
    ].map((text) => [text, text] as const),
  ])('%s', (text, expected) => {
    const { path, found, fix } = propertyProblem({ path: 'loki.config.a', found: text, fix: text });
    expect([path, found, fix]).toEqual(['lokiConfig.a', expected, expected]);
  });
});

describe('both doors know the names of the other', () => {
  const fields = Object.keys((ENVIRONMENT_SCHEMA as unknown as { shape: object }).shape);

  test.each(MOVED.filter(({ key }) => !fields.includes(key)))('$key is $path in an environment', ({ key, path }) => {
    expect(otherPlaces('', key)).toContain(path);
  });

  test('every field of an environment has a property, except what the stack and its app decide', () => {
    const known = [...Object.keys(PATHS), ...KUBERNETES_KEYS];
    const unknown = fields.filter((field) => !known.includes(field) && propertiesOf(field).length === 0);
    expect(unknown).toEqual(['account', 'region', 'terminationProtection', 'deployFrom', 'customizeStack']);
  });
});

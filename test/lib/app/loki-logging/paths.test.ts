import { MOVED, PATHS, propertiesOf, propertyPath } from '../../../../lib/app/loki-logging/paths';
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

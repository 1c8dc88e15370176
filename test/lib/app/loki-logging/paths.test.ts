import { propertyPath } from '../../../../lib/app/loki-logging/paths';

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

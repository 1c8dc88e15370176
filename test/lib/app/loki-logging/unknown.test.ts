import { library, lines } from './doors';

describe('a property that does not exist', () => {
  test.each([
    ['volume', 'did you mean gigabytesPerDay?'],
    ['tenantNamespaces', 'did you mean routes?'],
    ['config', 'did you mean lokiConfig?'],
    ['namespace', 'did you mean lokiNamespace, alloyNamespace or grafanaNamespace?'],
    ['network', 'did you mean networkPolicies, metricsPods, rulerEgress, clientNamespaces or metricsNamespaces?'],
    ['region', "give the stack env: { region: 'us-east-1' }"],
    ['hubble', 'did you mean alloySources.hubble?'],
    ['deployFrom', 'leave it out: the credentials of the CDK CLI decide'],
  ])('%s is answered with what it is here', (key, fix) => {
    expect(lines(() => library({ [key]: {} }))).toEqual([`Stack/Logging.${key}: not a key; ${fix}`]);
  });

  test('a field of loki in an environment is beside loki here', () => {
    const loki = { url: 'https://loki.example.com', sizes: {} };
    expect(lines(() => library({ loki }))).toEqual([
      'Stack/Logging.loki.sizes: not a key; did you mean sizes beside loki?',
    ]);
  });

  test('any other is answered with all properties', () => {
    expect(lines(() => library({ toString: 1, zzz: 1 }))).toEqual([
      expect.stringMatching(/^Stack\/Logging\.toString: not a key; the keys here are cluster, /),
      expect.stringMatching(/^Stack\/Logging\.zzz: not a key; the keys here are cluster, /),
    ]);
  });
});

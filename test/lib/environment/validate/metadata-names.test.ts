import { problemText } from '../../../../charts/input/problems';
import { validateEnvironments } from '../../../../lib/environment/validate';

const problemsOf = (...processing: unknown[]) =>
  validateEnvironments({ prod: { cluster: { create: {} }, alloy: { processing } } } as never).map(problemText);

describe('names of structured metadata on a line', () => {
  const names = (count: number, prefix: string) => Array.from({ length: count }, (_each, index) => `${prefix}${index}`);
  const entry = (count: number, prefix: string, more: object = {}) => {
    const structuredMetadata = names(count, prefix);
    return {
      ...{
        format: 'json',
        fields: Object.fromEntries(structuredMetadata.map((name) => [name, name])),
        structuredMetadata,
      },
      ...more,
    };
  };
  const too = (path: string, count: number, most = 128) =>
    `environments.prod.alloy.processing${path}: lines of pods would have up to ${count} names of structured metadata, and ` +
    `Loki refuses those with more than ${most}; leave some out, or raise loki.config.limits_config.max_structured_metadata_entries_count`;
  const shop = { namespaces: ['shop'] };

  test('are counted over all entries for it', () => {
    expect(problemsOf(entry(129, 'a'))).toEqual([too('[0].structuredMetadata', 129)]);
    expect(problemsOf(entry(100, 'a', shop), entry(40, 'b'))).toEqual([too('[0].structuredMetadata', 140)]);
    const stages = `stage.structured_metadata { values = { ${names(30, 'c')
      .map((name) => `${name} = ""`)
      .join(', ')} } }`;
    expect(problemsOf(entry(100, 'a', shop), { ...shop, stages })).toEqual([too('[1].stages', 130)]);
  });

  test.each<[string, object, object, string]>([
    ['a namespace in a list of namespaces', shop, { namespaces: ['shop', 'market'] }, '[1]'],
    ['a namespace that a pattern takes', shop, { namespaces: ['s*'] }, '[0]'],
    ['a namespace that both lists have', { namespaces: ['shop', 'bank'] }, { namespaces: ['shop', 'market'] }, '[1]'],
    ['an application of a namespace', { ...shop, apps: ['cart'] }, shop, '[0]'],
    [
      'a label of one of two values',
      { match: { stream: ['stdout', 'stderr'] } },
      { match: { stream: ['stdout'] } },
      '[1]',
    ],
    ['a namespace that the other does not except', shop, { exceptNamespaces: ['market'] }, '[0]'],
    [
      'the same exceptions',
      { apps: ['cart'], exceptNamespaces: ['m*'] },
      { apps: ['c*'], exceptNamespaces: ['market'] },
      '[0]',
    ],
    ['all sources', shop, { sources: ['*'] }, '[0]'],
  ])('add up for %s', (_what, one, two, at) => {
    expect(problemsOf(entry(100, 'a', one), entry(40, 'b', two))).toEqual([too(`${at}.structuredMetadata`, 140)]);
  });

  test.each<[string, object, object]>([
    ['a namespace and an application, which may not be in it', shop, { apps: ['cart'] }],
    ['two patterns', { namespaces: ['shop-*'] }, { namespaces: ['*-prod'] }],
    [
      'two labels with several values',
      { namespaces: ['shop', 'garden'], apps: ['cart', 'pay'] },
      { namespaces: ['shop', 'bank'], apps: ['cart', 'mail'] },
    ],
    ['a namespace that the other excepts', shop, { exceptNamespaces: ['shop'] }],
    ['namespaces some of which the other excepts', { namespaces: ['s*'] }, { exceptNamespaces: ['shop'] }],
    ['lines without a namespace', { apps: ['cart'], exceptNamespaces: ['shop'] }, { exceptNamespaces: ['shop'] }],
    ['other sources', shop, { sources: ['journal'] }],
  ])('do not add up for %s', (_what, one, two) => {
    expect(problemsOf(entry(100, 'a', one), entry(40, 'b', two))).toEqual([]);
  });

  test('are not more than Loki takes of each line', () => {
    expect(problemsOf(entry(128, 'a'))).toEqual([]);
    expect(problemsOf(entry(100, 'a', shop), entry(100, 'b', { namespaces: ['market'] }))).toEqual([]);
    const drop = 'stage.structured_metadata_drop { values = ["a0", "a1"] }';
    expect(problemsOf(entry(130, 'a'), { stages: drop, stagesAt: 'last' })).toEqual([]);
    const elsewhere = { namespaces: ['market'], stages: drop, stagesAt: 'last' };
    expect(problemsOf(entry(129, 'a', shop), elsewhere)).toEqual([too('[0].structuredMetadata', 129)]);
  });

  test('may be more where the limit is', () => {
    const of = (loki: object) =>
      validateEnvironments({
        prod: { cluster: { create: {} }, loki, alloy: { processing: [entry(140, 'a')] } },
      } as never).map(problemText);
    const limit = (count: number) => ({ max_structured_metadata_entries_count: count });
    expect(of({ config: { limits_config: limit(200) } })).toEqual([]);
    expect(of({ tenantLimits: { prod: limit(200) } })).toEqual([]);
    expect(of({ config: { limits_config: limit(64) } })).toEqual([too('[0].structuredMetadata', 140, 64)]);
  });
});

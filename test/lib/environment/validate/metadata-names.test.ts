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

  test('are not more than Loki takes of each line', () => {
    expect(problemsOf(entry(128, 'a'))).toEqual([]);
    expect(problemsOf(entry(100, 'a', shop), entry(100, 'b', { namespaces: ['market'] }))).toEqual([]);
    const drop = 'stage.structured_metadata_drop { values = ["a0", "a1"] }';
    expect(problemsOf(entry(130, 'a'), { stages: drop, stagesAt: 'last' })).toEqual([]);
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

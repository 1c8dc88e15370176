import { GONE_KEYS } from '../../../../../charts/loki/config/keys/gone';
import { validateLokiConfig } from '../../../../../charts/loki/config/validate';

const messages = (config: object): string[] =>
  validateLokiConfig(config).map(({ path, found, fix }) => `${path.replace('loki.config.', '')}: ${found}; ${fix}`);

describe('a key that Loki 3 no longer knows', () => {
  /** The value of a key at a path. */
  const at = (path: string, value: unknown): object =>
    path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

  it.each(Object.entries(GONE_KEYS))('%s has advice of its own: %s', (path, advice) => {
    expect(messages(at(path, 'x')).filter((line) => line.startsWith(path))).toEqual([
      expect.stringMatching(new RegExp(`: not a key of loki .*; ${advice}$`)),
    ]);
  });

  it.each(Object.values(GONE_KEYS).flatMap((advice) => /^use (([a-z0-9_]+)\.[a-z0-9_.]+)$/.exec(advice)?.[1] ?? []))(
    '%s exists',
    (path) => {
      expect(messages(at(path, undefined))).toEqual([]);
      const unknown = messages(at(path, 'x')).filter((line) => line.includes('not a key'));
      expect(unknown).toEqual([]);
    },
  );
});

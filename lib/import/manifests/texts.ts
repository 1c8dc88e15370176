import { InputError } from '../../../charts/input/problems';
import type { Manifest } from '../../manifests/manifest';
import { title } from '../../manifests/manifest';
import { isRecord, record, records } from '../../manifests/shape';
import { keysOf, ROOT_BLOCK } from '../../../charts/loki/config/keys/keys';
import { yamlValue } from '../../manifests/yaml/parse';
import { alloyValue } from '../alloy/tree';

/** Kind of a text in an object. */
type TextKind = 'loki' | 'overrides' | 'promtail' | 'alloy';

/** A configuration in a file of its own. */
export interface ConfigFile {
  /** Its kind. */
  readonly kind: TextKind;

  /** Name of the file, or object and key: `ConfigMap loki/loki config.yaml`. */
  readonly name: string;

  /** Its text. */
  readonly text: string;

  /** Its value, if it is YAML. @default - it is the language of Alloy */
  readonly value?: unknown;
}

/** A configuration in an object. */
export interface ConfigText extends ConfigFile {
  /** The object. */
  readonly object: Manifest;
}

/** Configurations of Loki and its agents in objects. */
export function configTexts(objects: readonly Manifest[]): ConfigText[] {
  return objects
    .filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret')
    .flatMap((object) =>
      Object.entries(textsOf(object)).flatMap(([key, text]): ConfigText[] => {
        const named = { name: `${title(object)} ${key}`, object, text };
        if (/\.alloy$|\.river$/.test(key)) return [{ ...named, kind: 'alloy' }];
        if (!/\.ya?ml$/.test(key)) return [];
        const value = yamlValue(text);
        const kind = kindOf(value);
        return kind ? [{ ...named, kind, value }] : [];
      }),
    );
}

/**
 * A file that is the configuration of Loki or of an agent; undefined for anything else.
 *
 * @throws InputError if its name is that of a configuration of Alloy, and it has none
 */
export function configurationIn(text: string, file: string): ConfigFile | undefined {
  if (/\.(alloy|river)$/.test(file)) return { kind: 'alloy', name: file, text: checkedAlloy(text, file) };
  const value = yamlValue(text);
  const kind = kindOf(value);
  if (kind === undefined || kind === 'overrides') return undefined;
  // Chart values may have a Loki block one level too high.
  const keys = Object.keys(value as object);
  const isLoki = keys.length > 1 && keys.every((key) => Object.hasOwn(keysOf(ROOT_BLOCK), key));
  return kind === 'promtail' || isLoki ? { kind, name: file, text, value } : undefined;
}

function checkedAlloy(text: string, file: string): string {
  const refuse = (found: string) =>
    new InputError([{ path: file, found, fix: 'name a file with a configuration of Alloy' }]);
  if (text.includes('\0')) throw refuse('is binary');
  const parsed = alloyValue(text);
  if ('error' in parsed) throw refuse(`is not the language of Alloy: ${parsed.error}`);
  if (parsed.blocks.length === 0) throw refuse('has no block');
  return text;
}

/** Texts of an object by key. Secrets have them in base64. */
export function textsOf({ kind, data, stringData }: Manifest): Record<string, string> {
  const read = (value: unknown) =>
    kind === 'Secret' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value;
  const all = [
    ...Object.entries(record(data)).map(([key, value]) => [key, read(value)]),
    ...Object.entries(record(stringData)),
  ];
  return Object.fromEntries(all.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function kindOf(value: unknown): TextKind | undefined {
  if (!isRecord(value)) return undefined;
  // Options may contain the client; a Prometheus configuration has no positions.
  const isPromtail = ['clients', 'client', 'positions'].some((key) => value[key] !== undefined);
  const sends =
    ['server', 'positions'].some((key) => value[key] !== undefined) &&
    records(value['clients']).some((client) => client['url'] !== undefined);
  if (sends || (value['scrape_configs'] !== undefined && isPromtail)) return 'promtail';
  if (value['schema_config'] !== undefined || (value['limits_config'] !== undefined && value['common'] !== undefined))
    return 'loki';
  return isRecord(value['overrides']) ? 'overrides' : undefined;
}

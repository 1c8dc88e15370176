/**
 * Writes charts/loki/config/generated/types.ts from charts/loki/config/generated/keys.json:
 *
 *     node --import tsx scripts/generate-loki-config-types.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ConfigBlock,
  type ConfigKey,
  CONFIG_KEYS,
  LIMITS_BLOCK,
  ROOT_BLOCK,
} from '../charts/loki/config/keys/keys';

/** Path of the generated types. */
export const CONFIG_TYPES_FILE = join(__dirname, '../charts/loki/config/generated/types.ts');

/** TypeScript's type of a scalar, and the form in its doc line. */
const SCALARS: Record<string, [type: string, form: string]> = {
  any: ['unknown', ''],
  boolean: ['boolean', ''],
  bytes: ['string | number', 'Bytes, such as 5MB.'],
  csv: ['string', 'Comma-separated.'],
  date: ['string', 'Day, such as 2024-04-01.'],
  duration: ['string', 'Duration, such as 1h30m; its largest unit is h.'],
  float: ['number', ''],
  int: ['number', ''],
  'list of string or csv': ['readonly string[] | string', ''],
  'long-duration': ['string', 'Duration, such as 90m or 7d.'],
  string: ['string', ''],
  time: ['string', 'Time, such as 2024-04-01T00:00:00Z.'],
  uint: ['number', 'Not negative.'],
  'unit-bytes': ['string', 'Bytes with their unit, such as 64KB.'],
};

/** The name of a block's interface. */
function interfaceName(block: string): string {
  if (block === ROOT_BLOCK) return 'LokiConfig';
  return `${block.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Config`;
}

/** TypeScript's type of a key. */
function typeOf(type: string): string {
  const scalar = SCALARS[type];
  if (scalar) return scalar[0];
  if (type.startsWith('@')) return interfaceName(type.slice(1));
  if (type.startsWith('list of ')) return `readonly ${typeOf(type.slice(8))}[]`;
  if (type.startsWith('map of ')) return `Readonly<Record<string, ${typeOf(type.slice(7))}>>`;
  throw new Error(`keys.json: type '${type}' is not known; use a scalar, @block, list of … or map of …`);
}

/** Place of a block in the configuration. */
interface Place {
  /** Prefix of its keys: `ruler.ring.`, empty at the top; the shortest if there are several. */
  readonly path: string;

  /** True if the block occurs nowhere else. */
  readonly only: boolean;
}

/** Blocks inside a block, each with the steps to its keys: `ring.` of `ruler`, `configs[].` of `schema`. */
function blocksIn(block: ConfigBlock): [name: string, steps: string][] {
  return Object.entries(block)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { type }]) => {
      const [, around = '', name] = /^((?:list of |map of )*)@(.+)$/.exec(type) ?? [];
      return name ? [[name, `${key}${around.replaceAll('list of ', '[]').replaceAll('map of ', '.*')}.`]] : [];
    });
}

/** Places of the blocks. */
function placesOf(blocks: Readonly<Record<string, ConfigBlock>>): ReadonlyMap<string, Place> {
  const uses = new Map<string, number>();
  for (const [name] of Object.values(blocks).flatMap(blocksIn)) uses.set(name, (uses.get(name) ?? 0) + 1);
  const places = new Map<string, Place>([[ROOT_BLOCK, { path: '', only: true }]]);
  // A map can grow while it is walked. This goes through it level by level, so the shortest path comes first.
  for (const [outer, { path, only }] of places) {
    for (const [name, steps] of blocksIn(blocks[outer] ?? {})) {
      if (!places.has(name)) places.set(name, { path: `${path}${steps}`, only: only && uses.get(name) === 1 });
    }
  }
  return places;
}

/** The doc line of a key: the form of its value, or its path. */
function docOf(name: string, key: ConfigKey, place: Place | undefined): string {
  const parts = [
    key.deprecated ? '@deprecated' : '', // editors see this tag only at the start of a line
    SCALARS[key.type]?.[1] ?? '',
    key.experimental ? 'Experimental.' : '',
    key.default === undefined ? '' : `@default ${key.default}`,
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join(' ');
  if (!place) return `Loki's \`${name}\`.`;
  return `Loki's \`${place.path}${name}\`${place.only ? '' : ', and wherever else the block is'}.`;
}

/** The source of charts/loki/config/generated/types.ts. */
export function configTypes(): string {
  const docs: Record<string, string> = {
    [ROOT_BLOCK]: `The configuration file of Loki ${CONFIG_KEYS.version}.`,
    [LIMITS_BLOCK]: 'Limits: of all tenants in `limits_config`, of one tenant in its overrides.',
  };
  const places = placesOf(CONFIG_KEYS.blocks);
  const interfaces = Object.entries(CONFIG_KEYS.blocks)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([block, keys]) => {
      const lines = Object.entries(keys)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, key]) => {
          const doc = docOf(name, key, places.get(block));
          return `  /** ${doc} */\n  readonly ${name}?: ${typeOf(key.type)};\n`;
        });
      const doc = docs[block] ?? `Block \`${block}\` of Loki's configuration.`;
      return `/** ${doc} */\nexport interface ${interfaceName(block)} {\n${lines.join('')}}\n`;
    });
  const header = `// Generated by scripts/generate-loki-config-types.ts from keys.json. Do not edit.\n\n`;
  return header + interfaces.join('\n');
}

if (require.main === module) {
  writeFileSync(CONFIG_TYPES_FILE, configTypes());
}

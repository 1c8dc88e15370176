import type { AlloyBlock } from '../../../../charts/alloy/language/parse';
import { type KnownBlock, knownBlocks } from './blocks';
import { type AlloyComponent, type AlloyReading, attributeOf, textOf } from './config';

/** Attributes with the path of a file that contains a password. */
export const PASSWORD_FILES = ['password_file', 'bearer_token_file', 'credentials_file', 'client_secret_file'];

/** Attributes with the path of a file that Alloy reads: all that end in `_file`, and these. */
const OTHERS = ['filename', 'gitleaks_config'];

/** Attributes that end in `_file` and name no file, or one that Alloy writes. */
const WRITTEN = ['legacy_positions_file', 'scrape_failure_log_file', 'leases_file'];

/** File that a configuration names. */
export interface NamedFile {
  /** Path of the attribute. */
  readonly path: string;

  /** Path of the file. */
  readonly file: string;

  /** The attribute. */
  readonly attribute: string;

  /** Name of the component. */
  readonly component: string;
}

/** Files that a configuration names with an absolute path. */
export function namedFiles(reading: AlloyReading): NamedFile[] {
  return [...reading.components, ...imports(reading)].flatMap((component) =>
    knownBlocks(component).flatMap(({ name: block, block: { attributes }, prefix, fields }: KnownBlock) =>
      attributes.flatMap(({ name, value }): NamedFile[] => {
        const file = textOf(value);
        const isKnown = fields.some((field) => field.name === name && field.type !== undefined);
        const isFile = (name.endsWith('_file') && !WRITTEN.includes(name)) || OTHERS.includes(name);
        const isDatabase = block === 'stage.geoip' && name === 'db';
        if (!isKnown || !(isFile || isDatabase) || !file?.startsWith('/')) return [];
        return [{ path: `${prefix}${name}`, file, attribute: name, component: component.name }];
      }),
    ),
  );
}

/** The blocks that load modules from files. */
function imports({ config, path }: AlloyReading): AlloyComponent[] {
  return config.blocks
    .filter(({ name }) => name === 'import.file')
    .map((block) => ({ name: block.name, id: block.name, path: `${path} ${block.name}`, block, scope: '' }));
}

/** Patterns of the files that a receiver of OpenTelemetry reads. */
export function includedFiles(block: AlloyBlock): string[] {
  const include = attributeOf(block, 'include');
  return include?.kind === 'array' ? include.parts.flatMap((part) => textOf(part) ?? []) : [];
}

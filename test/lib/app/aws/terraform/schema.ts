import { isRecord } from '../../../../../lib/manifests/shape';
import provider from './provider.json';

/**
 * Arguments of a type: `string`, `string!` if it is required, or an object for a block. `provider.json` has them, and the
 * attributes that others may refer to, as version 6.25.0 of the AWS provider declares them for the types that we write.
 */
type Argument = string | { readonly required?: boolean; readonly fields: Arguments };
// A record cannot refer to itself.
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style
interface Arguments {
  readonly [name: string]: Argument;
}

const TYPES = provider as unknown as Readonly<
  Record<string, { readonly arguments: Arguments; readonly attributes: readonly string[] }>
>;

/** Arguments that every resource may have. */
const META: Arguments = { depends_on: 'list', lifecycle: { fields: { prevent_destroy: 'bool' } } };

/** Arguments that Terraform converts. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || /^\d+$/.test(String(value)),
  bool: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  map: (value) => isRecord(value) && Object.values(value).every((item) => typeof item === 'string'),
};

/** Faults of the arguments of a resource. */
export function resourceFaults(type: string, body: Readonly<Record<string, unknown>>): string[] {
  const schema = TYPES[type];
  return schema ? faults(body, { ...schema.arguments, ...META }, type) : [`${type}: is not a type of provider.json`];
}

/** True if a type has an attribute or argument that others may refer to. */
export function hasAttribute(type: string, name: string): boolean {
  const schema = TYPES[type];
  return schema !== undefined && (name in schema.arguments || schema.attributes.includes(name));
}

function faults(body: Readonly<Record<string, unknown>>, known: Arguments, path: string): string[] {
  const isRequired = (argument: Argument) =>
    typeof argument === 'string' ? argument.endsWith('!') : argument.required;
  const missing = Object.entries(known).filter(([name, argument]) => isRequired(argument) && !(name in body));
  return [
    ...missing.map(([name]) => `${path}.${name}: missing`),
    ...Object.entries(body).flatMap(([name, value]) => {
      const argument = known[name];
      const at = `${path}.${name}`;
      if (argument === undefined) return [`${at}: unknown`];
      if (typeof argument !== 'string') {
        const blocks: unknown[] = Array.isArray(value) ? value : [value];
        return blocks.flatMap((block) =>
          isRecord(block) ? faults(block, argument.fields, at) : [`${at}: is not a block`],
        );
      }
      const kind = argument.replace('!', '');
      return KINDS[kind]?.(value) ? [] : [`${at}: ${JSON.stringify(value)} is no ${kind}`];
    }),
  ];
}

import { isRecord } from '../../../manifests/shape';
import { formOf, NoForm } from './no-form';

/** Form of one property in Terraform: its name, and the form of its own properties or a function that makes its value. */
type Field = string | readonly [name: string, form: Fields | ((value: never) => unknown)];

/** Names of Terraform, by those of CloudFormation. Properties that are not named here have no form. */
export type Fields = Readonly<Record<string, Field>>;

/** Body of a resource in Terraform. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * The properties of an object, renamed.
 *
 * @param path path of the object, which ends with a dot unless it is empty
 * @throws NoForm if a property is not among the fields, with its path
 */
export function renamed(value: unknown, fields: Fields, path = ''): Body {
  if (!isRecord(value)) throw new NoForm(path.replace(/\.$/, ''));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field === undefined) throw new NoForm(`${path}${key}`);
      if (typeof field === 'string') return [field, item];
      const [name, form] = field;
      return [name, formed(item, form, `${path}${key}`)];
    }),
  );
}

function formed(value: unknown, form: Fields | ((value: never) => unknown), path: string): unknown {
  if (typeof form === 'function') return formOf(path, () => form(value as never));
  return Array.isArray(value)
    ? value.map((item, index) => renamed(item, form, `${path}[${index}].`))
    : renamed(value, form, `${path}.`);
}

/** A document of IAM, as the text that Terraform takes. */
export const json = (document: unknown): string => (typeof document === 'string' ? document : JSON.stringify(document));

/** Tags: pairs in CloudFormation, a map in Terraform. */
const tags = (pairs: readonly { readonly Key: string; readonly Value: string }[]): Body =>
  Object.fromEntries(pairs.map(({ Key, Value }) => [Key, Value]));

/** Tags, which every resource may have. */
export const TAGS: Fields = { Tags: ['tags', tags] };

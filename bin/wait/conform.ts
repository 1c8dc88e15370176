import { isRecord } from '../../lib/manifests/shape';

/** Form of a value: a text, a number, texts by name, a list of one form, or an object with fields. */
export type Form = 'text' | 'number' | 'texts by name' | readonly [Form] | { readonly [field: string]: Form };

/**
 * The part of a value that conforms to a form; undefined if it does not conform. An object without a required field does not,
 * so code that reads the result can rely on the types of the API.
 */
export function conform(value: unknown, form: Form, required: readonly string[] = ['name']): unknown {
  if (form === 'text') return typeof value === 'string' ? value : undefined;
  if (form === 'number') return typeof value === 'number' ? value : undefined;
  const inner = (one: unknown, of: Form) => conform(one, of, required);
  if (Array.isArray(form)) {
    const [of] = form as readonly [Form];
    return Array.isArray(value) ? value.map((one) => inner(one, of)).filter((one) => one !== undefined) : undefined;
  }
  if (!isRecord(value)) return undefined;
  if (form === 'texts by name') {
    return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'));
  }
  const fields = Object.entries(form).flatMap(([key, of]) => {
    const one = inner(Object.hasOwn(value, key) ? value[key] : undefined, of);
    return one === undefined ? [] : [[key, one] as const];
  });
  const missing = required.some((key) => key in form && !fields.some(([name]) => name === key));
  return missing ? undefined : Object.fromEntries(fields);
}

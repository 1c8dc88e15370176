import type { Loose } from '../../lib/checks/harness';
import { OBJECTS } from './objects';

/** Values of one field, by what the API server says about them. `test/e2e/api-forms.e2e.ts` asks the real one. */
export interface Answer {
  /** Kind of the object. */
  readonly kind: string;

  /** Path of the field; `pod.` and `container.` begin at those of the object. '' is the object itself, whose fields are replaced. */
  readonly path: string;

  /** Values that it takes. */
  readonly takes: readonly unknown[];

  /** Values that it refuses. */
  readonly refuses: readonly unknown[];

  /** If true, it refuses them when it makes the object, and not in a dry run. @default false */
  readonly late?: boolean;
}

/** Values of a field. */
export const of = (kind: string, path: string, takes: readonly unknown[], refuses: readonly unknown[]): Answer => ({
  ...{ kind, path, takes, refuses },
});

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in which one place has another value. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? changed(item, rest, to) : item));
  const fields = isObject(value) ? value : {};
  return { ...fields, [key]: changed(fields[key], rest, to) };
}

/** An object of a kind, with a value at a path. */
export function objectWith(kind: string, path: string, value: unknown): Loose {
  const base = { kind, metadata: { name: 'a' }, ...OBJECTS[kind] };
  if (path === '') return { ...base, ...(value as object) };
  const pod = kind === 'CronJob' ? 'spec.jobTemplate.spec.template.spec' : 'spec.template.spec';
  const whole = path.replace(/^container\b/, 'pod.containers.0').replace(/^pod\b/, pod);
  return changed(base, whole.split('.'), value) as Loose;
}

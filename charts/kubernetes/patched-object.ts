import { ApiObject, type JsonPatch } from 'cdk8s';
import { InputError, type Problem } from '../input/problems';

/** An operation of a JSON patch, in cdk8s' form. */
interface Operation {
  readonly op: string;
  readonly path: string;

  /** Path of the value to move or copy. */
  readonly from?: string;
}

/** Fields by which the API server knows an object. */
const IDENTITY = ['/apiVersion', '/kind', '/metadata/name'];

/**
 * Object that refuses a patch about what is not there: cdk8s ignores most of them, and a misspelt path shows in nothing. It also
 * refuses patches that leave no object of Kubernetes.
 */
export class PatchedObject extends ApiObject {
  /** @throws InputError if patches left it without apiVersion, kind or name */
  public override toJson(): unknown {
    const object: unknown = super.toJson();
    const problems = IDENTITY.flatMap((path) => this.lacking(object, path) ?? []);
    if (problems.length > 0) throw new InputError(problems);
    return object;
  }

  /** @throws Error if an operation removes, moves or copies what is not there, or writes into it */
  public override addJsonPatch(...patches: JsonPatch[]): void {
    for (const patch of patches) {
      const operation = operationOf(patch);
      const missing = operation && neededPaths(operation).find((path) => !has(this.written(), path));
      if (operation && missing !== undefined) {
        throw new Error(`${this.kind} ${this.name} has no ${missing}, which JsonPatch.${operation.op} names`);
      }
      super.addJsonPatch(patch);
    }
  }

  /** Problem of a field without which no object can be applied. */
  private lacking(object: unknown, path: string): Problem | undefined {
    const value = valueAt(object, path);
    if (typeof value === 'string' && value !== '') return undefined;
    const made: unknown = { '/apiVersion': this.apiVersion, '/kind': this.kind }[path] ?? this.name;
    return {
      path: 'addJsonPatch',
      found: `leaves ${this.kind} ${this.name} without ${path}, and Kubernetes takes no such object`,
      fix: `keep one such as '${String(made)}'`,
    };
  }

  /** The object with the patches so far; undefined if one of them cannot be applied, which is told when it is written. */
  private written(): unknown {
    try {
      return ApiObject.prototype.toJson.call(this);
    } catch {
      return undefined;
    }
  }
}

/** Operation of a patch; undefined if it is not a cdk8s patch. */
function operationOf(patch: unknown): Operation | undefined {
  const { _toJson: read } = Object(patch) as { readonly _toJson?: () => Operation };
  return typeof read === 'function' ? read.call(patch) : undefined;
}

/** Paths that an operation needs. Replacing a missing value adds it. */
function neededPaths({ op, path, from }: Operation): string[] {
  if (op === 'remove') return [path];
  if (op === 'test') return [];
  return [...(from === undefined ? [] : [from]), path.slice(0, Math.max(0, path.lastIndexOf('/')))];
}

/** True if a JSON pointer leads to a value, or nothing is known of the object. */
const has = (object: unknown, pointer: string): boolean =>
  object === undefined || valueAt(object, pointer) !== undefined;

/** Value that a JSON pointer leads to; undefined for one that leads nowhere. */
function valueAt(object: unknown, pointer: string): unknown {
  let value: unknown = object;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

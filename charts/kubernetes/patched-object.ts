import { ApiObject, type JsonPatch } from 'cdk8s';

/** An operation of a patch, as cdk8s passes it on. */
interface Operation {
  readonly op: string;
  readonly path: string;

  /** Path of what is moved or copied. */
  readonly from?: string;
}

/** Object that refuses a patch about what is not there: cdk8s ignores most of them, and a misspelt path shows in nothing. */
export class PatchedObject extends ApiObject {
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

  /** The object with the patches so far; undefined if one of them cannot be applied, which is told when it is written. */
  private written(): unknown {
    try {
      return ApiObject.prototype.toJson.call(this);
    } catch {
      return undefined;
    }
  }
}

/** Operation of a patch; undefined for what is not a patch of cdk8s. */
function operationOf(patch: unknown): Operation | undefined {
  const { _toJson: read } = Object(patch) as { readonly _toJson?: () => Operation };
  return typeof read === 'function' ? read.call(patch) : undefined;
}

/** Paths that must be there for an operation. To replace a value that is not there adds it. */
function neededPaths({ op, path, from }: Operation): string[] {
  if (op === 'remove') return [path];
  if (op === 'test') return [];
  return [...(from === undefined ? [] : [from]), path.slice(0, Math.max(0, path.lastIndexOf('/')))];
}

/** True if a JSON pointer leads to a value, or nothing is known of the object. */
function has(object: unknown, pointer: string): boolean {
  if (object === undefined) return true;
  let value: unknown = object;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return true;
}

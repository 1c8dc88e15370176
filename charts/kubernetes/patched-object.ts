import { ApiObject, type JsonPatch } from 'cdk8s';

/** An operation of a JSON patch, in cdk8s' form. */
interface Operation {
  readonly op: string;
  readonly path: string;

  /** Path of the value to move or copy. */
  readonly from?: string;
}

/**
 * Object that refuses a patch of a missing path. cdk8s ignores most such patches, so a misspelt path would have no
 * effect.
 */
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

  /**
   * The object with the patches so far; undefined if one of them cannot be applied, which is reported when the object
   * is written.
   */
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

/** True if a JSON pointer leads to a value, or the object is unknown. */
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

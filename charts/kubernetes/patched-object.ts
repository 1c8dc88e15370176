import { ApiObject, type JsonPatch } from 'cdk8s';

/** An operation of a patch, as cdk8s passes it on. */
interface Operation {
  readonly op: string;
  readonly path: string;
}

/** Object that refuses a patch which removes what is not there: cdk8s would ignore it, and a misspelt path show in nothing. */
export class PatchedObject extends ApiObject {
  /** @throws Error if an operation removes what is not there */
  public override addJsonPatch(...patches: JsonPatch[]): void {
    for (const patch of patches) {
      const removed = removedPath(patch);
      if (removed !== undefined && !has(this.written(), removed)) {
        throw new Error(`${this.kind} ${this.name} has no ${removed}, which JsonPatch.remove names`);
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

/** Path that an operation removes; undefined for any other, and for what is not a patch of cdk8s. */
function removedPath(patch: unknown): string | undefined {
  const { _toJson: read } = Object(patch) as { readonly _toJson?: () => Operation };
  const operation = typeof read === 'function' ? read.call(patch) : undefined;
  return operation?.op === 'remove' ? operation.path : undefined;
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

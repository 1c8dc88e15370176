import {
  ApiObject,
  type ApiObjectProps,
  App,
  ImplicitTokenResolver,
  JsonPatch,
  LazyResolver,
  NumberStringUnionResolver,
} from 'cdk8s';
import type { Construct } from 'constructs';
import { inOrder, isPlain } from './plain-json';

/** An operation of a patch, as cdk8s passes it on. */
interface Operation {
  readonly op: string;
  readonly path: string;

  /** Path of what is moved or copied. */
  readonly from?: string;
}

/** Resolvers of cdk8s, which change only tokens and objects of classes. */
const RESOLVERS = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * Object that refuses a patch about what is not there: cdk8s ignores most of them, and a misspelt path shows in nothing.
 * It is written as by cdk8s, which asks for each value what it means: plain values are taken as they are.
 */
export class PatchedObject extends ApiObject {
  private readonly applied: JsonPatch[] = [];
  private readonly plain: Readonly<Record<string, unknown>> | undefined;

  constructor(scope: Construct, id: string, props: ApiObjectProps) {
    super(scope, id, props);
    const { resolvers } = App.of(this);
    const isOfCdk8s = resolvers.every((resolver) => RESOLVERS.some((known) => resolver instanceof known));
    if (isOfCdk8s && isPlain({ ...props, metadata: undefined })) this.plain = props;
  }

  /** The object with its patches. */
  public override toJson(): unknown {
    return this.plainJson() ?? super.toJson();
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
      this.applied.push(patch);
    }
  }

  /** The object, if all its values are plain; undefined if cdk8s has to write it, or to say what is wrong with a patch. */
  private plainJson(): unknown {
    // Without the order of keys, it is another text.
    if (!this.plain || process.env['CDK8S_DISABLE_SORT']) return undefined;
    try {
      const json = inOrder({ ...this.plain, metadata: this.metadata.toJson() as unknown });
      const { apiVersion, kind, metadata, ...others } = JsonPatch.apply(json, ...this.applied) as object &
        ApiObjectProps;
      return { apiVersion, kind, ...(metadata && { metadata }), ...others };
    } catch {
      return undefined;
    }
  }

  /** The object with the patches so far; undefined if one of them cannot be applied, which is told when it is written. */
  private written(): unknown {
    try {
      return PatchedObject.prototype.toJson.call(this);
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

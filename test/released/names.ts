import type { PlainTemplate } from '../helpers/environments';
import { isRecord } from '../../lib/manifests/shape';
import { KEPT_OBJECTS, KEPT_RESOURCES } from './kept';
import type { Manifest } from '../../lib/manifests/manifest';

/** Resource of a version. */
export interface ReleasedResource {
  /** Type in CloudFormation. */
  readonly type: string;

  /** True if it is kept when it leaves the stack. */
  readonly retained: boolean;

  /** Values of its fields that cannot change without a replacement. */
  readonly fields: Readonly<Record<string, unknown>>;

  /** Objects that it delivers, with their immutable fields. @default - it delivers no objects */
  readonly objects?: readonly Manifest[];
}

/** Stack of a version. */
export interface ReleasedStack {
  /** Resources by logical id. */
  readonly resources: Readonly<Record<string, ReleasedResource>>;

  /** Names of exports: CloudFormation refuses to delete one that another stack imports. */
  readonly exports: readonly string[];
}

/** Names and fields of a version that must stay, by app (an environment or `LokiLogging`), then by stack. */
export type Released = Readonly<Record<string, Readonly<Record<string, ReleasedStack>>>>;

/** Parts of a template that must stay in later versions. */
export function releasedStack(template: PlainTemplate): ReleasedStack {
  const resources = Object.entries(template.Resources).flatMap(([id, resource]) => {
    const kept = KEPT_RESOURCES[resource.Type];
    if (!kept) return [];
    const released: ReleasedResource = {
      type: resource.Type,
      retained: resource.DeletionPolicy?.startsWith('Retain') ?? false,
      fields: pick(resource.Properties, kept.fields),
      objects: objectsOf(resource.Properties.Manifest),
    };
    return [[id, released] as const];
  });
  const outputs = Object.values(template.Outputs ?? {}) as { readonly Export?: { readonly Name: string } }[];
  return {
    resources: Object.fromEntries(resources),
    exports: outputs.flatMap((output) => output.Export?.Name ?? []),
  };
}

function objectsOf(manifest: unknown): Manifest[] | undefined {
  if (typeof manifest !== 'string') return undefined;
  const objects = (JSON.parse(manifest) as Manifest[]).flatMap((object) => {
    const kept = KEPT_OBJECTS[object.kind];
    if (!kept) return [];
    const { name, namespace } = object.metadata;
    const { apiVersion, kind } = object;
    return [{ apiVersion, kind, metadata: { name, namespace }, ...nested(object, kept.fields) }];
  });
  return objects.length > 0 ? objects : undefined;
}

/** Value of a field, whose name may have dots. */
function fieldOf(value: unknown, field: string): unknown {
  return field.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function pick(value: unknown, fields: readonly string[]): Record<string, unknown> {
  const found = fields.map((field) => [field, fieldOf(value, field)] as const);
  return Object.fromEntries(found.filter(([, one]) => one !== undefined));
}

/** Fields at their places in the object, as rules about changes read them. */
function nested(object: Manifest, fields: readonly string[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(pick(object, fields))) {
    const [outer, inner] = field.split('.') as [string, string?];
    result[outer] = inner === undefined ? value : { ...(result[outer] as object), [inner]: value };
  }
  return result;
}

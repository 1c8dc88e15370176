import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { CUSTOM_DEFINITIONS, CUSTOM_KINDS } from './custom-resources';
import schemas133 from './schemas/1.33.json';
import schemas136 from './schemas/1.36.json';
import { ENUMS, OBJECT_NAME, PATTERNS } from './values';

/** Versions of Kubernetes with a schema: the oldest and the newest of EKS for which client-node has models. */
export type KubernetesVersion = '1.33' | '1.36';

/** All of them. */
export const KUBERNETES_VERSIONS: readonly KubernetesVersion[] = ['1.33', '1.36'];

interface Field {
  type?: string | string[];
  items?: Field;
  additionalProperties?: Field | boolean;
  properties?: Record<string, Field>;
  enum?: readonly string[];
  pattern?: string;
}

interface Schemas {
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Record<string, Field>;
}

const FILES: Record<KubernetesVersion, unknown> = { '1.33': schemas133, '1.36': schemas136 };

/** The field that a rule of `values.ts` is about, or its entries. */
function ruled(definitions: Schemas['definitions'], rule: string): Field {
  const [model = '', name = ''] = rule.split('.');
  const field = definitions[model]?.properties?.[name];
  if (!field) throw new Error(`values.ts: '${rule}' is not a field of the schemas; write Model.field`);
  return field.items ?? (typeof field.additionalProperties === 'object' ? field.additionalProperties : field);
}

/** The schemas of a version with the rules of `values.ts` in them. */
function load(version: KubernetesVersion): { kinds: Schemas['kinds']; ajv: Ajv } {
  const { kinds, definitions } = structuredClone(FILES[version]) as Schemas;
  Object.assign(definitions, CUSTOM_DEFINITIONS);
  for (const [rule, values] of Object.entries(ENUMS)) ruled(definitions, rule).enum = values;
  for (const [rule, pattern] of Object.entries(PATTERNS)) ruled(definitions, rule).pattern = pattern;
  // Without inlining and optimizing: the schemas are compiled in every test run, and used a few hundred times.
  const options = { inlineRefs: false, code: { optimize: false } };
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true, ...options });
  ajv.addSchema({ $id: version, definitions });
  return { kinds: { ...kinds, ...CUSTOM_KINDS }, ajv };
}

const loaded = new Map<KubernetesVersion, ReturnType<typeof load>>();

/** The validator of one kind, if the project may use the kind at all. */
function validator(version: KubernetesVersion, apiVersion: unknown, kind: unknown): ValidateFunction | undefined {
  const { kinds, ajv } = loaded.get(version) ?? load(version);
  loaded.set(version, { kinds, ajv });
  const model = kinds[`${String(apiVersion)}/${String(kind)}`];
  return model ? ajv.getSchema(`${version}#/definitions/${model}`) : undefined;
}

/** `/spec/ports/0/name` as `spec.ports[0].name`. */
function dotted(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : part.includes('.') ? `['${part}']` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

/** Text of a problem that the schema found. */
function sentence({ keyword, params, data, instancePath, message }: ErrorObject): string {
  const path = dotted(instancePath);
  const found = JSON.stringify(data)?.slice(0, 60);
  switch (keyword) {
    case 'additionalProperties':
      return `${[path, String(params['additionalProperty'])].filter(Boolean).join('.')}: is not a field`;
    case 'required':
      return `${[path, String(params['missingProperty'])].filter(Boolean).join('.')}: is missing`;
    case 'enum':
      return `${path}: must be one of ${(params['allowedValues'] as string[]).join(', ')}, but is ${found}`;
    default:
      return `${path}: ${message}, but is ${found}`;
  }
}

interface Named {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
}

/**
 * Problems for which the API server of a version of Kubernetes refuses a manifest or silently drops a field: unknown fields, missing
 * ones, values of the wrong type or outside their list, null (which means that cdk8s lost a value), kinds the project
 * does not use. One line a problem: `Deployment/loki/loki-querier spec.replicas: must be integer, but is "3"`.
 */
export function validateManifests(objects: readonly unknown[], version: KubernetesVersion): string[] {
  return objects.flatMap((object) => {
    const { apiVersion, kind, metadata } = (object ?? {}) as Named;
    const { name, namespace } = metadata ?? {};
    const title = [kind, namespace, name].filter((part) => part !== undefined).join('/') || 'object without a kind';
    const validate = validator(version, apiVersion, kind);
    if (!validate) return [`${title} apiVersion: ${String(apiVersion)}/${String(kind)} is not a kind the schemas have`];
    const role = /Role(Binding)?$/.test(String(kind));
    const named = typeof name === 'string' && (role ? name !== '' : OBJECT_NAME.test(name));
    validate(object);
    return [
      ...(named ? [] : [`${title} metadata.name: must be a name of lower-case letters, digits, - and .`]),
      ...(validate.errors ?? []).map((error) => `${title} ${sentence(error)}`),
    ];
  });
}

/**
 * Writes lib/checks/read/kubernetes/generated/fields.json: kinds of Kubernetes with their versions, and the names and types of
 * their fields, from its OpenAPI document:
 *
 *     node --import tsx scripts/generate-kubernetes-fields.ts kubernetes/api/openapi-spec/swagger.json
 *
 * Types are `text`, `bytes`, `whole`, `number`, `boolean`, `quantity`, `whole or text`, `any`, the name of another type, `[]type`
 * for a list and `{}type` for a map.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of the document. */
interface Part {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: Part;
  readonly additionalProperties?: Part;
  readonly properties?: Readonly<Record<string, Part>>;
}

/** Group, version and kind. */
interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The document. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { 'x-kubernetes-group-version-kind'?: Kind }>>>>;
  readonly definitions: Readonly<Record<string, Part & { 'x-kubernetes-group-version-kind'?: readonly Kind[] }>>;
}

/** Kinds whose fields are written. */
const WITH_FIELDS =
  /^(v1 (ConfigMap|Namespace|PersistentVolume|PersistentVolumeClaim|Pod|ReplicationController|Secret|Service|ServiceAccount|ResourceQuota|LimitRange)|apps\/v1 (Deployment|StatefulSet|DaemonSet|ReplicaSet)|batch\/v1 \w+|networking\.k8s\.io\/v1 (Ingress|IngressClass|NetworkPolicy)|policy\/v1 PodDisruptionBudget|rbac\.authorization\.k8s\.io\/v1 \w+|autoscaling\/v[12] \w+|storage\.k8s\.io\/v1 StorageClass|scheduling\.k8s\.io\/v1 PriorityClass)$/;

/** Types that are read in one piece. */
const PLAIN: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'whole or text',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'text',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'text',
};

const { paths, definitions } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Document;
const types: Record<string, Record<string, string>> = {};

/** Type of a part, whose own types are added. */
function typeOf({ $ref, type, format, items, additionalProperties }: Part): string {
  if ($ref !== undefined) return added($ref.replace('#/definitions/', ''));
  if (items) return `[]${typeOf(items)}`;
  if (additionalProperties) return `{}${typeOf(additionalProperties)}`;
  if (type === 'string') return format === 'byte' ? 'bytes' : 'text';
  if (type === 'integer') return 'whole';
  return type === 'boolean' || type === 'number' ? type : 'any';
}

/** Name of a type of the document. HorizontalPodAutoscalers have two forms of one name. */
function added(id: string): string {
  const known = PLAIN[id];
  const { properties } = definitions[id] ?? {};
  if (known !== undefined || !properties) return known ?? 'any';
  const [, version = '', own = ''] = /\.(v\w+)\.(\w+)$/.exec(id) ?? [];
  const name = id.includes('.autoscaling.v1.') ? `${own}.${version}` : own;
  if (types[name]) return name;
  const fields: Record<string, string> = {};
  types[name] = fields;
  for (const [key, part] of Object.entries(properties)) {
    // The API server fills in both.
    fields[key] = ['status', 'managedFields'].includes(key) ? 'any' : typeOf(part);
  }
  return name;
}

const kinds: Record<string, Record<string, string>> = {};
for (const methods of Object.values(paths)) {
  const made = methods['post']?.['x-kubernetes-group-version-kind'];
  if (!made) continue;
  const { group, version, kind } = made;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const [id = ''] =
    Object.entries(definitions).find(
      ([, { 'x-kubernetes-group-version-kind': all }]) =>
        all?.length === 1 &&
        all.every((each) => each.group === group && each.version === version && each.kind === kind),
    ) ?? [];
  kinds[apiVersion] = { ...kinds[apiVersion], [kind]: WITH_FIELDS.test(`${apiVersion} ${kind}`) ? added(id) : '' };
}
const sorted = <T>(all: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
const target = join(__dirname, '../lib/checks/read/kubernetes/generated/fields.json');
writeFileSync(target, `${JSON.stringify({ kinds: sorted(kinds), types: sorted(types) })}\n`);

/**
 * Writes lib/checks/read/kubernetes/generated/fields.json: kinds of Kubernetes with their versions, and the names and types of
 * their fields, from its OpenAPI document:
 *
 *     node --import tsx scripts/generate-kubernetes-fields.ts kubernetes/api/openapi-spec/swagger.json
 *
 * Types are `text`, `bytes`, `time`, `fine time`, `whole`, `small whole` (32 bits), `number`, `boolean`, `quantity`, `whole or text`,
 * `any`, the name of another type, `[]type` for a list, `{}type` for a map, and `?type` for what may also be true or false.
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

/** Versions that are stable. */
const STABLE = /^(.*\/)?v\d+$/;

/** Groups and kinds whose fields are not written: they change with each version of Kubernetes, or nobody writes them to a file. */
const WITHOUT_FIELDS =
  /^(resource|events|flowcontrol\.apiserver|authentication|authorization)\.k8s\.io\/|^policy\/v1 Eviction$|^v1 (Event|Binding|Node|\w+Options)$/;

/** Types that are read in one piece. */
const PLAIN: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'whole or text',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'fine time',
};

/** Package of the types of CustomResourceDefinitions. */
const DEFINITIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

/** Types that are another one, and may have another form besides. The list of schemas is refused. */
const ALSO: Readonly<Record<string, readonly [type: string, also: '' | '?']>> = {
  [`${DEFINITIONS}.JSONSchemaPropsOrArray`]: [`${DEFINITIONS}.JSONSchemaProps`, ''],
  [`${DEFINITIONS}.JSONSchemaPropsOrBool`]: [`${DEFINITIONS}.JSONSchemaProps`, '?'],
};

/** Types that share their name with one that has other fields or needs others. */
const RENAMED: Readonly<Record<string, string>> = {
  'io.k8s.api.discovery.v1.EndpointPort': 'EndpointSlicePort',
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference': 'APIServiceReference',
};

const { paths, definitions } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Document;
const types: Record<string, Record<string, string>> = {};

/** Type of a part, whose own types are added. */
function typeOf({ $ref, type, format, items, additionalProperties }: Part): string {
  if ($ref !== undefined) return added($ref.replace('#/definitions/', ''));
  if (items) return `[]${typeOf(items)}`;
  if (additionalProperties) return `{}${typeOf(additionalProperties)}`;
  if (type === 'string') return format === 'byte' ? 'bytes' : 'text';
  if (type === 'integer') return format === 'int32' ? 'small whole' : 'whole';
  return type === 'boolean' || type === 'number' ? type : 'any';
}

/** Name of a type of the document. HorizontalPodAutoscalers have two forms of one name. */
function added(id: string): string {
  const [other, also] = ALSO[id] ?? [];
  if (other !== undefined) return `${also}${added(other)}`;
  const known = PLAIN[id];
  const { properties } = definitions[id] ?? {};
  if (known !== undefined || !properties) return known ?? 'any';
  const [, version = '', own = ''] = /\.(v\w+)\.(\w+)$/.exec(id) ?? [];
  const name = RENAMED[id] ?? (id.includes('.autoscaling.v1.') ? `${own}.${version}` : own);
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
  const hasFields = STABLE.test(apiVersion) && !WITHOUT_FIELDS.test(`${apiVersion} ${kind}`);
  kinds[apiVersion] = { ...kinds[apiVersion], [kind]: hasFields ? added(id) : '' };
}
const sorted = <T>(all: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
const target = join(__dirname, '../lib/checks/read/kubernetes/generated/fields.json');
writeFileSync(target, `${JSON.stringify({ kinds: sorted(kinds), types: sorted(types) })}\n`);

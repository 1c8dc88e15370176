/**
 * Writes test/kubernetes/schemas/<version>.json: strict JSON Schemas of the Kubernetes kinds this project deploys,
 * from the models in @kubernetes/client-node. Each of its releases has one version of Kubernetes.
 *
 *     npm install --no-save k8s-1.33@npm:@kubernetes/client-node@1.3.0 k8s-1.36@npm:@kubernetes/client-node@2.0.1
 *     node --import tsx scripts/generate-kubernetes-schemas.ts node_modules/k8s-1.33 node_modules/k8s-1.36
 *
 * The version comes from the header of the models. 1.3.0 has 1.33, 1.4.0 has 1.34, 2.0.1 has 1.36; 1.35 has no release.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kinds by `apiVersion/kind`, and the class that models each. */
const KINDS: Record<string, string> = {
  'v1/Namespace': 'V1Namespace',
  'v1/ServiceAccount': 'V1ServiceAccount',
  'v1/ConfigMap': 'V1ConfigMap',
  'v1/Secret': 'V1Secret',
  'v1/Service': 'V1Service',
  'v1/PersistentVolumeClaim': 'V1PersistentVolumeClaim',
  'apps/v1/Deployment': 'V1Deployment',
  'apps/v1/StatefulSet': 'V1StatefulSet',
  'apps/v1/DaemonSet': 'V1DaemonSet',
  'batch/v1/Job': 'V1Job',
  'batch/v1/CronJob': 'V1CronJob',
  'policy/v1/PodDisruptionBudget': 'V1PodDisruptionBudget',
  'autoscaling/v2/HorizontalPodAutoscaler': 'V2HorizontalPodAutoscaler',
  'networking.k8s.io/v1/NetworkPolicy': 'V1NetworkPolicy',
  'networking.k8s.io/v1/Ingress': 'V1Ingress',
  'networking.k8s.io/v1/IngressClass': 'V1IngressClass',
  'rbac.authorization.k8s.io/v1/Role': 'V1Role',
  'rbac.authorization.k8s.io/v1/RoleBinding': 'V1RoleBinding',
  'rbac.authorization.k8s.io/v1/ClusterRole': 'V1ClusterRole',
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': 'V1ClusterRoleBinding',
  'storage.k8s.io/v1/StorageClass': 'V1StorageClass',
  'scheduling.k8s.io/v1/PriorityClass': 'V1PriorityClass',
};

/** Fields that only the API server writes. A manifest with one of them was copied from a cluster. */
const SERVER_SIDE = ['status', 'managedFields', 'creationTimestamp', 'resourceVersion', 'uid', 'selfLink'];

interface Attribute {
  /** Name in TypeScript. */
  readonly name: string;
  /** Name in a manifest. */
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

type Schema = Record<string, unknown>;

/**
 * The schema of an attribute's type. It is never null: the API server treats null as absent, which would hide a lost
 * value.
 */
function typeSchema(type: string, format: string): Schema {
  const list = /^Array<(.*)>$/.exec(type)?.[1];
  if (list) return { type: 'array', items: typeSchema(list, format) };
  const map = /^\{ \[key: string\]: (.*?);? ?\}$/.exec(type)?.[1];
  if (map) return { type: 'object', additionalProperties: typeSchema(map, format) };
  switch (type) {
    case 'string':
    case 'boolean':
      return { type };
    case 'number':
      return { type: format.startsWith('int') ? 'integer' : 'number' };
    case 'IntOrString':
      return { type: ['integer', 'string'] };
    case 'Date':
    case 'V1MicroTime':
      return { type: 'string' };
    case 'any':
    case 'object':
      return {};
    default:
      if (!/^\w+$/.test(type)) throw new Error(`attribute type '${type}' is not known; add it to typeSchema`);
      return { $ref: `#/definitions/${type}` };
  }
}

/** The schema of one model: its attributes and no others, with those required that its class requires. */
function modelSchema(models: string, name: string): Schema {
  const declared = readFileSync(join(models, `${name}.d.ts`), 'utf8');
  const source = readFileSync(join(models, `${name}.js`), 'utf8');
  const map = /attributeTypeMap = (\[[\s\S]*?\n\s*\]);/.exec(source)?.[1];
  if (!map) throw new Error(`${models}/${name}.js: no attributeTypeMap; is this @kubernetes/client-node?`);
  const all = JSON.parse(map) as Attribute[];
  const attributes = all.filter(({ baseName }) => !SERVER_SIDE.includes(baseName));
  const required = attributes.filter(({ name: key }) => declared.includes(`\n    '${key}': `)).map((a) => a.baseName);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(attributes.map((a) => [a.baseName, typeSchema(a.type, a.format)])),
  };
}

/** Exactly the definitions that the kinds need. */
function schemas(models: string): Schema {
  const definitions: Record<string, Schema> = {};
  const add = (name: string): void => {
    if (definitions[name]) return;
    const schema = modelSchema(models, name);
    definitions[name] = schema;
    for (const [, inner] of JSON.stringify(schema).matchAll(/#\/definitions\/(\w+)/g)) add(inner as string);
  };
  Object.values(KINDS).forEach(add);
  const sorted = Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1));
  return { kinds: KINDS, definitions: Object.fromEntries(sorted) };
}

for (const directory of process.argv.slice(2)) {
  const models = join(directory, 'dist/gen/models');
  const header = readFileSync(join(models, 'V1Pod.d.ts'), 'utf8');
  const version = /OpenAPI spec version: \D*(\d+\.\d+)/.exec(header)?.[1];
  if (!version || readdirSync(models).length < 1000) {
    throw new Error(`${models}: no models of a known version; install @kubernetes/client-node 1.3.0 or later`);
  }
  const target = join(__dirname, '../test/kubernetes/schemas');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, `${version}.json`), `${JSON.stringify(schemas(models))}\n`);
}

import { yamlOf } from '../../charts/kubernetes/yaml';
import { readLoki } from '../checks/read/loki/loki';
import type { Environment } from '../environment/environment';
import { type Manifest, title } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { filesOf } from '../manifests/files';
import { IMMUTABLE_FIELDS } from '../manifests/immutable-fields';
import { at, isRecord, isText, records } from '../manifests/shape';
import { yamlValue } from '../manifests/yaml/parse';
import { type DeployedFacts, factsOf } from './facts';

/** Version of the form of a record. */
const FORM = 1;

/** Problem of a file that should be a record. */
export const NOT_A_RECORD = {
  found: 'not a record of what was deployed',
  fix: 'restore it from version control, or remove it where the environment was never deployed',
};

/** Metadata of a stack that delivers the objects, with the facts. */
export const RECORD_METADATA = 'cdk-eks-loki';

/** Type of the resources that deliver manifests. */
const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** Record of what was deployed, as far as rules about changes need it. */
export interface DeployedRecord {
  /** Facts about the environment. @default - unknown: an earlier version deployed it */
  readonly facts?: DeployedFacts;

  /** Objects, with at least the fields that these rules read. */
  readonly manifests: Manifests;

  /** Instruction that lets a change pass: `remove deployed/prod.json`. */
  readonly pass: string;
}

/** Text of the record of an environment: facts, immutable fields of objects, and schema periods of Loki. */
export function recordText(environment: Environment, manifests: Manifests): string {
  const schemas = new Set(manifests.read(readLoki).lokis.map(({ path }) => path));
  const objects = manifests.objects.flatMap((object) => immutablePart(object) ?? schemaPart(object, schemas) ?? []);
  // One object a line: a change is one line of a diff.
  const lines = objects.map((object) => `    ${JSON.stringify(object)}`).join(',\n');
  const facts = JSON.stringify(factsOf(environment), null, 2).replaceAll('\n', '\n  ');
  return `{\n  "form": ${FORM},\n  "facts": ${facts},\n  "objects": [\n${lines}\n  ]\n}\n`;
}

/** Record in a text; undefined if it is not one. `file` is where it is. */
export function parseRecord(text: string, file: string): DeployedRecord | undefined {
  const value = parsed(text);
  if (at(value, 'form') !== FORM || !isFacts(at(value, 'facts'))) return undefined;
  const objects = records(at(value, 'objects')) as unknown as Manifest[];
  return {
    facts: at(value, 'facts') as DeployedFacts,
    manifests: new Manifests(objects, file),
    pass: `remove ${file}`,
  };
}

/** Record in the template of a deployed `Logging` stack; undefined if it delivers nothing. */
export function recordOfTemplate(text: string, pass: string): DeployedRecord | undefined {
  const objects = objectsOfTemplate(text);
  if (objects.length === 0) return undefined;
  const facts = at(parsed(text), `Metadata.${RECORD_METADATA}`);
  return { facts: isFacts(facts) ? facts : undefined, manifests: new Manifests(objects), pass };
}

/** Objects that the resources of a template deliver. */
export function objectsOfTemplate(text: string): Manifest[] {
  const resources = at(parsed(text), 'Resources');
  return Object.values(isRecord(resources) ? resources : {}).flatMap((resource) => {
    const manifest = at(resource, 'Properties.Manifest');
    const list = at(resource, 'Type') === MANIFEST && isText(manifest) ? parsed(manifest) : undefined;
    return Array.isArray(list) ? (records(list) as unknown as Manifest[]) : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isFacts = (value: unknown): value is DeployedFacts => isRecord(value) && isText(value['lokiNamespace']);

/** Object with its immutable fields only; undefined if its kind has none. */
function immutablePart(object: Manifest): object | undefined {
  const fields = IMMUTABLE_FIELDS[object.kind];
  if (!fields) return undefined;
  const part: Record<string, unknown> = identityOf(object);
  for (const path of Object.keys(fields)) {
    const value = at(object, path);
    const [last = '', ...above] = path.split('.').reverse();
    if (value === undefined) continue;
    const holder = above.reverse().reduce<Record<string, unknown>>((inner, key) => {
      inner[key] ??= {};
      return inner[key] as Record<string, unknown>;
    }, part);
    holder[last] = value;
  }
  return part;
}

/** ConfigMap of Loki's configuration with the schema only; undefined for others. */
function schemaPart(object: Manifest, paths: ReadonlySet<string>): object | undefined {
  const files = Object.entries(filesOf(object)).filter(([name]) => paths.has(`${title(object)} ${name}`));
  if (files.length === 0 || object.kind !== 'ConfigMap') return undefined;
  const data = files.map(([name, text]) => [name, schemaOf(text)]);
  return { ...identityOf(object), data: Object.fromEntries(data) as Record<string, string> };
}

/** The schema of a configuration, as a configuration that rules still know for one of Loki. */
const schemaOf = (text: string): string =>
  yamlOf({ common: {}, schema_config: at(yamlValue(text), 'schema_config') });

const identityOf = ({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Record<string, unknown> => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});

import { yamlOf } from '../../../charts/kubernetes/yaml';
import { readLoki } from '../../checks/read/loki/loki';
import type { Environment } from '../../environment/environment';
import { type Manifest, title } from '../../manifests/manifest';
import { Manifests } from '../../manifests/manifests';
import { filesOf } from '../../manifests/files';
import { parsedJson } from '../../manifests/json';
import { IMMUTABLE_FIELDS } from '../../manifests/immutable-fields';
import { at, isRecord, isText, record, records } from '../../manifests/shape';
import { yamlValue } from '../../manifests/yaml/parse';
import { grown } from '../setup/pods';
import { setupOf } from '../setup/read';
import type { Setup } from '../setup/setup';
import { isSetup } from '../setup/validate';
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
export const MANIFEST_TYPE = 'Custom::AWSCDK-EKS-KubernetesResource';

/** Record of what was deployed, with the facts that rules about changes need. */
export interface DeployedRecord {
  /** Facts about the environment. @default - unknown: an earlier version deployed it */
  readonly facts?: DeployedFacts;

  /** Objects, with at least the fields that these rules read. */
  readonly manifests: Manifests;

  /** Needs of the environment, for `eks-loki plan`. @default - unknown: an earlier version deployed it @internal */
  readonly setup?: Setup;

  /** Instruction that lets a change pass: `remove deployed/prod.json`. */
  readonly pass: string;
}

/** Text of the record of an environment: facts, immutable fields of objects, schema periods of Loki, and its size. */
export function recordText(environment: Environment, manifests: Manifests): string {
  const schemas = new Set(manifests.read(readLoki).lokis.map(({ path }) => path));
  const objects = manifests.objects.flatMap((object) => immutablePart(object) ?? schemaPart(object, schemas) ?? []);
  return textOf(factsOf(environment), objects, setupOf(environment, manifests));
}

/** Record with the present volume claims of some StatefulSets. */
export function withClaims(
  { facts, manifests: { objects }, setup }: DeployedRecord,
  sets: readonly Manifest[],
): string {
  const recorded = objects.map((object) => {
    const templates = at(
      sets.find((set) => title(set) === title(object)),
      'spec.volumeClaimTemplates',
    );
    return templates === undefined
      ? object
      : { ...object, spec: { ...record(object['spec']), volumeClaimTemplates: templates } };
  });
  return textOf(facts, recorded, setup && { ...setup, volumes: grown(setup.volumes, new Manifests(sets)) });
}

function textOf(facts: DeployedFacts | undefined, objects: readonly object[], setup: Setup | undefined): string {
  // Each object has one line, so that a change is one line of a diff.
  const lines = objects.map((object) => `    ${JSON.stringify(object)}`).join(',\n');
  const needs = Object.entries(setup ?? {}).map(([key, value]) => `    "${key}": ${JSON.stringify(value)}`);
  const indented = JSON.stringify(facts, null, 2).replaceAll('\n', '\n  ');
  const size = setup ? `,\n  "setup": {\n${needs.join(',\n')}\n  }` : '';
  return `{\n  "form": ${FORM},\n  "facts": ${indented},\n  "objects": [\n${lines}\n  ]${size}\n}\n`;
}

/** Record in a text; undefined if it is not one. `file` is where it is. */
export function parseRecord(text: string, file: string): DeployedRecord | undefined {
  const value = parsedJson(text);
  if (at(value, 'form') !== FORM || !isFacts(at(value, 'facts'))) return undefined;
  const objects = records(at(value, 'objects')) as unknown as Manifest[];
  const setup = at(value, 'setup');
  return {
    facts: at(value, 'facts') as DeployedFacts,
    ...(isSetup(setup) && { setup }),
    manifests: new Manifests(objects, file),
    pass: `remove ${file}`,
  };
}

/** Facts in the metadata of a stack, and the part of the stack that they are about. */
interface RecordedFacts extends DeployedFacts {
  /** Path of the construct within its stack. @default - the stack has no other */
  readonly construct?: string;

  /** Logical ids of the resources that deliver its objects. @default - all of the stack */
  readonly resources?: readonly string[];
}

/** Key of the metadata of one of several constructs in a stack. The first has the plain one. */
export const recordKey = (keys: readonly string[], construct: string): string =>
  keys.includes(RECORD_METADATA) ? `${RECORD_METADATA}:${construct}` : RECORD_METADATA;

/**
 * Record in the template of a deployed `Logging` stack, or of one construct of a stack; undefined if the stack delivers
 * nothing. A construct that is new in the stack has an empty record.
 */
export function recordOfTemplate(text: string, pass: string, construct?: string): DeployedRecord | undefined {
  const template = parsedJson(text);
  if (objectsOf(template).length === 0) return undefined;
  const metadata = Object.entries(record(at(template, 'Metadata')));
  const all = metadata.flatMap(([key, facts]) => (isRecordKey(key) && isFacts(facts) ? [facts as RecordedFacts] : []));
  const areNamed = construct !== undefined && all.some((facts) => facts.construct !== undefined);
  const facts = areNamed ? all.find((each) => each.construct === construct) : all[0];
  if (areNamed && !facts) return { manifests: new Manifests([]), pass };
  return { facts, manifests: new Manifests(objectsOf(template, facts?.resources)), pass };
}

const isRecordKey = (key: string): boolean => key === RECORD_METADATA || key.startsWith(`${RECORD_METADATA}:`);

/** Objects that the resources of a template deliver. */
export function objectsOfTemplate(text: string): Manifest[] {
  return objectsOf(parsedJson(text));
}

function objectsOf(template: unknown, ids?: readonly string[]): Manifest[] {
  return Object.entries(record(at(template, 'Resources'))).flatMap(([id, resource]) => {
    if (ids && !ids.includes(id)) return [];
    const manifest = at(resource, 'Properties.Manifest');
    const list = at(resource, 'Type') === MANIFEST_TYPE && isText(manifest) ? parsedJson(manifest) : undefined;
    return Array.isArray(list) ? (records(list) as unknown as Manifest[]) : [];
  });
}

const isFacts = (value: unknown): value is DeployedFacts => isRecord(value) && isText(value['alloyNamespace']);

/** Object with its immutable fields only; undefined for a kind without immutable fields. */
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

/** The schema of a configuration, as a configuration that rules recognize as Loki's. */
const schemaOf = (text: string): string =>
  yamlOf({ common: {}, schema_config: at(yamlValue(text), 'schema_config') });

const identityOf = ({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Record<string, unknown> => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});

import { show } from '../../../charts/input/problems';
import type { Manifests } from '../../manifests/manifests';
import { type Fields, IMMUTABLE_FIELDS } from '../../manifests/immutable-fields';
import { parseQuantity } from '../../manifests/quantity';
import { isRecord, record, records, text } from '../../manifests/shape';
import { type Finding, type ManifestsRule, type ManifestsSubject, Severity } from '../rule';
import { type Manifest, title } from '../../manifests/manifest';

const STATEFUL_SET = 'StatefulSet';

const statefulSets: ManifestsRule = {
  id: 'K8S-STATEFULSET-2',
  severity: Severity.ERROR,
  title: 'no immutable field of a StatefulSet changes',
  why: 'the API server rejects the whole update of the StatefulSet, and the other manifests are applied without it',
  evidence: 'https://github.com/grafana/loki/issues/9524',
  check: (subject) => changes(subject, STATEFUL_SET, IMMUTABLE_FIELDS[STATEFUL_SET] ?? {}),
};

const others: ManifestsRule = {
  id: 'K8S-IMMUTABLE-1',
  severity: Severity.ERROR,
  title: 'no immutable field of any other object changes',
  why: 'the API server rejects the update of the object, and the other manifests are applied without it',
  evidence: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/',
  check: (subject) =>
    Object.entries(IMMUTABLE_FIELDS)
      .filter(([kind]) => kind !== STATEFUL_SET)
      .flatMap(([kind, fields]) => changes(subject, kind, fields)),
};

function changes({ manifests, previous }: ManifestsSubject, kind: string, fields: Fields): Finding[] {
  if (!previous) return [];
  return manifests.ofKind(kind).flatMap((object) => {
    const before = findIn(previous, object);
    if (!before) return [];
    return Object.entries(fields).flatMap(([field, byDefault]) =>
      differences(fieldOf(before, field) ?? byDefault, fieldOf(object, field) ?? byDefault, field).map(
        ({ path, was, is }) => ({
          path: `${title(object)} ${path}`,
          found: `${shown(is)} was ${shown(was)} before and cannot be changed`,
          fix: `write ${shown(was)} again, or ${isGrowth(path, was, is) ? growth(previous) : replacement(object, previous)}`,
        }),
      ),
    );
  });
}

/** True for a volume that gets larger, which needs no new StatefulSet by hand. */
const isGrowth = (path: string, was: unknown, is: unknown): boolean =>
  /^spec\.volumeClaimTemplates\[.*\]\.spec\.resources\.requests\.storage$/.test(path) &&
  (parseQuantity(is) ?? 0) > (parseQuantity(was) ?? Number.POSITIVE_INFINITY);

/** Instruction to let volumes grow. The command writes the new sizes into a record, and not into rendered manifests. */
function growth({ folder }: Manifests): string {
  const stale = folder === undefined || folder.endsWith('.json') ? '' : `, and then remove ${folder}`;
  return `first run npx eks-loki volumes for this environment${stale} (docs/how-to/volumes.md)`;
}

/** Instruction to recreate an object. The earlier manifests must go too, or the finding comes back. */
function replacement(object: Manifest, { folder }: Manifests): string {
  const command = deletion(object);
  return folder ? `remove ${folder}, and where it was deployed run ${command}` : `first run ${command}`;
}

const findIn = (manifests: Manifests, { kind, metadata }: Manifest): Manifest | undefined =>
  metadata.name ? manifests.find(kind, metadata.namespace, metadata.name) : undefined;

const fieldOf = (object: Manifest, field: string): unknown =>
  field.split('.').reduce<unknown>((value, key) => record(value)[key], object) ?? undefined;

/** A part that differs. */
interface Difference {
  /** Its path. */
  readonly path: string;

  /** Previous value. */
  readonly was: unknown;

  /** New value. */
  readonly is: unknown;
}

/** Smallest parts that differ. Empty and absent are equal, and claims are compared by name. */
function differences(was: unknown, is: unknown, path: string): Difference[] {
  if (canonical(was) === canonical(is)) return [];
  if (areNamed(was) && areNamed(is) && namesIn(was) === namesIn(is)) {
    return was.flatMap((one, index) => differences(claim(one), claim(is[index]), `${path}[${nameIn(one)}]`));
  }
  if (!isRecord(was) || !isRecord(is)) return [{ path, was, is }];
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key) => differences(was[key], is[key], `${path}.${key}`));
}

/** Claim without the fields that the API server fills in. */
function claim(value: unknown): unknown {
  const { metadata, spec } = record(value);
  return { metadata, spec: { volumeMode: 'Filesystem', ...record(spec) } };
}

const nameIn = (value: unknown): string => text(record(record(value)['metadata'])['name']) ?? '';
const areNamed = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.every((item) => nameIn(item) !== '');
const namesIn = (value: unknown): string =>
  records(value as object[])
    .map(nameIn)
    .join();

/** Text of a value, equal for equivalent values: the order of keys and empty fields do not matter. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return value === undefined || value === null ? '' : JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => [key, canonical(item)] as const);
  const filled = fields.filter(([, item]) => item !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  return filled.length === 0 ? '' : `{${filled.map(([key, item]) => `${key}:${item}`).join()}}`;
}

function shown(value: unknown): string {
  if (canonical(value) === '' || value === '') return 'nothing';
  if (areNamed(value)) return value.map((item) => `'${nameIn(item)}'`).join(', ');
  return typeof value === 'string' ? `'${value}'` : show(value);
}

/** Pods and volumes of a StatefulSet stay, and the new one takes them over. */
function deletion({ kind, metadata: { namespace, name } }: Manifest): string {
  const where = namespace ? ` --namespace ${namespace}` : '';
  const orphans = kind === 'StatefulSet' ? ' --cascade=orphan' : '';
  return `kubectl delete ${kind.toLowerCase()} ${name}${where}${orphans}`;
}

/** Rules about immutable fields. */
export const IMMUTABLE_RULES: readonly ManifestsRule[] = [statefulSets, others];

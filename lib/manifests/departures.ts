import { isSameQuantity } from './quantity';
import { isRecord, record } from './shape';

/** Field of an object in the cluster that is not as it was rendered. */
export interface Departure {
  /** Path of the field: `spec.selector.app`, `spec.template.spec.containers[querier].args[1]`. */
  readonly path: string;

  /** Value in the cluster. @default - it was removed */
  readonly is?: unknown;

  /** Rendered value. @default - the field was added */
  readonly wanted?: unknown;

  /** Operation of a JSON patch for what an apply of the rendered object leaves. @default - an apply corrects the field */
  readonly patch?: PatchOperation;
}

/** Operation of a JSON patch. */
type PatchOperation =
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'replace'; readonly path: string; readonly value: unknown };

/** Maps that have one owner: a key that somebody adds changes what they select. */
const WHOLE = /(?:^|\.)(?:selector|nodeSelector|matchLabels)$/;

/** Fields of pods that decide where and whether they run: one that somebody adds counts. */
const OF_PODS = ['nodeSelector', 'affinity', 'schedulingGates', 'runtimeClassName', 'hostNetwork'];

/** Fields of containers that decide what they run: one that somebody adds counts. */
const OF_CONTAINERS = ['command', 'args', 'envFrom', 'workingDir'];

/** Fields by which the API server knows the items of a list, by the name of the list. Others are one value. */
const KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  topologySpreadConstraints: 'topologyKey',
};

/** Path of the ports of a Service. */
const SERVICE_PORTS = 'spec.ports';

/** Place of a value: its path for people, and its JSON pointer. */
interface Place {
  readonly path: string;
  readonly pointer: string;
}

const ROOT: Place = { path: '', pointer: '' };

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const below = ({ path, pointer }: Place, key: string): Place => {
  const isWord = /^[\w-]+$/.test(key);
  return {
    path: isWord ? `${path}${path && '.'}${key}` : `${path}[${key}]`,
    pointer: `${pointer}/${escaped(key)}`,
  };
};

/**
 * Fields of an object in the cluster that are not as rendered. Fields that the API server fills in, or that others add beside the
 * rendered ones, count only if they decide what is selected, where pods run or what they run.
 */
export const departures = (live: unknown, wanted: unknown): Departure[] => within(live, wanted, ROOT);

function within(live: unknown, wanted: unknown, place: Place): Departure[] {
  if (live === undefined && isNothing(wanted)) return [];
  if (Array.isArray(wanted)) return ofList(live, wanted, place);
  if (!isRecord(wanted)) return isSame(place.path, live, wanted) ? [] : [departure(live, wanted, place)];
  if (!isRecord(live)) return [departure(live, wanted, place)];
  const changed = Object.entries(wanted).flatMap(([key, value]) => within(live[key], value, below(place, key)));
  const added = Object.keys(live).filter((key) => !(key in wanted) && !isNothing(live[key]));
  return [
    ...changed,
    ...added.filter(() => WHOLE.test(place.path)).map((key) => departure(live[key], undefined, below(place, key))),
    ...added
      .filter((key) => decisive(place.path).includes(key))
      .map((key) => {
        const at = below(place, key);
        return { ...departure(live[key], undefined, at), patch: { op: 'remove' as const, path: at.pointer } };
      }),
  ];
}

/** Fields that count if somebody adds them at a path. */
function decisive(path: string): readonly string[] {
  if (/(?:^|\.)template\.spec$/.test(path)) return OF_PODS;
  return /(?:^|\.)(?:containers|initContainers)\[[^\]]*\]$/.test(path) ? OF_CONTAINERS : [];
}

const departure = (is: unknown, wanted: unknown, { path }: Place): Departure => ({
  path,
  ...(is === undefined ? {} : { is }),
  ...(wanted === undefined ? {} : { wanted }),
});

function ofList(live: unknown, wanted: readonly unknown[], place: Place): Departure[] {
  if (!Array.isArray(live)) return [departure(live, wanted, place)];
  const key = keyOf(place.path, wanted);
  if (key === undefined) {
    if (live.length !== wanted.length) return [departure(live, wanted, place)];
    return wanted.flatMap((item, index) =>
      within(live[index], item, { path: `${place.path}[${index}]`, pointer: `${place.pointer}/${index}` }),
    );
  }
  const nameOf = (item: unknown): unknown => record(item)[key];
  const changed = wanted.flatMap((item) => {
    const index = live.findIndex((one) => nameOf(one) === nameOf(item));
    const path = `${place.path}[${String(nameOf(item))}]`;
    return within(live[index], item, { path, pointer: `${place.pointer}/${index}` });
  });
  const added = live.find((one) => !wanted.some((item) => nameOf(item) === nameOf(one))) as unknown;
  if (place.path !== SERVICE_PORTS || added === undefined) return changed;
  // Two ports of a Service cannot have one name, so an apply beside the other one is refused.
  const path = `${place.path}[${String(nameOf(added))}]`;
  return [...changed, { path, is: added, patch: { op: 'replace', path: place.pointer, value: wanted } }];
}

/** Field that identifies the items of a list; undefined if the list is one value. */
function keyOf(path: string, items: readonly unknown[]): string | undefined {
  const name = /[^.]*$/.exec(path)?.[0] ?? '';
  if (name !== 'ports') return KEYS[name];
  // Those of a network policy are one value.
  if (items.every((item) => record(item)['containerPort'] !== undefined)) return 'containerPort';
  return path === SERVICE_PORTS ? 'port' : undefined;
}

/** True for values that the API server leaves out. */
const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

/** Name and tag of an image. A mirror changes its registry alone. */
const imageOf = (value: unknown): string => String(value).split('/').at(-1) ?? '';

/** True for one value in two forms: a quantity, a port that is a number or its text, or an image of a mirror. */
function isSame(path: string, live: unknown, wanted: unknown): boolean {
  if (live === wanted || isSameQuantity(path, live, wanted)) return true;
  if (live === undefined || isRecord(live)) return false;
  return path.endsWith('.image') ? imageOf(live) === imageOf(wanted) : String(live) === String(wanted);
}

import type { Manifest } from '../../../lib/manifests/manifest';
import { isSameQuantity } from '../../../lib/manifests/quantity';
import { LAST_APPLIED, SERVER_SIDE, serverSideManager } from '../../../lib/manifests/server-side';
import { at, isRecord, record, text } from '../../../lib/manifests/shape';
import { parsedJson } from '../../../lib/manifests/json';

/** Fields of metadata that the API server sets. */
const NOT_WANTED = [...SERVER_SIDE, 'ownerReferences'];

/** Annotations that controllers set. */
const OF_CONTROLLERS = [LAST_APPLIED, 'deployment.kubernetes.io/revision', 'deprecated.daemonset.template.generation'];

/** An object without what the server and controllers write: status, versions, owners. */
export function withoutServerSide(object: Manifest): Manifest {
  const { status, metadata, ...rest } = object;
  void status;
  const { annotations, ...others } = record(metadata) as Record<string, unknown>;
  const left = entriesWithout(annotations, OF_CONTROLLERS);
  return {
    ...rest,
    metadata: {
      ...Object.fromEntries(entriesWithout(others, NOT_WANTED)),
      ...(left.length > 0 ? { annotations: Object.fromEntries(left) } : {}),
    },
  } as unknown as Manifest;
}

const entriesWithout = (value: unknown, keys: readonly string[]): [string, unknown][] =>
  Object.entries(record(value)).filter(([key]) => !keys.includes(key));

/** True for an object as the API server prints it, with what it has written into it. */
export const isLive = ({ metadata }: Manifest): boolean => {
  const { uid, resourceVersion } = record(metadata as unknown);
  return uid !== undefined && resourceVersion !== undefined;
};

/** Text that `kubectl apply` applied last; undefined if it never did. */
const lastApplied = (live: Manifest): string | undefined =>
  text(record(record(live.metadata as unknown)['annotations'])[LAST_APPLIED]);

/** Field manager of an object that was applied on the server's side only. The CDK applies on the client's side. */
export const managerOf = (live: Manifest): string | undefined =>
  lastApplied(live) === undefined ? serverSideManager(live) : undefined;

/**
 * The object after an apply, computed without the API server: the live one with the wanted fields, and without the
 * fields that the last apply set and this one does not. Defaults that the server has filled in stay.
 */
export function appliedOver(live: Manifest, wanted: Manifest): Manifest {
  return over(live, wanted, parsedJson(lastApplied(live) ?? ''), '') as Manifest;
}

/** Fields by which the API server merges items of lists. */
const KEYS = ['name', 'mountPath', 'containerPort', 'port', 'topologyKey', 'ip', 'key'];

/** Paths of fields that are a number or a text. */
const NUMBER_OR_TEXT = /\.(?:port|targetPort|maxSurge|maxUnavailable|minAvailable)$/;

function over(live: unknown, wanted: unknown, former: unknown, path: string): unknown {
  if (isRecord(live) && isRecord(wanted)) {
    const last = record(former);
    const kept = Object.entries(live).flatMap(([key, value]) => {
      if (key in wanted || !(key in last)) return [[key, value] as const];
      // Fields that others have added stay, also in an object that is no longer wanted.
      const rest = isRecord(value) && isRecord(last[key]) ? over(value, {}, last[key], `${path}.${key}`) : {};
      return Object.keys(record(rest)).length > 0 ? [[key, rest] as const] : [];
    });
    const set = Object.entries(wanted)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, over(live[key], value, last[key], `${path}.${key}`)] as const);
    return Object.fromEntries([...kept, ...set]);
  }
  if (Array.isArray(live) && Array.isArray(wanted)) {
    const key = KEYS.find((one) => [...live, ...wanted].every((item) => at(item, one) !== undefined));
    const lasts = Array.isArray(former) ? (former as unknown[]) : [];
    const same = (items: readonly unknown[], item: unknown, index: number) =>
      key === undefined ? items[index] : items.find((one) => at(one, key) === at(item, key));
    return wanted.map((item: unknown, index) => over(same(live, item, index), item, same(lasts, item, index), path));
  }
  return isSame(path, live, wanted) ? live : wanted;
}

/** True for one value in two forms, if the API server keeps only one of them: a quantity, or a port that is a number or its text. */
const isSame = (path: string, live: unknown, wanted: unknown): boolean =>
  isSameQuantity(path, live, wanted) || (NUMBER_OR_TEXT.test(path) && String(live) === String(wanted));

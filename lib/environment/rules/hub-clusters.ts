import { type PodsBehind, urlConnection } from '../../../charts/endpoint/connection';
import { type Problem, show } from '../../../charts/input/problems';
import { parsedUrl } from '../../../charts/input/url';
import { hubUrl, isSpoke } from '../hub/hub';
import type { Hubs } from '../hub/hubs';
import type { EnvironmentProps } from '../props';
import { isObject, stringsOf } from '../values';

/** Advice for two clusters whose lines cannot be distinguished. */
export const ONE_SENDER = 'write a tenant of its own for one of the two, or rename a cluster';

/**
 * Normal form of a URL that means the same gateway in every cluster; undefined for a gateway in the client's own
 * cluster.
 */
export function gatewayOf(url: string, pods?: PodsBehind): string | undefined {
  const parsed = parsedUrl(url);
  return parsed && urlConnection(url, pods).namespace === undefined ? parsed.origin : undefined;
}

/** A cluster that sends lines to a Loki. */
interface Sender {
  /** Path of the field that names the cluster. */
  readonly path: string;

  /** Name of the cluster: the label `cluster` of its lines. */
  readonly cluster: string;

  /** Tenants of its lines. */
  readonly tenants: readonly string[];

  /** Loki that they go to. */
  readonly loki: string;
}

type Entries = readonly (readonly [name: string, input: EnvironmentProps])[];

/** Environments with a door, by its URL. If several share a URL, any of them may get a line. */
function doorsOf(entries: Entries): ReadonlyMap<string | undefined, string> {
  const doors = entries.flatMap(([name, props]) => {
    const url = isSpoke(props) ? undefined : hubUrl({ props });
    return url === undefined ? [] : [[gatewayOf(url), name] as const];
  });
  return new Map(doors.filter(([url]) => doors.filter(([other]) => other === url).length === 1));
}

/** Loki of the lines of an environment: the name of the one that has it, or its URL; undefined if it is unknown. */
function lokiOf(name: string, loki: unknown, doors: ReadonlyMap<string | undefined, string>): string | undefined {
  const { of, url, pods }: Readonly<Record<string, unknown>> = isObject(loki) ? { ...loki } : {};
  if (of === undefined && url === undefined) return name;
  if (typeof of === 'string') return of;
  const gateway = typeof url === 'string' ? gatewayOf(url, isObject(pods) ? (pods as never) : undefined) : undefined;
  return doors.get(gateway) ?? gateway;
}

/** Cluster of an environment, and the Loki of its lines; undefined if either is unknown. */
function senderOf(
  name: string,
  { cluster, tenants, loki }: EnvironmentProps,
  doors: ReadonlyMap<string | undefined, string>,
): Sender | undefined {
  if (!isObject(cluster)) return undefined;
  const field = (['existing', 'create', 'local'] as const).find((key) => isObject(cluster[key]));
  const given: unknown = field && (cluster[field] as { readonly name?: unknown }).name;
  const to = lokiOf(name, loki, doors);
  if (field === undefined || to === undefined) return undefined;
  return {
    path: `environments.${name}.cluster.${field}${given === undefined ? '' : '.name'}`,
    cluster: typeof given === 'string' ? given : name,
    tenants: tenants === undefined ? [name] : stringsOf(tenants),
    loki: to,
  };
}

/**
 * Problems of clusters with the same name whose lines go to the same tenant of the same Loki: neither users nor Loki
 * could distinguish them.
 */
export function hubClusterProblems(
  environments: readonly (readonly [name: string, input: unknown])[],
  hubs: Hubs,
): Problem[] {
  const entries: Entries = environments.flatMap(([name, input]) =>
    isObject(input) ? [[name, hubs.withDefaults(name, input as unknown as EnvironmentProps)] as const] : [],
  );
  const doors = doorsOf(entries);
  const known = new Map<string, Sender>();
  return entries.flatMap(([name, input]): Problem[] => {
    const sender = senderOf(name, input, doors);
    if (!sender) return [];
    const { path, cluster, tenants, loki } = sender;
    const keyOf = (tenant: string) => JSON.stringify([loki, cluster, tenant]);
    const tenant = tenants.find((one) => known.has(keyOf(one)));
    const other = tenant === undefined ? undefined : known.get(keyOf(tenant));
    for (const one of tenants) if (!known.has(keyOf(one))) known.set(keyOf(one), sender);
    if (!other) return [];
    const found = `${show(cluster)} is also the name of ${other.path}, and tenant ${show(tenant)} of one Loki gets the lines of both`;
    return [{ path, found, fix: ONE_SENDER }];
  });
}

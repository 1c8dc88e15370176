import { type Problem, show } from '../../../charts/input/problems';
import type { Hubs } from '../hub/hubs';
import type { EnvironmentProps } from '../props';
import { isObject, stringsOf } from '../values';

/** Advice for two clusters that nobody could tell apart. */
export const ONE_SENDER = 'write a tenant of its own for one of the two, or rename a cluster';

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

/** Cluster of an environment, and the Loki of its lines; undefined if either is unknown. */
function senderOf(name: string, written: EnvironmentProps, hubs: Hubs): Sender | undefined {
  const { cluster, tenants, loki } = hubs.withDefaults(name, written);
  if (!isObject(cluster)) return undefined;
  const field = (['existing', 'create', 'local'] as const).find((key) => isObject(cluster[key]));
  const given: unknown = field && (cluster[field] as { readonly name?: unknown }).name;
  const elsewhere: { readonly of?: unknown; readonly url?: unknown } = isObject(loki) ? loki : {};
  const to = elsewhere.of ?? elsewhere.url ?? name;
  if (field === undefined || typeof to !== 'string') return undefined;
  return {
    path: `environments.${name}.cluster.${field}${given === undefined ? '' : '.name'}`,
    cluster: typeof given === 'string' ? given : name,
    tenants: tenants === undefined ? [name] : stringsOf(tenants),
    loki: to,
  };
}

/** Clusters of one name whose lines one tenant of one Loki gets: nobody could tell them apart, nor could Loki. */
export function hubClusterProblems(
  entries: readonly (readonly [name: string, input: unknown])[],
  hubs: Hubs,
): Problem[] {
  const senders = entries.flatMap(([name, input]) =>
    isObject(input) ? (senderOf(name, input as unknown as EnvironmentProps, hubs) ?? []) : [],
  );
  const known = new Map<string, Sender>();
  return senders.flatMap((sender): Problem[] => {
    const keys = sender.tenants.map((tenant) => JSON.stringify([sender.loki, sender.cluster, tenant]));
    const key = keys.find((one) => known.has(one));
    const other = key === undefined ? undefined : known.get(key);
    keys.forEach((one) => known.has(one) || known.set(one, sender));
    if (!other || key === undefined) return [];
    const [, , tenant] = JSON.parse(key) as [string, string, string];
    return [
      {
        path: sender.path,
        found: `${show(sender.cluster)} is also the name of ${other.path}, and tenant ${show(tenant)} of one Loki gets the lines of both`,
        fix: ONE_SENDER,
      },
    ];
  });
}

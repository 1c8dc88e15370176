import { MANAGED_BY } from '../../charts/kubernetes/objects';
import { groupOf, GROUPS } from '../../lib/checks/read/kubernetes/schema';
import { groupBy } from '../../lib/manifests/groups';
import { type Manifest, title } from '../../lib/manifests/manifest';
import { kubectlSelector } from '../../lib/manifests/selectors';
import { record, records } from '../../lib/manifests/shape';
import { DENIED, type LiveObjects, liveObjects } from '../diff/cluster/ask';
import { complaint, printedJson, type KubectlRunner } from '../wait/kubectl';
import { NO_KIND } from './listing';

/** Fewest objects of a kind in a namespace for which a list is the smaller number of requests. */
const FEWEST = 2;

/**
 * Objects whose names are known, as far as they exist. Several of a kind in a namespace are listed by the label of this
 * library, so the number of requests does not grow with that of objects. Those that no list has are asked for one by one:
 * somebody may have taken their label away, or the user may get but not list them.
 *
 * @param args options of kubectl
 */
export async function liveByLabel(
  kubectl: KubectlRunner,
  objects: readonly Manifest[],
  args: readonly string[],
): Promise<LiveObjects> {
  const lists = await Promise.all(listable(objects).map((group) => listed(kubectl, group, args)));
  const wanted = new Set(objects.map(title));
  const items = lists.flatMap((list) => list.items.filter((item) => wanted.has(title(item))));
  const found = new Map(items.map((item) => [title(item), item]));
  const failures = lists.flatMap((list) => list.failures).filter(({ object }) => !found.has(title(object)));
  const known = new Set([...found.keys(), ...failures.map(({ object }) => title(object))]);
  const rest = objects.filter((object) => !known.has(title(object)));
  const asked = rest.length > 0 ? await liveObjects(kubectl, rest, args) : NOTHING;
  return {
    objects: new Map([...found, ...asked.objects]),
    failures: [...failures, ...asked.failures],
    unknownKinds: asked.unknownKinds,
  };
}

const NOTHING: LiveObjects = { objects: new Map(), failures: [], unknownKinds: new Set() };

const namespaceOf = ({ metadata }: Manifest): string => metadata.namespace ?? '';
const kindOf = ({ apiVersion, kind }: Manifest): string => `${apiVersion} ${kind}`;

/** Objects that are listed together: kubectl lists nothing if the cluster does not know one of the kinds. */
function listable(objects: readonly Manifest[]): Manifest[][] {
  const labelled = objects.filter(({ metadata }) =>
    Object.entries(MANAGED_BY).every(([key, value]) => metadata.labels?.[key] === value),
  );
  const byKind = groupBy(labelled, (object) => `${namespaceOf(object)} ${kindOf(object)}`);
  const several = [...byKind.values()].filter(({ length }) => length >= FEWEST).flat();
  const isKnown = ({ apiVersion }: Manifest): boolean => GROUPS.has(groupOf(apiVersion));
  const together = groupBy(several, (one) => `${namespaceOf(one)} ${isKnown(one) ? '' : kindOf(one)}`);
  return [...together.values()];
}

/** Objects of a namespace that have the label of this library, and wanted ones about which nothing was answered. */
async function listed(
  kubectl: KubectlRunner,
  wanted: readonly Manifest[],
  args: readonly string[],
): Promise<{ readonly items: Manifest[]; readonly failures: LiveObjects['failures'] }> {
  const namespace = wanted[0]?.metadata.namespace;
  const kinds = [...new Set(wanted.map(resourceOf))];
  const where = namespace === undefined ? [] : ['--namespace', namespace];
  const result = await kubectl.run([
    ...['get', kinds.join(','), ...where, '--selector', kubectlSelector(MANAGED_BY)],
    ...[...args, '--output', 'json'],
  ]);
  const items = records(record(printedJson(result))['items']) as unknown as Manifest[];
  // What may not be listed may perhaps be got.
  const isAnswered = result.status === 0 || DENIED.test(result.stderr) || NO_KIND.test(result.stderr);
  const reason = complaint({ ...result, stdout: '' });
  return { items, failures: isAnswered ? [] : wanted.map((object) => ({ object, reason })) };
}

/** A kind as kubectl takes it: `service`, `networkpolicy.v1.networking.k8s.io`. */
function resourceOf({ apiVersion, kind }: Manifest): string {
  const [group, version] = apiVersion.split('/');
  return [kind.toLowerCase(), ...(version === undefined ? [] : [version, group])].join('.');
}

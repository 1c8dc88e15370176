import { InputError } from '../../charts/input/problems';
import { showAll } from '../../charts/input/show';
import { type HelmRelease, releaseOf } from '../../lib/import/input/release';
import { record, text } from '../../lib/manifests/shape';
import { listed } from '../volumes/cluster';
import type { CurrentCluster } from '../wait/current';
import type { KubectlRunner } from '../wait/kubectl';

/**
 * A release of Helm that runs, from its Secret or its ConfigMap.
 *
 * @throws InputError if the cluster has no such release in the namespace, with those that it has
 */
export async function readRelease(
  kubectl: KubectlRunner,
  name: string,
  { namespace, cluster }: { readonly namespace: string; readonly cluster: CurrentCluster },
): Promise<HelmRelease> {
  const stored = async (selector: string) => {
    for (const kind of ['secrets', 'configmaps']) {
      const found = await listed(kubectl, [kind, '--namespace', namespace, '--selector', selector]);
      if (found.length > 0) return found;
    }
    return [];
  };
  const found = await stored(`owner=helm,name=${name}`);
  if (found.length > 0) return releaseOf(found, `release ${name}`);
  const others = await stored('owner=helm');
  const names = [...new Set(others.flatMap(({ metadata }) => text(record(metadata.labels)['name']) ?? []))];
  const where = `in the namespace ${namespace} of the context ${cluster.context ?? 'current'}`;
  const fix =
    names.length > 0
      ? `name one of ${showAll(names)}, another namespace with --namespace, or another cluster with --context`
      : 'name its namespace with --namespace, or its cluster with --context; of one in a database, import what helm get values and helm get manifest print';
  throw new InputError([{ path: '--release', found: `no release ${name} ${where}`, fix }]);
}

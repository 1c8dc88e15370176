import { InputError } from '../../charts/input/problems';
import { showAll } from '../../charts/input/show';
import { type HelmRelease, releaseOf } from '../../lib/import/input/release';
import { record, text } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import { listed } from '../volumes/cluster';
import { conform, type Form } from '../wait/conform';
import { ANSWERS_WITHIN, complaint, type KubectlRunner } from '../wait/kubectl';

/** A cluster as the kubeconfig names it. */
export interface NamedCluster {
  /** Context of the kubeconfig. */
  readonly context: string;

  /** Account, region and name, if the kubeconfig names it by its ARN. */
  readonly arn?: { readonly account: string; readonly region: string; readonly cluster: string };
}

/** The parts of a kubeconfig that are read. */
interface Kubeconfig {
  readonly clusters?: readonly { readonly name?: string }[] | null;
  readonly 'current-context'?: string;
}

const KUBECONFIG: Form = { clusters: [{ name: 'text' }], 'current-context': 'text' };

/** Cluster that kubectl speaks to. @throws InputError if there is none */
export async function currentCluster(kubectl: KubectlRunner): Promise<NamedCluster> {
  const result = await kubectl.run(['config', 'view', '--minify', '--output', 'json'], { within: ANSWERS_WITHIN });
  const refuse = (found: string) =>
    new InputError([
      { path: 'kubectl', found, fix: 'run aws eks update-kubeconfig, or name a context with --context' },
    ]);
  if (result.status !== 0) throw refuse(complaint(result));
  const config = conform(parsedJson(result.stdout), KUBECONFIG, []) as Kubeconfig | undefined;
  if (!config) throw refuse('prints no kubeconfig');
  const [, region, account, cluster] =
    /^arn:aws[a-z-]*:eks:([^:]+):(\d{12}):cluster\/(.+)$/.exec(config.clusters?.[0]?.name ?? '') ?? [];
  const context = config['current-context'] ?? 'current';
  if (region === undefined || account === undefined || cluster === undefined) return { context };
  return { context, arn: { account, region, cluster } };
}

/**
 * A release of Helm that runs, from its Secret or its ConfigMap.
 *
 * @throws InputError if the cluster has no such release in the namespace, with those that it has
 */
export async function readRelease(
  kubectl: KubectlRunner,
  name: string,
  { namespace, cluster }: { readonly namespace: string; readonly cluster: NamedCluster },
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
  const where = `in the namespace ${namespace} of the context ${cluster.context}`;
  const fix =
    names.length > 0
      ? `name one of ${showAll(names)}, another namespace with --namespace, or another cluster with --context`
      : 'name its namespace with --namespace, or its cluster with --context; of one in a database, import what helm get values and helm get manifest print';
  throw new InputError([{ path: '--release', found: `no release ${name} ${where}`, fix }]);
}

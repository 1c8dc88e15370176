import { InputError } from '../../charts/input/problems';
import {
  AGENT_SELECTORS,
  type Candidates,
  foundSetup,
  lokiWorkloads,
  PROGRAM_LABELS,
  releaseOf,
} from '../../lib/live/doctor/found';
import type { HopName } from '../../lib/live/doctor/hops';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Unseen } from '../../lib/live/doctor/snapshot';
import { inNamespace } from '../../lib/live/doctor/unseen';
import type { Manifest } from '../../lib/manifests/manifest';
import { at, isRecord, records } from '../../lib/manifests/shape';
import { complaint, printedJson, type KubectlResult, type KubectlRunner } from '../wait/kubectl';
import { distinct, unseenOf } from './unseen';

/** Kinds of workloads, as kubectl names them. */
const WORKLOADS = 'deployments,statefulsets,daemonsets';

const OPTIONS = ['--request-timeout=20s', '--output', 'json'];

/** Parts of the path that agents are in. */
const OF_AGENTS: readonly HopName[] = ['node', 'agent'];

/** Loki to find. */
export interface DiscoverOptions {
  readonly namespace: string;

  /** Release of Helm. @default - the only one */
  readonly release?: string;

  /** EKS cluster of the context. @default - unknown */
  readonly cluster?: Candidates['cluster'];
}

/**
 * Finds a Loki by the labels of its chart, and the agents of the cluster.
 *
 * @throws InputError if the namespace has none, or several, or cannot be read
 */
export async function discover(
  kubectl: KubectlRunner,
  { namespace, release, cluster }: DiscoverOptions,
): Promise<{ setup: Setup; unseen: Unseen[] }> {
  const list = (what: string, ...where: readonly string[]) => kubectl.run(['get', what, ...where, ...OPTIONS]);
  const [own, ...agents] = (await Promise.all([
    list(`${WORKLOADS},services,serviceaccounts`, '--namespace', namespace),
    ...AGENT_SELECTORS.map((selector) => list(WORKLOADS, '--all-namespaces', '--selector', selector)),
  ])) as [KubectlResult, ...KubectlResult[]];
  const unseen = unseenOf(own, ['identity', 'gateway'], [inNamespace('workloads', namespace)]);
  const candidates = { namespace, objects: objectsOf(own), agents: unique(agents.flatMap(objectsOf)), cluster };
  const found = lokiWorkloads(candidates, release);
  if (found.length === 0) throw await noLoki(kubectl, candidates, own, release);
  const releases = [...new Set(found.map(releaseOf))];
  if (releases.length > 1) {
    const fix = `name one with --release ${releases.join(', --release ')}`;
    throw new InputError([
      { path: '--namespace', found: `${namespace} has more than one Loki: ${releases.join(', ')}`, fix },
    ]);
  }
  const hidden = agents.flatMap((result) => unseenOf(result, OF_AGENTS, ['workloads of agents in all namespaces']));
  return {
    setup: foundSetup(candidates, releases[0]),
    unseen: distinct([...unseen, ...hidden, ...(candidates.agents.length > 0 || hidden.length > 0 ? [] : [NO_AGENTS])]),
  };
}

/** Note about a cluster in which no known agent was found. */
const NO_AGENTS: Unseen = {
  hops: [...OF_AGENTS],
  what: 'agents',
  why: 'no namespace has workloads with the labels of Alloy, Promtail or the Grafana Agent',
  needs: 'an agent in this cluster that is one of these',
};

const objectsOf = (result: KubectlResult): Manifest[] =>
  records(at(printedJson(result), 'items')).filter((item) => isRecord(item['metadata'])) as unknown as Manifest[];

/** Workloads of all selectors, without duplicates. */
const unique = (objects: readonly Manifest[]): Manifest[] => [
  ...new Map(objects.map((one) => [`${one.kind} ${one.metadata.namespace}/${one.metadata.name}`, one])).values(),
];

/** Problem of a namespace without Loki, with the namespaces that have one. */
async function noLoki(
  kubectl: KubectlRunner,
  candidates: Candidates,
  own: KubectlResult,
  release: string | undefined,
): Promise<InputError> {
  const { namespace } = candidates;
  const others = lokiWorkloads(candidates).map(releaseOf);
  const problem = (path: string, found: string, fix: string) => new InputError([{ path, found, fix }]);
  if (release !== undefined && others.length > 0) {
    const names = [...new Set(others)].join(' or ');
    return problem('--release', `${release} is not a release of a Loki in namespace ${namespace}`, `name ${names}`);
  }
  const [hidden] = unseenOf(own, [], []);
  if (own.status !== 0 && candidates.objects.length === 0) {
    const fix = hidden ? `it needs the permission to ${hidden.needs}` : 'check the context, and sign in to the cluster';
    return problem('kubectl', complaint({ ...own, stdout: '' }), fix);
  }
  // Labels differ from chart to chart, so no selector finds all of them.
  const elsewhere = await kubectl.run(['get', WORKLOADS, '--all-namespaces', ...OPTIONS]);
  const found = lokiWorkloads({ objects: objectsOf(elsewhere) });
  const names = [...new Set(found.flatMap((one) => one.namespace ?? []))].sort();
  const fix =
    names.length > 0
      ? `name ${names.join(' or ')}`
      : 'name the namespace of one: kubectl get pods --all-namespaces | grep loki';
  return problem(
    '--namespace',
    `${namespace} has no workload of Loki, by the labels ${PROGRAM_LABELS.join(' and ')}`,
    fix,
  );
}

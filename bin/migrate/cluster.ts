import { InputError } from '../../charts/input/problems';
import { LokiNames } from '../../charts/loki/components';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import { restoreFrom } from '../../lib/app/next-commands';
import type { Pod } from '../../lib/live/pods';
import { kubectlSelector } from '../../lib/manifests/selectors';
import { conform, type Form } from '../wait/conform';
import { complaint, FORBIDDEN, printedJson, type KubectlRunner } from '../wait/kubectl';
import { PODS } from '../wait/set-state';

/** Workload as the API server has it. */
export interface LiveWorkload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] } };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly updateRevision?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly reason?: string;
      readonly lastUpdateTime?: string;
    }[];
  };
}

/** Ingesters in a cluster, and what writes to them and reads from them. */
export interface LiveIngesters {
  /** Namespace of Loki. */
  readonly namespace: string;

  /** The one StatefulSet of ingesters. @default - it does not exist */
  readonly former?: LiveWorkload;

  /** The StatefulSets in zones: all three, or empty. */
  readonly zones: readonly LiveWorkload[];

  /** Components that write to ingesters or read from them, by name. */
  readonly users: ReadonlyMap<string, LiveWorkload>;

  /** All ingesters. */
  readonly pods: readonly Pod[];

  /** Names of the claims of the one StatefulSet. */
  readonly claims: readonly string[];
}

const WORKLOADS: Form = {
  items: [
    {
      kind: 'text',
      metadata: { name: 'text', generation: 'number' },
      spec: { replicas: 'number', template: { spec: { containers: [{ args: ['text'] }] } } },
      status: {
        observedGeneration: 'number',
        replicas: 'number',
        readyReplicas: 'number',
        updatedReplicas: 'number',
        updateRevision: 'text',
        conditions: [{ type: 'text', reason: 'text', lastUpdateTime: 'text' }],
      },
    },
  ],
};
const CLAIMS: Form = { items: [{ metadata: { name: 'text' } }] };

/** Next step where somebody deleted the StatefulSet of a zone, which a deploy without changes does not make again. */
const MISSING_ZONES = `apply what was deployed last: ${restoreFrom('its manifests')}`;

/** Components that write to ingesters, or read from them. */
const USERS = ['distributor', 'querier', 'ruler'];

/**
 * Reads the ingesters of a cluster. Nothing is changed.
 *
 * @throws InputError if kubectl may not read them, if they do not exist, or if some of the zones lack theirs
 */
export async function readIngesters(kubectl: KubectlRunner, names: LokiNames): Promise<LiveIngesters> {
  const { namespace } = names;
  const get = async <T>(what: readonly string[], form: Form, required: readonly string[]): Promise<readonly T[]> => {
    const result = await kubectl.run(['get', ...what, '--namespace', namespace, '--output', 'json']);
    const read = result.status === 0 ? conform(printedJson(result), form, required) : undefined;
    if (read) return (read as { readonly items: readonly T[] }).items;
    const found = result.status === 0 ? `prints no ${what[0]}` : complaint(result);
    const fix =
      result.status === 0 || FORBIDDEN.test(result.stderr)
        ? `use a role that may get ${what[0]} in namespace ${namespace}`
        : 'run the command again as soon as the API server answers';
    throw new InputError([{ path: 'kubectl', found, fix }]);
  };
  const ofIngesters = ['--selector', kubectlSelector(LokiNames.selector('ingester'))];
  const [workloads, pods, claims] = await Promise.all([
    get<LiveWorkload>(['statefulsets,deployments'], WORKLOADS, [
      'items',
      'kind',
      'metadata',
      'name',
      'generation',
      'template',
      'containers',
    ]),
    get<Pod>(['pods', ...ofIngesters], PODS, ['items', 'metadata', 'name']),
    get<Pick<Pod, 'metadata'>>(['persistentvolumeclaims', ...ofIngesters], CLAIMS, ['items', 'metadata', 'name']),
  ]);
  const named = (name: string) => workloads.find(({ metadata }) => metadata.name === names.workload(name));
  const zones = INGESTER_ZONES.flatMap((zone) => named(`ingester-${zone}`) ?? []);
  const former = named('ingester');
  if (!former && zones.length === 0) {
    const found = `namespace ${namespace} has no StatefulSet ${names.workload('ingester')}`;
    throw new InputError([{ path: 'kubectl', found, fix: 'deploy the environment first' }]);
  }
  const missing = INGESTER_ZONES.map((zone) => names.workload(`ingester-${zone}`)).filter(
    (name) => !zones.some(({ metadata }) => metadata.name === name),
  );
  if (zones.length > 0 && missing.length > 0) {
    const found = `namespace ${namespace} has StatefulSets of some zones, but not ${missing.join(' and ')}`;
    throw new InputError([{ path: 'kubectl', found, fix: MISSING_ZONES }]);
  }
  const ofFormer = new RegExp(`^data-${names.workload('ingester')}-\\d+$`);
  return {
    namespace,
    former,
    zones,
    users: new Map(USERS.flatMap((name) => [[name, named(name)] as const]).filter(isFound)),
    pods,
    claims: claims.map(({ metadata }) => metadata.name).filter((name) => ofFormer.test(name)),
  };
}

const isFound = (entry: readonly [string, LiveWorkload | undefined]): entry is [string, LiveWorkload] =>
  entry[1] !== undefined;

/** Pods of a StatefulSet. */
export function podsOf({ metadata: { name } }: LiveWorkload, { pods }: LiveIngesters): Pod[] {
  const own = new RegExp(`^${name}-\\d+$`);
  return pods.filter(({ metadata }) => own.test(metadata.name));
}

/** Number of pods that a workload asks for. */
export const replicasOf = ({ spec }: LiveWorkload): number => spec.replicas ?? 1;

/** Names of the pods that a StatefulSet asks for. A pod may be away. */
export const podNamesOf = (set: LiveWorkload): string[] =>
  Array.from({ length: replicasOf(set) }, (_, index) => `${set.metadata.name}-${index}`);

/** True if the pods that a workload makes have a flag, with a value if one is named. */
export const hasFlag = ({ spec }: LiveWorkload | undefined = NOTHING, flag: string): boolean =>
  spec.template.spec.containers.some(({ args = [] }) => args.includes(flag));

const NOTHING: LiveWorkload = {
  kind: '',
  metadata: { name: '', generation: 0 },
  spec: { template: { spec: { containers: [] } } },
};

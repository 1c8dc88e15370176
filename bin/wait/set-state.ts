import { isServing, type Pod } from '../../lib/live/pods';
import { kubectlSelector } from '../../lib/manifests/selectors';
import { isRecord } from '../../lib/manifests/shape';
import { REVISION_LABEL, type Workload } from '../../lib/manifests/workloads';
import { conform, type Form } from './conform';
import { complaint, printedJson, type KubectlRunner } from './kubectl';

/** State of a StatefulSet whose pods Kubernetes does not restart by itself. */
export interface SetState {
  /** Number of pods. */
  readonly replicas: number;

  /** Number of pods that are ready and do not end. */
  readonly ready: number;

  /** Names of pods that run a former version. */
  readonly outdated: readonly string[];
}

/** StatefulSet as the API server has it. */
interface StatefulSet {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration: number;
    readonly updateRevision: string;
  };
}

const STATEFUL_SET: Form = {
  metadata: { generation: 'number' },
  spec: { replicas: 'number' },
  status: { observedGeneration: 'number', updateRevision: 'text' },
};

/** Form of a list of pods, with what says their version and whether they serve. */
export const PODS: Form = {
  items: [
    {
      metadata: { name: 'text', labels: 'texts by name', deletionTimestamp: 'text' },
      status: { conditions: [{ type: 'text', status: 'text' }] },
    },
  ],
};

/** True if Kubernetes does not restart the pods of a workload by itself. */
export const isOnDelete = ({ kind, spec }: Workload): boolean => {
  const { updateStrategy } = spec as { readonly updateStrategy?: unknown };
  return kind === 'StatefulSet' && isRecord(updateStrategy) && updateStrategy['type'] === 'OnDelete';
};

/**
 * Reads the state of a StatefulSet, or why it cannot be read; neither while its controller has not seen the last
 * change.
 */
export async function readSet(
  kubectl: KubectlRunner,
  { name, namespace = 'default', spec }: Workload,
): Promise<SetState | string | undefined> {
  const get = async (what: readonly string[], form: Form, required: readonly string[]): Promise<unknown> => {
    const result = await kubectl.run(['get', ...what, '--namespace', namespace, '--output', 'json']);
    return result.status === 0 ? conform(printedJson(result), form, required) : complaint(result);
  };
  const [set, pods] = await Promise.all([
    get(['statefulset', name], STATEFUL_SET, ['metadata', 'spec', 'status']),
    get(['pods', '--selector', kubectlSelector(spec.selector?.matchLabels)], PODS, ['items', 'name', 'labels']),
  ]);
  for (const answer of [set, pods]) if (typeof answer === 'string' || !answer) return answer as string | undefined;
  const { metadata, status, spec: asked } = set as StatefulSet;
  if (status.observedGeneration < metadata.generation) return undefined;
  // The selector of a StatefulSet that others replace takes their pods, too.
  const own = new RegExp(`^${name}-\\d+$`);
  const items = (pods as { readonly items: readonly Pod[] }).items.filter((pod) => own.test(pod.metadata.name));
  const outdated = items.filter(({ metadata: { labels } }) => labels?.[REVISION_LABEL] !== status.updateRevision);
  return {
    replicas: asked.replicas,
    ready: items.filter(isServing).length,
    outdated: outdated.map((pod) => pod.metadata.name),
  };
}

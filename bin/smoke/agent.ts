import { HTTP_PORT } from '../../charts/alloy/collectors/program';
import { conform, type Form } from '../wait/conform';
import { complaint, printedJson, type KubectlRunner } from '../wait/kubectl';
import { isReady, type Pod } from '../../lib/live/pods';
import { kubectlSelector } from '../../lib/manifests/selectors';
import { readNamespace } from '../wait/snapshot';
import { troubleOf } from '../../lib/live/trouble';
import type { Forward, OpenForward } from '../wait/forward';
import { type Sample, samplesOf } from './metrics';
import type { SmokePath } from './path';

/** Pod of the agent on the node of the writer. */
interface AgentPod {
  readonly name: string;
  readonly ready: boolean;
}

/** State of the agent, as far as it is known. */
export interface AgentState {
  /** Its pod. @default - none is on the node */
  readonly pod?: AgentPod;

  /** True if it has read the line. @default - its metrics do not say it */
  readonly hasRead?: boolean;

  /** Reason why the state is unknown: kubectl's error message. @default - it is known */
  readonly unknown?: string;

  /** Answers to its pushes since it was first seen, by status code, without those that are right. */
  readonly refusals: ReadonlyMap<string, number>;
}

const PODS: Form = [
  { metadata: { name: 'text' }, status: { conditions: [{ type: 'text', status: 'text', message: 'text' }] } },
];

/** Longest time of a request of metrics, in milliseconds. */
const REQUEST_MS = 5000;

/** Metrics of Alloy: lines that it read of a file, and the answers to its pushes. */
const READ_LINES = 'loki_source_file_read_lines_total';
const PUSHES = 'loki_write_request_duration_seconds_count';

/** Follows the agent that must read the output of a pod. */
export class Agent {
  private forward?: Forward;
  private forwardedPod?: string;
  private firstPushes?: ReadonlyMap<string, number>;

  constructor(
    private readonly kubectl: KubectlRunner,
    private readonly open: OpenForward,
    private readonly path: SmokePath,
  ) {}

  /** Its state now. `writer` is the folder of the writer's files: `loki_smoke-x2x9z_<uid>`. */
  public async state(node: string, writer: string): Promise<AgentState> {
    const found = await this.pods(node);
    if (typeof found === 'string') return { unknown: found, refusals: new Map() };
    const pod = found.find(({ ready }) => ready) ?? found[0];
    if (!pod?.ready) return { ...(pod ? { pod } : {}), refusals: new Map() };
    if (!this.path.readsFiles) return { pod, refusals: new Map() };
    try {
      const samples = await this.metrics(pod.name);
      const pushes = pushesByStatus(samples);
      this.firstPushes ??= pushes;
      const before = this.firstPushes;
      const read = samples.some(
        ({ name, labels, value }) => name === READ_LINES && value > 0 && labels['path']?.includes(`/${writer}/`),
      );
      const more = [...pushes].map(([status, count]) => [status, count - (before.get(status) ?? 0)] as const);
      return {
        pod,
        hasRead: read,
        refusals: new Map(more.filter(([status, count]) => count > 0 && !status.startsWith('2'))),
      };
    } catch (error) {
      this.close();
      return { pod, unknown: error instanceof Error ? error.message : String(error), refusals: new Map() };
    }
  }

  /** Closes what is open. */
  public close(): void {
    this.forward?.close();
    this.forward = undefined;
  }

  /** Reason why its pod is not ready. */
  public async trouble(pod: string): Promise<string> {
    const { pods, events } = await readNamespace(this.kubectl, this.path.agent.namespace ?? '');
    const found = pods.find(({ metadata }) => metadata.name === pod);
    if (!found) return 'it is gone';
    const { reason, message } = troubleOf(
      found,
      events.filter(({ type }) => type === 'Warning'),
    );
    return `${reason}: ${message}`;
  }

  /** Its pods on a node, or the complaint of kubectl. An agent that reads the API is on any node. */
  private async pods(node: string): Promise<readonly AgentPod[] | string> {
    const { namespace = '', spec } = this.path.agent;
    const onNode = this.path.readsFiles ? ['--field-selector', `spec.nodeName=${node}`] : [];
    const get = [
      'get',
      'pods',
      '--namespace',
      namespace,
      '--selector',
      kubectlSelector(spec.selector?.matchLabels),
      ...onNode,
    ];
    const result = await this.kubectl.run([...get, '--output', 'json']);
    if (result.status !== 0) return complaint(result);
    const { items } = (printedJson(result) ?? {}) as { items?: unknown };
    const pods = (conform(items, PODS, ['name', 'metadata']) ?? []) as Pod[];
    return pods.map((pod) => ({ name: pod.metadata.name, ready: isReady(pod) }));
  }

  private async metrics(pod: string): Promise<Sample[]> {
    if (this.forwardedPod !== pod) this.close();
    this.forward ??= await this.open({
      namespace: this.path.agent.namespace ?? '',
      name: `pod/${pod}`,
      port: HTTP_PORT,
    });
    this.forwardedPod = pod;
    const response = await fetch(`${this.forward.url}/metrics`, { signal: AbortSignal.timeout(REQUEST_MS) });
    if (!response.ok) throw new Error(`its metrics answer ${response.status}`);
    return samplesOf(await response.text());
  }
}

function pushesByStatus(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (name !== PUSHES) continue;
    const status = labels['status_code'] ?? '';
    sums.set(status, (sums.get(status) ?? 0) + value);
  }
  return sums;
}

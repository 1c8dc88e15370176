import type { OpenForward } from '../../../bin/wait/forward';
import type { WritingKubectl } from '../../../bin/smoke/writing';
import type { KubectlOptions, KubectlResult } from '../../../bin/wait/kubectl';
import type { ApiPod } from '../rig/kubernetes-api';
import { criLine, podLog } from '../rig/node';
import { NODE_NAME } from '../rig/pod';
import type { AlloyRig } from '../rig/alloy';

interface Created {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };
  readonly spec: { readonly containers: { name: string; env: { name: string; value: string }[] }[] };
}

/**
 * The part of kubectl that `eks-loki smoke` uses, on the rig: its pods write to the node's files as the container runtime
 * does, its ports are those of the rig's pods, and its Secret has the rig's passwords.
 */
export class RigKubectl implements WritingKubectl {
  /** Pods that were deleted. */
  public readonly deleted: string[] = [];

  private readonly pods = new Map<string, { readonly pod: ApiPod; readonly line: string }>();

  constructor(private readonly rig: AlloyRig) {}

  public readonly open: OpenForward = ({ name, port }) => {
    const [kind, of] = name.split('/') as [string, string];
    const pods = kind === 'service' ? this.rig.cluster.component('gateway') : this.agents;
    const pod = pods.find((one) => kind === 'service' || one.name === of);
    return Promise.resolve({ url: `http://${pod?.address}:${port}`, close: () => undefined });
  };

  public leave(): void {
    throw new Error('the process does not end');
  }

  public async run(args: readonly string[], { input = '' }: KubectlOptions = {}): Promise<KubectlResult> {
    return { status: 0, stdout: JSON.stringify(await this.answer(args, input)) ?? '', stderr: '' };
  }

  private async answer([verb, what = '', name = '']: readonly string[], input: string): Promise<unknown> {
    if (verb === 'create') return this.create(JSON.parse(input) as Created);
    if (verb === 'logs') return this.pods.get(what)?.line;
    if (verb === 'delete') this.deleted.push(name);
    if (what === 'secret') {
      const entries = Object.entries(this.rig.cluster.passwords);
      return { data: Object.fromEntries(entries.map(([key, text]) => [key, Buffer.from(text).toString('base64')])) };
    }
    if (what !== 'pods') return what.startsWith('pods,events') ? { items: [] } : this.pods.get(name)?.pod;
    const items = this.agents.map(async (pod) => {
      const status = (await pod.probe()) ? 'True' : 'False';
      return { metadata: { name: pod.name }, status: { conditions: [{ type: 'Ready', status }] } };
    });
    return { items: await Promise.all(items) };
  }

  private get agents() {
    return this.rig.cluster.pods.filter(({ name }) => name.startsWith('alloy-'));
  }

  private create({ metadata, spec }: Created): string {
    const { node, api } = this.rig;
    const [container] = spec.containers;
    const pod = node.pod(metadata.namespace, metadata.name, container?.name ?? '', metadata.labels);
    const line = container?.env.find(({ name }) => name === 'LINE')?.value ?? '';
    node.append(podLog(pod), criLine(Date.now(), line));
    api.add(pod);
    this.pods.set(metadata.name, { pod: { ...pod, spec: { ...pod.spec, nodeName: NODE_NAME } }, line });
    return 'pod/created';
  }
}

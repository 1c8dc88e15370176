import type { OpenForward } from '../../../bin/wait/forward';
import type { KubectlOptions, KubectlResult, KubectlRunner } from '../../../bin/wait/kubectl';
import type { KubernetesObject } from '../../helpers/charts';
import type { RigCluster } from '../rig/cluster';
import { NODE_NAME, type Pod } from '../rig/pod';

/** Kinds by the names that kubectl takes. */
const KINDS: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  configmaps: 'ConfigMap',
  serviceaccounts: 'ServiceAccount',
};

/** The plural name of a kind: `configmaps` of `configmap` and of `ConfigMap`. */
const pluralOf = (kind: string): string => {
  const [name = ''] = kind.toLowerCase().split('.');
  return name.endsWith('s') ? name : `${name}s`;
};

/**
 * The part of kubectl that `eks-loki doctor` uses, on the rig: objects are the rendered ones, pods, their logs and ports those that
 * run, and the Secret has the rig's passwords.
 */
export class DoctorKubectl implements KubectlRunner {
  /** Commands. */
  public readonly calls: string[] = [];

  /** Changes to the passwords in the Secret. */
  public passwords: Readonly<Record<string, string>> = {};

  /** Changes to the objects of a kind. */
  public readonly answers = new Map<string, (objects: readonly object[]) => object[]>();

  /** Beginnings of the logs, by pod: what was written before is older than what is asked for. */
  private readonly from = new Map<string, number>();

  constructor(private readonly cluster: RigCluster) {}

  public readonly open: OpenForward = async ({ name, port }) => {
    const [kind, of] = name.split('/') as [string, string];
    const all =
      kind === 'service' ? this.cluster.component('gateway') : this.cluster.pods.filter((pod) => pod.name === of);
    for (const pod of all)
      if (await pod.probe()) return { url: `http://${pod.address}:${port}`, close: () => undefined };
    if (all[0] && kind === 'pod') return { url: `http://${all[0].address}:${port}`, close: () => undefined };
    throw new Error('error: unable to forward port because pod is not running. Current status=Pending');
  };

  /** Makes all lines of logs so far old. */
  public forgetLogs(): void {
    for (const pod of this.cluster.pods) this.from.set(pod.name, pod.log.length);
  }

  public async run(args: readonly string[], { input }: KubectlOptions = {}): Promise<KubectlResult> {
    this.calls.push(args.join(' '));
    const [, what = '', path = ''] = args;
    // Objects that are asked for one by one are as rendered, unless a fault changes them: ConfigMaps in the rig, others here.
    if (input !== undefined) {
      const { items } = JSON.parse(input) as { items: KubernetesObject[] };
      const { objects } = this.cluster;
      const changed = items
        .map((item) =>
          item.kind === 'ConfigMap' ? objects.one(item.kind, item.metadata.name, item.metadata.namespace ?? '') : item,
        )
        .flatMap((item) => this.answers.get(pluralOf(item.kind))?.([item]) ?? [item]);
      return { status: 0, stdout: JSON.stringify({ kind: 'List', items: changed }), stderr: '' };
    }
    if (what === '--raw') {
      const [, of = '', container] = /\/pods\/([^/]+)\/log\?container=([^&]+)/.exec(path) ?? [];
      const pod = this.cluster.pods.find(({ name }) => name === of);
      // The rig has one log for all containers of a pod.
      const isFirst = container === pod?.props.spec.containers[0]?.name;
      return { status: 0, stdout: isFirst ? (pod?.log.slice(this.from.get(of) ?? 0) ?? '') : '', stderr: '' };
    }
    const stdout = JSON.stringify(await this.get(args.slice(1)));
    return { status: 0, stdout, stderr: '' };
  }

  private async get([what = '', ...rest]: readonly string[]): Promise<unknown> {
    const namespace = rest[rest.indexOf('--namespace') + 1];
    if (what === 'secret') {
      const entries = Object.entries({ ...this.cluster.passwords, ...this.passwords });
      return { data: Object.fromEntries(entries.map(([key, text]) => [key, Buffer.from(text).toString('base64')])) };
    }
    const items = await Promise.all(
      what.split(',').map(async (kind) => {
        const found = await this.list(pluralOf(kind), namespace);
        return this.answers.get(pluralOf(kind))?.(found) ?? found;
      }),
    );
    return { kind: 'List', items: items.flat() };
  }

  private async list(kind: string, namespace: string | undefined): Promise<object[]> {
    const inNamespace = ({ metadata }: KubernetesObject) => metadata.namespace === namespace;
    switch (kind) {
      case 'pods':
        return Promise.all(this.cluster.pods.filter(({ props }) => props.namespace === namespace).map(apiPod));
      case 'namespaces':
        return ['loki', 'alloy', 'grafana'].map((name) => ({ metadata: { name }, status: { phase: 'Active' } }));
      case 'nodes': {
        const conditions = [{ type: 'Ready', status: 'True' }];
        return [{ kind: 'Node', metadata: { name: NODE_NAME }, spec: {}, status: { conditions } }];
      }
      case 'endpointslices': {
        const pods = await Promise.all(this.cluster.component('gateway').map((pod) => pod.probe()));
        const labels = { 'kubernetes.io/service-name': 'loki-gateway' };
        const endpoints = pods.map((ready) => ({ conditions: { ready } }));
        return [{ kind: 'EndpointSlice', metadata: { name: 'loki-gateway-x', namespace, labels }, endpoints }];
      }
      default:
        return [...this.cluster.objects.ofKind(KINDS[kind] ?? '')].filter(inNamespace);
    }
  }
}

/** A pod of the rig, as the API has it. */
async function apiPod(pod: Pod): Promise<object> {
  const { name, namespace, labels, spec, identity } = pod.props;
  const ready = await pod.probe();
  const env = Object.keys(identity.env).map((key) => ({ name: key }));
  return {
    kind: 'Pod',
    metadata: { name, namespace, labels, uid: name },
    spec: {
      nodeName: NODE_NAME,
      serviceAccountName: spec.serviceAccountName,
      containers: spec.containers.map((container) => ({
        name: container.name,
        env: [...(container.env ?? []).map((one) => ({ name: one.name })), ...env],
        volumeMounts: container.volumeMounts ?? [],
      })),
      volumes: [],
    },
    status: {
      phase: 'Running',
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: ready ? 'True' : 'False', message: 'containers with unready status' },
      ],
      containerStatuses: spec.containers.map((container) => ({
        name: container.name,
        restartCount: pod.restarts,
        state: pod.containers > 0 ? { running: {} } : { terminated: { exitCode: 137 } },
      })),
    },
  };
}

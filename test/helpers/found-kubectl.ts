import type { KubectlOptions, KubectlResult, KubectlRunner } from '../../bin/wait/kubectl';
import { type Manifest, title } from '../../lib/manifests/manifest';
import { READY } from './fake-kubectl';

/** A pod of a workload that is ready, with the credentials that EKS adds to those of a service account with a role. */
export function podOf(workload: Manifest, index = 0, node = `node-${index}`, status: object = READY): Manifest {
  const { metadata, spec } = workload as Manifest & {
    spec: { template: { metadata: { labels: Record<string, string> }; spec: object } };
  };
  const { labels } = spec.template.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${metadata.name}-${index}`, namespace: metadata.namespace, labels },
    spec: {
      nodeName: node,
      ...spec.template.spec,
      containers: [{ name: 'main', env: [{ name: 'AWS_WEB_IDENTITY_TOKEN_FILE' }] }],
    },
    status,
  };
}

/** Kinds by the names that kubectl takes. */
const KINDS: Readonly<Record<string, string>> = {
  pods: 'Pod',
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  services: 'Service',
  serviceaccounts: 'ServiceAccount',
  nodes: 'Node',
};

/** A kubectl in front of objects: kinds, namespaces and label selectors are as in the real one. */
export class ObjectsKubectl implements KubectlRunner {
  /** Commands. */
  public readonly calls: string[] = [];

  constructor(
    private readonly objects: readonly Manifest[],
    /** Kinds that may not be listed in all namespaces, or at all. @default - none */
    private readonly forbidden: readonly string[] = [],
  ) {}

  public run(args: readonly string[], { input }: KubectlOptions = {}): Promise<KubectlResult> {
    this.calls.push(args.join(' '));
    const [, what = ''] = args;
    if (input !== undefined) {
      const titles = (JSON.parse(input) as { items: Manifest[] }).items.map(title);
      const items = this.objects.filter((object) => titles.includes(title(object)));
      return Promise.resolve({ status: 0, stdout: JSON.stringify({ kind: 'List', items }), stderr: '' });
    }
    if (what === '--raw') return Promise.resolve({ status: 0, stdout: '', stderr: '' });
    const kinds = what.split(',');
    const after = (option: string) => (args.includes(option) ? args[args.indexOf(option) + 1] : undefined);
    const namespace = after('--namespace');
    const scope = namespace === undefined ? ' at the cluster scope' : ` in the namespace "${namespace}"`;
    const hidden = kinds.filter((kind) =>
      this.forbidden.includes(namespace === undefined ? `${kind} everywhere` : kind),
    );
    const stderr = hidden
      .map(
        (kind) =>
          `Error from server (Forbidden): ${kind} is forbidden: User "x" cannot list resource "${kind}" in API group ""${scope}`,
      )
      .join('\n');
    const seen = kinds.filter((kind) => !hidden.includes(kind));
    const items = seen.flatMap((kind) => this.list(kind, namespace, after('--selector') ?? ''));
    return Promise.resolve({ status: hidden.length > 0 ? 1 : 0, stdout: JSON.stringify({ items }), stderr });
  }

  private list(kind: string, namespace: string | undefined, selector: string): object[] {
    if (kind === 'namespaces') {
      const names = [...new Set(this.objects.flatMap(({ metadata }) => metadata.namespace ?? []))];
      return names.map((name) => ({ kind: 'Namespace', metadata: { name } }));
    }
    return this.objects.filter(
      ({ kind: of, metadata }) =>
        of === KINDS[kind] &&
        (namespace ?? metadata.namespace) === metadata.namespace &&
        selects(selector, metadata.labels),
    );
  }
}

/** True if labels have `a=b`, or `a in (b,c)`. */
function selects(selector: string, labels: Readonly<Record<string, string>> = {}): boolean {
  if (selector === '') return true;
  const [, key = '', list, value] = /^(\S+?)(?: in \((.*)\)|=(.*))$/.exec(selector) ?? [];
  const own = labels[key];
  return own !== undefined && (list === undefined ? own === value : list.split(',').includes(own));
}

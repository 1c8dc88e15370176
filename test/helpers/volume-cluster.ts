import type { KubectlOptions, KubectlResult } from '../../bin/wait/kubectl';
import type { Manifest } from '../../lib/manifests/manifest';

/** An object as the API server would have it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

const ok = (value: unknown = ''): KubectlResult => ({
  status: 0,
  stdout: typeof value === 'string' ? value : JSON.stringify(value),
  stderr: '',
});

/**
 * Cluster with StatefulSets, their pods and volumes, which answers as kubectl would. A deleted StatefulSet leaves its pods
 * alone; a new one owns them; a claim grows some looks after it was patched.
 */
export class VolumeCluster {
  public readonly sets = new Map<string, Loose>();
  public readonly claims = new Map<string, Loose>();
  public readonly pods = new Map<string, Loose>();
  public readonly classes = new Map<string, Loose>();
  public readonly revisions: Loose[] = [];
  /** Commands that changed something. */
  public readonly changes: string[] = [];
  /** Number of changes after which kubectl is killed. */
  public endsAfter = Number.POSITIVE_INFINITY;
  /** Conditions of a claim that never grows. */
  public stuck: Record<string, string> | undefined;
  /** Error of the rehearsal of a new StatefulSet. */
  public refusal: string | undefined;
  private serial = 0;

  constructor(sets: readonly Manifest[], classes: readonly Manifest[]) {
    for (const one of classes) this.classes.set(one.metadata.name, structuredClone(one));
    for (const one of sets) this.deploy(structuredClone(one));
  }

  /** Ends with an error that no code handles, as a process that is killed. */
  public readonly run = (args: readonly string[], { input = '' }: KubectlOptions = {}): Promise<KubectlResult> => {
    const isChange = args[0] !== 'get' && !args.includes('--dry-run=server');
    if (isChange && this.changes.length >= this.endsAfter) return Promise.reject(new Error('killed'));
    if (isChange) this.changes.push(args.filter((arg) => !arg.startsWith('-')).join(' '));
    return Promise.resolve(this.answer(args, input));
  };

  private answer(args: readonly string[], input: string): KubectlResult {
    const [verb, kind, name = ''] = args;
    if (args.includes('--dry-run=server')) {
      return this.refusal === undefined ? ok() : { status: 1, stdout: '', stderr: this.refusal };
    }
    if (verb === 'get') return this.get(kind as string, args);
    if (verb === 'patch') {
      const [patch] = args.slice(-1);
      this.claims.get(name).spec.resources.requests = JSON.parse(patch as string).spec.resources.requests;
      if (this.stuck) {
        this.claims.get(name).status.conditions = Object.entries(this.stuck).map(([type, message]) => ({
          ...{ type, message, status: 'True' },
        }));
      }
      return ok();
    }
    if (verb === 'delete') {
      this.sets.delete(name);
      for (const pod of this.pods.values()) {
        const owners = pod.metadata.ownerReferences as { name: string }[];
        pod.metadata.ownerReferences = owners.filter((owner) => owner.name !== name);
      }
      return ok();
    }
    this.create(JSON.parse(input));
    return ok();
  }

  private get(kind: string, args: readonly string[]): KubectlResult {
    const namespace = args[args.indexOf('--namespace') + 1];
    const labels = args.includes('--selector') ? String(args[args.indexOf('--selector') + 1]).split(',') : [];
    const listed = (all: Iterable<Loose>) =>
      ok({
        items: [...all].filter(
          ({ metadata }) =>
            (metadata.namespace === undefined || metadata.namespace === namespace) &&
            labels.every((label) => label.split('=')[1] === metadata.labels?.[label.split('=')[0] as string]),
        ),
      });
    if (kind === 'statefulset') return ok(this.sets.get(args[2] as string) ?? '');
    if (kind === 'statefulsets') return listed(this.sets.values());
    if (kind === 'storageclasses') return listed(this.classes.values());
    if (kind === 'pods') return listed(this.pods.values());
    if (kind === 'controllerrevisions') return listed(this.revisions);
    const answer = listed(this.claims.values());
    for (const { spec, status } of this.claims.values()) {
      if (!this.stuck) status.capacity = { ...spec.resources.requests };
    }
    return answer;
  }

  private deploy(set: Loose): void {
    const { namespace, name } = set.metadata;
    const { matchLabels } = set.spec.selector;
    this.revisions.push({
      metadata: { name: `${name}-5d4f`, namespace, labels: matchLabels },
      data: { spec: { template: { ...set.spec.template, $patch: 'replace' } } },
      revision: 1,
    });
    const applied = { 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(set)}\n` };
    for (let index = 0; index < (set.spec.replicas ?? 1); index++) {
      for (const template of set.spec.volumeClaimTemplates ?? []) {
        const claim = `${template.metadata.name}-${name}-${index}`;
        this.claims.set(claim, {
          metadata: { name: claim, namespace, labels: matchLabels },
          spec: structuredClone(template.spec),
          status: { phase: 'Bound', capacity: { ...template.spec.resources.requests } },
        });
      }
      const volumes = (set.spec.volumeClaimTemplates ?? []).map((one: Loose) => ({
        persistentVolumeClaim: { claimName: `${one.metadata.name}-${name}-${index}` },
      }));
      this.pods.set(`${name}-${index}`, {
        metadata: { name: `${name}-${index}`, namespace, labels: matchLabels, ownerReferences: [] },
        spec: { volumes },
      });
    }
    this.create({ ...set, metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...applied } } });
  }

  private create(set: Loose): void {
    const { name } = set.metadata;
    const uid = `uid-${++this.serial}`;
    this.sets.set(name, { ...set, metadata: { ...set.metadata, uid, resourceVersion: '7', generation: 1 } });
    for (const [pod, object] of this.pods) {
      if (pod.replace(/-\d+$/, '') === name) object.metadata.ownerReferences = [{ uid, name, controller: true }];
    }
  }
}

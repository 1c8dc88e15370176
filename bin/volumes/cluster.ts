import { InputError } from '../../charts/input/problems';
import type { Manifest } from '../../lib/manifests/manifest';
import { parseQuantity } from '../../lib/manifests/quantity';
import { kubectlSelector } from '../../lib/manifests/selectors';
import { at, record, records, text } from '../../lib/manifests/shape';
import type { Workload } from '../../lib/manifests/workloads';
import { complaint, printedJson, type KubectlRunner } from '../wait/kubectl';

/** Volume claim of a pod of a StatefulSet, as the API server has it. */
export interface LiveClaim {
  /** Its name: `data-loki-ingester-0`. */
  readonly name: string;

  /** Name of its template in the StatefulSet. */
  readonly template: string;

  /** Size it asks for. */
  readonly request: string;

  /** Size of its volume and file system. @default - it has no volume yet */
  readonly capacity?: string;

  /** Its StorageClass. @default - none */
  readonly storageClass?: string;

  /** Conditions of its volume, by type, with their messages. */
  readonly conditions: Readonly<Record<string, string>>;

  /** State of the growth that its driver reports. @default - none */
  readonly growth?: string;
}

/** Path of the size in the spec of a claim. */
const SIZE = 'resources.requests.storage';

/** Size that a claim asks for. */
export const sizeOf = (spec: unknown): string => String(at(spec, SIZE) ?? '0');

/** True if a size is smaller than another. */
export const isSmaller = (size: string, than: string): boolean =>
  (parseQuantity(size) ?? 0) < (parseQuantity(than) ?? 0);

/** Claims of the pods of a StatefulSet among those of its namespace. Claims that are being deleted are left out. */
export function claimsOf({ name, spec }: Workload, claims: readonly Manifest[]): LiveClaim[] {
  const templates = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
  return claims.flatMap((claim) => {
    const { name: claimName, deletionTimestamp } = claim.metadata as Manifest['metadata'] & {
      readonly deletionTimestamp?: string;
    };
    const template = templates.find((one) => {
      const prefix = `${one}-${name}-`;
      return claimName.startsWith(prefix) && /^\d+$/.test(claimName.slice(prefix.length));
    });
    if (template === undefined || deletionTimestamp !== undefined) return [];
    const conditions = records(at(claim, 'status.conditions')).filter(({ status }) => status === 'True');
    return {
      name: claimName,
      template,
      request: sizeOf(claim['spec']),
      capacity: text(at(claim, 'status.capacity.storage')),
      storageClass: text(at(claim, 'spec.storageClassName')),
      conditions: Object.fromEntries(conditions.map(({ type, message }) => [String(type), text(message) ?? ''])),
      growth: text(at(claim, 'status.allocatedResourceStatuses.storage')),
    };
  });
}

/** Objects of a cluster that decide what has to be done. */
export interface ClusterState {
  /** StatefulSets of the namespaces. */
  readonly sets: readonly Manifest[];

  /** Volume claims of the namespaces. */
  readonly claims: readonly Manifest[];

  /** StorageClasses. */
  readonly classes: readonly Manifest[];
}

/** Reads the StatefulSets, claims and classes of namespaces. @throws InputError if kubectl may not */
export async function readCluster(kubectl: KubectlRunner, namespaces: readonly string[]): Promise<ClusterState> {
  const inAll = async (kind: string) =>
    (await Promise.all(namespaces.map((namespace) => listed(kubectl, [kind, '--namespace', namespace])))).flat();
  const [sets, claims, classes] = await Promise.all([
    inAll('statefulsets'),
    inAll('persistentvolumeclaims'),
    listed(kubectl, ['storageclasses']),
  ]);
  return { sets, claims, classes };
}

/** Objects that kubectl lists. @throws InputError if it does not */
export async function listed(kubectl: KubectlRunner, what: readonly string[]): Promise<Manifest[]> {
  const result = await kubectl.run(['get', ...what, '--output', 'json']);
  if (result.status !== 0) throw refusal(`get ${what.join(' ')}: ${complaint(result)}`);
  const { items } = record(printedJson(result));
  // Anything else is not an empty list: a proxy or a wrapper answered.
  if (!Array.isArray(items)) throw refusal(`get ${what.join(' ')}: prints no list of objects`);
  return records(items).filter(({ metadata }) => text(record(metadata)['name']) !== undefined) as unknown as Manifest[];
}

/** One object; undefined if it does not exist. @throws InputError if kubectl does not say */
export async function found(
  kubectl: KubectlRunner,
  kind: string,
  { name, namespace = 'default' }: Pick<Workload, 'name' | 'namespace'>,
): Promise<Manifest | undefined> {
  const what = [kind, name, '--namespace', namespace];
  const result = await kubectl.run(['get', ...what, '--ignore-not-found', '--output', 'json']);
  if (result.status !== 0) throw refusal(`get ${what.join(' ')}: ${complaint(result)}`);
  const object = record(printedJson(result));
  return text(record(object['metadata'])['name']) === name ? (object as unknown as Manifest) : undefined;
}

/** Arguments of kubectl that select what belongs to a StatefulSet. */
export const selectionOf = ({ namespace = 'default', spec }: Workload): string[] => [
  ...['--namespace', namespace, '--selector', kubectlSelector(spec.selector?.matchLabels)],
];

const refusal = (message: string): InputError =>
  new InputError([{ path: 'kubectl', found: message, fix: 'see that kubectl may read it, and run this again' }]);

import { LOKI_COMPONENTS, LokiNames } from '../../charts/loki/components';
import type { Manifests } from './manifests';
import { record } from './shape';
import { textsOf } from '../checks/aws/lists';
import { type Manifest, title, titleOf } from './manifest';
import type { Workload } from './workloads';

/** Annotation by which EKS gives a service account's pods an AWS role. */
export const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** A service account and the AWS role it names. */
export interface AnnotatedAccount {
  /** Title of the ServiceAccount: `ServiceAccount loki/loki`. */
  readonly title: string;

  /** The `sub` claim of its tokens. */
  readonly subject: string;

  /** What its annotation says. */
  readonly role: string;
}

/** The service accounts that name an AWS role. */
export function annotatedAccounts(manifests: Manifests): AnnotatedAccount[] {
  return manifests.ofKind('ServiceAccount').flatMap((account) => {
    const role = roleOf(account);
    if (role === undefined) return [];
    return [{ title: title(account), subject: subjectOf(account.metadata), role }];
  });
}

/** The role an account names, where it names one. */
export function roleOf(account: Manifest): string | undefined {
  const role = record(record(account.metadata as unknown)['annotations'])[ROLE_ANNOTATION];
  return role === undefined || role === null ? undefined : String(role);
}

/** Pods that reach the object store, and the service account they run under. */
export interface StorePods {
  /** What makes them. */
  readonly workload: Workload;

  /** Name of their service account, where they name one. */
  readonly name: string | undefined;

  /** Title of that account. */
  readonly title: string;

  /** The account, where it is among the manifests. */
  readonly account: Manifest | undefined;
}

/** The pods that reach the object store. */
export function storePods(manifests: Manifests): StorePods[] {
  return manifests.workloads.filter(reachesStore).map((workload) => {
    const { namespace } = workload;
    const name = workload.pod.serviceAccountName;
    const account = manifests.find('ServiceAccount', namespace, name ?? 'default');
    return { workload, name, title: titleOf('ServiceAccount', namespace, name ?? 'default'), account };
  });
}

/** ARNs of the roles under which pods reach the object store. */
export function storeRoles(manifests: Manifests): string[] {
  const roles = storePods(manifests).map(({ account }) => account && roleOf(account));
  return [...new Set(roles.filter((role) => role !== undefined))];
}

const STORE_TARGETS = LOKI_COMPONENTS.filter(({ objectStore }) => objectStore).map(({ target }) => target);

/** By our label, or by the part of Loki that runs. */
function reachesStore({ labels, pod }: Workload): boolean {
  const labelled = Object.entries(LokiNames.OBJECT_STORE_LABEL).every(([key, value]) => labels[key] === value);
  const args = (pod.containers ?? []).flatMap((container) => textsOf(container['args']));
  return labelled || STORE_TARGETS.some((target) => args.includes(`-target=${target}`));
}

function subjectOf({ namespace, name }: Manifest['metadata']): string {
  return `system:serviceaccount:${namespace ?? 'default'}:${name}`;
}

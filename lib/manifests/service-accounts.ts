import type { Manifests } from './manifests';
import { record } from './shape';
import { type Manifest, title } from './manifest';

/** Annotation by which EKS gives a service account's pods an AWS role. */
export const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** A service account and the AWS role it names. */
export interface AnnotatedAccount {
  /** Title of the ServiceAccount: `ServiceAccount loki/loki`. */
  readonly title: string;

  /** The `sub` claim of its tokens. */
  readonly subject: string;

  /** Value of its annotation. */
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

/** The role of a service account; empty without one. */
export function roleOf(account: Manifest): string | undefined {
  const role = record(record(account.metadata as unknown)['annotations'])[ROLE_ANNOTATION];
  return role === undefined || role === null ? undefined : String(role);
}

function subjectOf({ namespace, name }: Manifest['metadata']): string {
  return `system:serviceaccount:${namespace ?? 'default'}:${name}`;
}

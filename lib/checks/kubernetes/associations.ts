import { type Manifest, title } from '../../manifests/manifest';
import { ROLE_ANNOTATION, roleOf } from '../../manifests/service-accounts';
import { record, text } from '../../manifests/shape';
import { type Finding, type ManifestsRule, type Rule, Severity } from '../rule';

/** Reason for one role of a service account instead of two. */
export const TOKEN_FIRST: Pick<Rule<never>, 'why' | 'evidence'> = {
  why: 'AWS SDKs take the token of the annotation first: the association has no effect, or requests are denied',
  evidence: 'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html',
};

/** Finding of a service account that has a role in an annotation beside an association; `association` describes it. */
export function secondRole(account: Manifest | undefined, association: string): Finding[] {
  const role = account && roleOf(account);
  if (!account || role === undefined) return [];
  const path = `${title(account)} metadata.annotations.${ROLE_ANNOTATION}`;
  return [{ path, found: `${role}, and ${association}`, fix: 'keep one of the two' }];
}

const oneWay: ManifestsRule = {
  id: 'K8S-IDENTITY-1',
  severity: Severity.ERROR,
  title: 'a service account that a PodIdentityAssociation names has no role in an annotation',
  ...TOKEN_FIRST,
  check: ({ manifests }) =>
    manifests.ofKind('PodIdentityAssociation').flatMap((association): Finding[] => {
      const { namespace, serviceAccount } = record(association['spec']);
      const account = manifests.find('ServiceAccount', text(namespace), text(serviceAccount) ?? '');
      return secondRole(account, `${title(association)} gives it a role as well`);
    }),
};

/** Rules about associations of EKS Pod Identity that a controller, such as ACK, creates from objects. */
export const ASSOCIATION_RULES: readonly ManifestsRule[] = [oneWay];

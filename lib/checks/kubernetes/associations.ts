import { title } from '../../manifests/manifest';
import { ROLE_ANNOTATION, roleOf } from '../../manifests/service-accounts';
import { record, text } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';

const oneWay: ManifestsRule = {
  id: 'K8S-IDENTITY-1',
  severity: Severity.ERROR,
  title: 'a service account that a PodIdentityAssociation names has no role in an annotation',
  why: 'AWS SDKs take the token of the annotation first: the association has no effect, or requests are denied',
  evidence: 'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html',
  check: ({ manifests }) =>
    manifests.ofKind('PodIdentityAssociation').flatMap((association): Finding[] => {
      const { namespace, serviceAccount } = record(association['spec']);
      const account = manifests.find('ServiceAccount', text(namespace), text(serviceAccount) ?? '');
      const role = account && roleOf(account);
      if (!account || role === undefined) return [];
      const found = `${role}, and ${title(association)} gives it a role as well`;
      return [{ path: `${title(account)} metadata.annotations.${ROLE_ANNOTATION}`, found, fix: 'keep one of the two' }];
    }),
};

/** Rules about associations of EKS Pod Identity that a controller makes of objects, such as that of ACK. */
export const ASSOCIATION_RULES: readonly ManifestsRule[] = [oneWay];

import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { type IdentityKind, WorkloadIdentity } from '../../charts/endpoint/identity';
import { lokiRoleName, type NameParts, roleArn } from './names';

/** Identity of Loki's pods: a service account in Kubernetes, and the role with access to the buckets in AWS. */
export function lokiIdentity(
  parts: NameParts,
  namespace: string = DEFAULT_NAMESPACES.loki,
  kind?: IdentityKind,
): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace,
    serviceAccountName: 'loki',
    roleArn: roleArn(lokiRoleName(parts), parts),
    kind,
  });
}

import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { lokiRoleName, type NameParts, roleArn } from './names';

/** Who Loki's pods are: to Kubernetes a service account, to AWS the role that reaches the buckets. */
export function lokiIdentity(parts: NameParts, namespace: string = DEFAULT_NAMESPACES.loki): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace,
    serviceAccountName: 'loki',
    roleArn: roleArn(lokiRoleName(parts), parts),
  });
}

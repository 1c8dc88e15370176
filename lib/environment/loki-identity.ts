import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { lokiRoleName, type NameParts, roleArn, rulerRoleName } from './names';

/** Identity of Loki's pods: a service account in Kubernetes, and the role with access to the buckets in AWS. */
export function lokiIdentity(parts: NameParts, namespace: string = DEFAULT_NAMESPACES.loki): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace,
    serviceAccountName: 'loki',
    roleArn: roleArn(lokiRoleName(parts), parts),
  });
}

/** Identity of the ruler, if it signs requests that no other component may. */
export function rulerIdentity(parts: NameParts, namespace: string = DEFAULT_NAMESPACES.loki): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace,
    serviceAccountName: 'loki-ruler',
    roleArn: roleArn(rulerRoleName(parts), parts),
  });
}

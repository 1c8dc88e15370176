import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { type IdentityKind, WorkloadIdentity } from '../../charts/endpoint/identity';
import { lokiRoleName, type NameParts, roleArn, rulerRoleName } from './names';

/** Parts of an identity of Loki that an environment decides. */
interface LokiIdentityInputs {
  /** Namespace of Loki. @default loki */
  readonly namespace?: string;

  /** Mechanism by which AWS identifies the pods. @default IdentityKind.IRSA */
  readonly kind?: IdentityKind;

  /** False if the pods reach their store with an access key. @default true */
  readonly hasRole?: boolean;
}

/** Identity of Loki's pods: a service account in Kubernetes, and the role with access to the buckets in AWS. */
export function lokiIdentity(
  parts: NameParts,
  { namespace = DEFAULT_NAMESPACES.loki, kind, hasRole = true }: LokiIdentityInputs = {},
): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace,
    serviceAccountName: 'loki',
    roleArn: hasRole ? roleArn(lokiRoleName(parts), parts) : undefined,
    kind,
  });
}

/** Identity of the ruler, if it signs requests that no other component may. */
export function rulerIdentity(
  parts: NameParts,
  { namespace = DEFAULT_NAMESPACES.loki, kind }: Omit<LokiIdentityInputs, 'hasRole'> = {},
): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace,
    serviceAccountName: 'loki-ruler',
    roleArn: roleArn(rulerRoleName(parts), parts),
    kind,
  });
}

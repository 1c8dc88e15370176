import { POD_IDENTITY_SERVICE } from '../../environment/aws/pod-identity';
import { ROLE_ANNOTATION } from '../../manifests/service-accounts';
import type { Setup } from './setup-form';

/**
 * Names and commands of AWS that several faults have in their fix. A Loki that was found may have no known cluster, region or
 * role: a word in capitals stands for each then, which the user replaces.
 */

/** The expected state, as a view has it. */
interface Subject {
  readonly setup: Setup;
}

/** Name of the cluster. */
export const clusterOf = ({ setup }: Subject): string => setup.clusterName ?? 'CLUSTER';

/** Region of the cluster. */
export const regionOf = ({ setup }: Subject): string => setup.region ?? 'REGION';

/** Name of the bucket of chunks. */
export const chunkBucketOf = ({ setup }: Subject): string =>
  setup.buckets.find(({ isOfChunks }) => isOfChunks)?.name ?? 'BUCKET';

/** Name of a VPC endpoint of a service, such as `s3`. */
export const endpointOf = (subject: Subject, service: string): string =>
  `com.amazonaws.${regionOf(subject)}.${service}`;

/** Name of a role by its ARN. */
export const roleNameOf = (arn: string | undefined): string => arn?.split('/').at(-1) ?? 'ROLE';

/** Shows the trust policy of a role. */
export const showTrust = (roleArn: string | undefined): string =>
  `aws iam get-role --role-name ${roleNameOf(roleArn)} --query Role.AssumeRolePolicyDocument`;

/** Permissions that EKS Pod Identity needs in the trust policy of a role. */
export const TRUST_OF_POD_IDENTITY = `it must let ${POD_IDENTITY_SERVICE} do sts:AssumeRole and sts:TagSession`;

/** Shows the roles that service accounts of Loki name. */
export const showRoles = ({ setup }: Subject): string =>
  `kubectl get serviceaccounts --namespace ${setup.lokiNamespace} -o yaml | grep ${ROLE_ANNOTATION}`;

/** Lists the OIDC providers of the account. */
export const LIST_PROVIDERS = 'aws iam list-open-id-connect-providers';

/** Lists the associations of EKS Pod Identity. */
export const listAssociations = (subject: Subject): string =>
  `aws eks list-pod-identity-associations --cluster-name ${clusterOf(subject)}`;

/** Shows version and health of an add-on of EKS. */
export const showAddon = (subject: Subject, name: string): string =>
  `aws eks describe-addon --cluster-name ${clusterOf(subject)} --addon-name ${name}`;

/** Installs an add-on of EKS. */
export const createAddon = (subject: Subject, name: string): string =>
  `aws eks create-addon --cluster-name ${clusterOf(subject)} --addon-name ${name}`;

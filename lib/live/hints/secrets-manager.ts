import { POD_IDENTITY_ADDON, SECRETS_ADDON } from '../../environment/aws/addons';
import { POD_IDENTITY_SERVICE } from '../../environment/aws/pod-identity';
import { ofOrganization } from '../organization';
import { THROTTLED, throttledAdvice } from '../throttling';
import { UNANSWERED } from '../unanswered';
import { deliverAgain, deployAgain } from './deliver';
import type { Hint } from './hint';
import { NO_CREDENTIALS } from './volumes';

const MOUNT = /^FailedMount$/;

/** Pattern of a message of the driver that mounts passwords, with a text of AWS or its provider. */
const ofDriver = (said: string): RegExp =>
  new RegExp(String.raw`(?:secrets store objects|[Ff]etch\w* secret|[Ff]etch\w* credentials).*?(?:${said})`);

/** Hints about passwords in AWS Secrets Manager, by the messages of the driver. */
export const SECRETS_MANAGER_HINTS: readonly Hint[] = [
  {
    id: 'pod-secret-throttled',
    reason: MOUNT,
    message: ofDriver(THROTTLED.source),
    cause: 'AWS throttles the requests of the account, so the driver that mounts passwords waits',
    next: ({ trouble }) => throttledAdvice(trouble.whole ?? trouble.message),
  },
  {
    id: 'pod-secrets-driver',
    reason: MOUNT,
    message:
      /secrets-store\.csi\.k8s\.io not found in the list of registered CSI drivers|\/plugins\/csi-secrets-store\/csi\.sock/,
    cause: 'the driver that mounts passwords of AWS Secrets Manager is not on the node',
    next: ({ environment }) =>
      `aws eks create-addon --cluster-name ${environment.clusterName} --addon-name ${SECRETS_ADDON}`,
  },
  {
    id: 'pod-secrets-provider',
    reason: MOUNT,
    message: /provider not found: provider "aws"|secrets-store-csi-providers\/aws\.sock/,
    cause: 'the part of the secrets driver that reads AWS Secrets Manager does not run on the node',
    next: ({ environment }) =>
      `kubectl get pods --all-namespaces -o wide | grep provider-aws; without any: aws eks create-addon --cluster-name ${environment.clusterName} --addon-name ${SECRETS_ADDON}`,
  },
  {
    id: 'pod-secret-value',
    reason: MOUNT,
    message: /can't find the specified secret value/,
    cause: 'the secret of AWS has no value, or none of the version that the pod mounts',
    next: () =>
      'aws secretsmanager list-secret-version-ids --secret-id NAME shows its versions; write a value: aws secretsmanager put-secret-value --secret-id NAME --secret-string VALUE',
  },
  {
    id: 'pod-secret-tokens',
    reason: MOUNT,
    message: /tokenRequests/,
    cause: 'the driver that mounts passwords gets no token of the pod: its CSIDriver object asks for none',
    next: ({ environment }) =>
      `tokenRequests of its CSIDriver must have the audiences sts.amazonaws.com and ${POD_IDENTITY_SERVICE}: aws eks update-addon --cluster-name ${environment.clusterName} --addon-name ${SECRETS_ADDON}, or tokenRequests in the values of its chart`,
  },
  {
    id: 'pod-secrets-rbac',
    reason: MOUNT,
    message: /failed to get service account .* is forbidden: User "[^"]+" cannot (?:get|list)/,
    cause: 'the part of the secrets driver that reads AWS Secrets Manager may not read service accounts of the cluster',
    next: ({ environment }) =>
      `its ClusterRole must let it get serviceaccounts, pods and nodes: aws eks update-addon --cluster-name ${environment.clusterName} --addon-name ${SECRETS_ADDON}, or install its chart again`,
  },
  {
    id: 'pod-secret-class-invalid',
    reason: MOUNT,
    message:
      /secrets store objects.*(?:ARN region must match|Invalid (?:ARN format|objectType|service in ARN|File Permission)|[Oo]bject(?:Type| name| alias)? (?:must|does not match|already)|Must use objectType|duplicate object|load SecretProviderClass|failover|(?:provider|parameters) not set in|invalid path: )/,
    cause: 'the SecretProviderClass names a password in a way that the secrets driver does not take',
    next: (subject) =>
      `kubectl get secretproviderclasses --namespace ${subject.namespace} -o yaml: compare parameters.objects with the message, and ${deliverAgain(subject)}`,
    other: ({ namespace }) =>
      `kubectl edit secretproviderclass --namespace ${namespace}: correct parameters.objects as the message says`,
  },
  {
    id: 'pod-secret-absent',
    reason: MOUNT,
    message: /ResourceNotFoundException|can't find the specified secret/,
    cause: 'AWS Secrets Manager has no secret of the name that the pod mounts',
    next: (subject) => `aws secretsmanager list-secrets --query 'SecretList[].Name', and ${deployAgain(subject)}`,
    other: () => "aws secretsmanager list-secrets --query 'SecretList[].Name', and make the one that is missing",
  },
  {
    id: 'pod-secret-role',
    reason: MOUNT,
    message: /An IAM role must be associated with service account ([\w.-]+)/,
    cause: 'the service account of the pod has no role that may read its password',
    next: (subject) => deliverAgain(subject),
    other: ({ namespace }, [, account = '']) =>
      `kubectl annotate serviceaccount --namespace ${namespace} ${account} eks.amazonaws.com/role-arn=ARN`,
  },
  {
    id: 'pod-secret-class',
    reason: MOUNT,
    message: /[Ss]ecret[Pp]rovider[Cc]lass\S* "?([\w./-]+)"?.*not found/,
    cause: 'the SecretProviderClass that names the password does not exist',
    next: (subject) => deliverAgain(subject),
    other: ({ namespace }) => `kubectl get secretproviderclasses --namespace ${namespace}, and make the one it names`,
  },
  {
    id: 'pod-secret-deleted',
    reason: MOUNT,
    message: /marked for deletion|scheduled for deletion/,
    cause: 'the secret of AWS that the pod mounts was deleted, and AWS keeps it for some days',
    next: () =>
      "aws secretsmanager list-secrets --include-planned-deletion --query 'SecretList[?DeletedDate].Name', and aws secretsmanager restore-secret --secret-id NAME",
  },
  {
    id: 'pod-secret-kms',
    reason: MOUNT,
    message: /Access to KMS is not allowed|DecryptionFailure|secrets store objects.*(?:kms:Decrypt|KMS key)/,
    cause: 'the role of the service account may not decrypt the password, or its KMS key is disabled',
    next: () =>
      'aws secretsmanager describe-secret --secret-id NAME names the key: it must be Enabled, and the role needs kms:Decrypt on it, in its policy and in that of the key',
  },
  {
    id: 'pod-secret-agent',
    reason: MOUNT,
    message: /pod identity agent failed|169\.254\.170\.23/,
    cause:
      'the driver gets no answer from the EKS Pod Identity Agent of the node, which has the credentials of the pod',
    next: () =>
      `kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=${POD_IDENTITY_ADDON} -o wide: one must be ready on the node, and EKS Auto Mode has it built in; on a new node it is tried again until it answers`,
  },
  {
    id: 'pod-secret-region',
    reason: MOUNT,
    message: /retrieve region from node|[Rr]egion not found/,
    cause: 'the driver cannot read the region of the secret from the node',
    next: (subject) =>
      `parameters.region of the SecretProviderClass names it: ${deliverAgain(subject)}; or let the service account of the provider read nodes: update the add-on ${SECRETS_ADDON}`,
    other: ({ namespace }) =>
      `write parameters.region: kubectl edit secretproviderclass --namespace ${namespace}; or let the service account of the provider read nodes: update the add-on ${SECRETS_ADDON}`,
  },
  {
    id: 'pod-secret-unreachable',
    reason: MOUNT,
    message: new RegExp(
      `^(?!.*(?:AccessDenied|not authorized)).*?(?:Failed to fetch secret from all regions|secrets store objects.*(?:${UNANSWERED.source}|DeadlineExceeded|RST_STREAM|RequestCanceled|context canceled))`,
    ),
    cause: 'the node does not reach AWS Secrets Manager, or gets no answer from it',
    next: () =>
      'nodes in private subnets need a NAT gateway, or the VPC endpoints secretsmanager and sts whose security group admits them: aws ec2 describe-vpc-endpoints; the log of the provider names the reason: kubectl get pods --all-namespaces | grep provider-aws',
  },
  {
    id: 'pod-secret-credentials',
    reason: MOUNT,
    message: ofDriver(NO_CREDENTIALS.source),
    cause: 'the driver gets no credentials of AWS by the service account of the pod: the role does not trust it',
    next: (subject) =>
      `kubectl get serviceaccounts --namespace ${subject.namespace} -o yaml names the role: its trust must admit the service account of the pod; ${deployAgain(subject)}`,
    other: ({ namespace }) =>
      `kubectl get serviceaccounts --namespace ${namespace} -o yaml names the role: its trust must admit the service account of the pod`,
  },
  {
    id: 'pod-secret-field',
    reason: MOUNT,
    message: ofDriver('JMES ?Path|JMES search|[Ff]ailed to parse JSON|[Ii]nvalid JSON'),
    cause: 'the secret of AWS is not JSON, or the field that the pod mounts is missing or not a text',
    next: (subject) => `compare the keys of the secret with the SecretProviderClass, and ${deliverAgain(subject)}`,
    other: ({ namespace }) =>
      `compare the keys of the secret with jmesPath: kubectl get secretproviderclasses --namespace ${namespace} -o yaml`,
  },
  {
    id: 'pod-secret-denied',
    reason: MOUNT,
    message: /^(?:.*not authorized to perform: (secretsmanager:\w+)|.*(?:AccessDenied|not authorized))/,
    cause: 'the role of its service account may not read the password',
    next: (subject, [, action = 'secretsmanager:GetSecretValue']) =>
      `${ofOrganization(subject.trouble)}the role of its service account may not read the secret: it needs ${action}: ${deployAgain(subject)}`,
    other: ({ trouble }, [, action = 'secretsmanager:GetSecretValue']) =>
      `${ofOrganization(trouble)}the role of its service account needs ${action} on the secret`,
  },
];

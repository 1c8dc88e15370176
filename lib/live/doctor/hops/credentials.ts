import { throttlingService, throttledAdvice } from '../../throttling';
import {
  clusterOf,
  endpointOf,
  LIST_PROVIDERS,
  regionOf,
  roleNameOf,
  showRoles,
  showTrust,
  TRUST_OF_POD_IDENTITY,
} from '../aws-commands';
import { field, networkPolicies, redeploy, restartAll } from '../commands';
import type { Fault } from '../fault';
import type { View } from '../view';
import { inLog } from './in-log';

/** Service that the agent of EKS Pod Identity asks, which does not name it. */
const EKS_AUTH = 'EKS Auth';

/** ARN of the first role of pods. */
const roleArn = ({ setup: { roles } }: View): string | undefined => roles[0]?.roleArn;

/** A fault that only logs show. */
const inLogs = (id: string, pattern: string, cause: string, says: string, fix: (view: View) => string[]): Fault =>
  inLog(pattern, { id, hop: 'identity', cause }, { says: () => says, fix });

/** Faults of pods' AWS credentials that their logs show. */
export const CREDENTIALS_FAULTS: readonly Fault[] = [
  inLogs('identity-arn', 'sts-arn', 'the ARN of the role is malformed', 'Request ARN is invalid', (view) => [
    showRoles(view),
    view.setup.deliver,
  ]),
  inLogs(
    'identity-issuer',
    'sts-issuer',
    "STS cannot read the keys of the cluster's issuer: that cluster was deleted, or the OIDC provider is of another one",
    'no verification key',
    (view) => [
      `aws eks describe-cluster --name ${clusterOf(view)} --query cluster.identity.oidc.issuer`,
      LIST_PROVIDERS,
      redeploy(view),
    ],
  ),
  inLogs(
    'identity-sts-region',
    'sts-region',
    'STS is not active in the region for this account, so pods get no credentials',
    'STS is not activated in this region',
    (view) => [
      `activate STS for ${view.setup.region ?? 'the region'}: IAM, Account settings, Endpoints`,
      `a region that must be opted into: aws account enable-region --region-name ${regionOf(view)}`,
    ],
  ),
  {
    ...inLog(
      'sts-throttled',
      {
        ...{ id: 'identity-throttled', hop: 'identity' },
        cause: 'STS or EKS Auth throttles the requests of the account, so pods wait for credentials',
      },
      {
        says: (service) => `${throttlingService(service) ?? EKS_AUTH} refuses requests, since there were too many`,
        fix: (_view, service) => [throttledAdvice(service || EKS_AUTH)],
      },
    ),
    isMild: true,
  },
  inLogs(
    'identity-thumbprint',
    'sts-thumbprint',
    "IAM does not trust the certificate of the cluster's issuer: the OIDC provider has a wrong thumbprint",
    "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    () => [
      LIST_PROVIDERS,
      'aws iam update-open-id-connect-provider-thumbprint --open-id-connect-provider-arn ARN --thumbprint-list THUMBPRINT, of the top authority of the issuer; a proxy of the account that made the provider may have given its own',
    ],
  ),
  inLogs(
    'identity-duration',
    'sts-duration',
    'pods ask AWS for a longer session than their role may have, so they get no credentials',
    'DurationSeconds is above the maximum of the role',
    (view) => [
      'leave duration_seconds and role_arn out of the AWS configuration of the pods: their role needs neither',
      `or raise its maximum: aws iam update-role --role-name ${roleNameOf(roleArn(view))} --max-session-duration SECONDS, of at most 43200`,
    ],
  ),
  inLogs(
    'identity-organization',
    'sts-policy',
    'a policy of the organization, or a permissions boundary, denies the pods their role',
    'sts:AssumeRole is denied by a policy beside that of the role',
    () => [
      'ask those who run AWS Organizations for the service control policies and resource control policies of the account: they must allow sts:AssumeRoleWithWebIdentity',
    ],
  ),
  {
    ...inLogs(
      'identity-pod-identity-trust',
      'pod-identity-trust',
      'the role does not let EKS Pod Identity assume it, so pods get no credentials',
      'EKS does not have permissions to assume the associated role',
      (view) => [showTrust(roleArn(view)), TRUST_OF_POD_IDENTITY],
    ),
    // IAM's facts about the trust policy show the same fault.
    follows: ['identity'],
  },
  inLogs(
    'identity-sts-unreachable',
    'sts-unreachable',
    'pods do not reach STS of AWS, which gives them credentials',
    'STS does not answer',
    (view) => [
      `the subnets of the nodes need a NAT gateway, or an endpoint of STS (${endpointOf(view, 'sts')}) whose security group admits them`,
      networkPolicies(view),
    ],
  ),
  inLog(
    'sts-expired',
    {
      ...{ id: 'identity-expired', hop: 'identity' },
      cause: 'the token of the service account has expired: the kubelet does not renew it',
    },
    { says: (detail) => detail || 'ExpiredToken', fix: ({ setup }) => [restartAll(setup.lokiNamespace)] },
  ),
  inLog(
    'sts-other',
    { ...{ id: 'identity-refused', hop: 'identity' }, cause: 'STS does not give pods the credentials of their role' },
    {
      says: (detail) => `STS answers ${detail}`,
      fix: (view) => [
        showRoles(view),
        showTrust(roleArn(view)),
        `the whole answer: kubectl logs --namespace ${view.setup.lokiNamespace} --selector app.kubernetes.io/component=ingester --since 10m --tail 50 | grep STS`,
      ],
    },
  ),
  inLogs(
    'identity-token-file',
    'token-file',
    'pods may not read the token of their service account, so they get no credentials of AWS',
    'the file of the token cannot be opened',
    ({ setup }) => [
      setup.found
        ? 'give pods that do not run as root an fsGroup: podSecurityContext: { fsGroup: 10001 }'
        : 'remove what customize changes in fsGroup and in the volumes of the pods',
      setup.found ? restartAll(setup.lokiNamespace) : setup.deliver,
    ],
  ),
  inLogs('identity-none', 'no-credentials', 'pods have no credentials of AWS', 'no credentials', (view) => [
    showRoles(view),
    restartAll(view.setup.lokiNamespace),
  ]),
  inLogs(
    'identity-clock',
    'clock',
    'the clock of a node is wrong by more than some minutes: AWS refuses what it signs',
    'the time of requests is refused',
    ({ setup }) => [
      `kubectl get pods --namespace ${setup.lokiNamespace} -o wide`,
      'chronyc tracking, on the node of that pod',
      'terminate the instance if its clock does not come back',
    ],
  ),
  inLogs(
    'identity-keys',
    'keys',
    'requests are signed with keys that AWS does not accept: access keys in the pods or in the configuration hide the role',
    'keys or signature are refused',
    (view) => [
      `leave access keys and endpoint out of ${field(view, 'customize, and variables AWS_ACCESS_KEY_ID out of the pods', 'the storage')}`,
      ...(view.setup.found ? [] : [view.setup.deliver]),
    ],
  ),
];

import { addEvent } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Messages of controllers about doors: object, reason and message. */
const SAID: readonly (readonly [id: string, kind: string, reason: string, message: string, fix: RegExp])[] = [
  [
    'exposure-subnets',
    'Ingress',
    'FailedBuildModel',
    "Failed build model due to couldn't auto-discover subnets: unable to resolve at least one subnet (0 match VPC and tags: [kubernetes.io/role/elb])",
    /kubernetes\.io\/role\/internal-elb=1/,
  ],
  [
    'exposure-denied',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to AccessDenied: User: arn:aws:sts::111122223333:assumed-role/alb/1 is not authorized to perform: elasticloadbalancing:CreateLoadBalancer',
    /iam_policy\.json/,
  ],
  [
    'exposure-certificate',
    'Service',
    'FailedDeployModel',
    "Failed deploy model due to operation error Elastic Load Balancing v2: CreateListener, api error ValidationError: Certificate ARN 'arn:aws:acm:us-east-1:111122223333:certificate/x' is not valid",
    /aws acm list-certificates --region us-east-1/,
  ],
  [
    'exposure-certificate',
    'Gateway',
    'FailedBuildModel',
    'Failed build model due to no certificate found for host: logs.example.com',
    /describe --namespace loki gateway loki-door/,
  ],
  [
    'exposure-webhook',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to Internal error occurred: failed calling webhook "mtargetgroupbinding.elbv2.k8s.aws": Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate": no endpoints available',
    /name=aws-load-balancer-controller/,
  ],
  [
    'exposure-security-group',
    'Service',
    'SyncLoadBalancerFailed',
    'Error syncing load balancer: failed to ensure load balancer: Multiple tagged security groups found for instance i-035b6e84cf3f12234; ensure only the k8s security group is tagged',
    /must have the tag kubernetes\.io\/cluster\//,
  ],
  [
    'exposure-security-group',
    'TargetGroupBinding',
    'FailedNetworkReconcile',
    'Failed network reconcile due to expected exactly one securityGroup tagged with kubernetes.io/cluster/dev for eni eni-0a, got: [sg-0a sg-0b] (clusterName: dev)',
    /must have the tag kubernetes\.io\/cluster\//,
  ],
  [
    'exposure-role',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to operation error Elastic Load Balancing v2: DescribeLoadBalancers, get identity: get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
    /system:serviceaccount:kube-system:aws-load-balancer-controller/,
  ],
  [
    'exposure-throttled',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to operation error Elastic Load Balancing v2: CreateTargetGroup, api error RequestLimitExceeded: Request limit exceeded.',
    /AttributeValue=elasticloadbalancing/,
  ],
  [
    'exposure-quota',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to operation error Elastic Load Balancing v2: CreateLoadBalancer, https response error StatusCode: 400, TooManyLoadBalancers: The maximum number of load balancers has been reached',
    /service-quotas/,
  ],
  [
    'exposure-refused',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to operation error WAFv2: AssociateWebACL, https response error StatusCode: 400, WAFNonexistentItemException: x',
    /--tail 50/,
  ],
  [
    'exposure-account',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to operation error Elastic Load Balancing v2: CreateLoadBalancer, OperationNotPermitted: This AWS account currently does not support creating load balancers. For more information, please contact AWS Support.',
    /ask AWS Support/,
  ],
  [
    'exposure-log-bucket',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to operation error Elastic Load Balancing v2: ModifyLoadBalancerAttributes, InvalidConfigurationRequest: Access Denied for bucket: alb-logs. Please check S3bucket permission',
    /--bucket alb-logs/,
  ],
  [
    'exposure-deletion',
    'Ingress',
    'FailedBuildModel',
    'Failed build model due to deletion_protection is enabled, cannot delete the ingress: loki-old',
    /deletion_protection\.enabled/,
  ],
  ...[
    'unsupported v6 cidr [::/0] when lb is not dualstack',
    'count of EIP allocations (1) and subnets (2) must match',
    'ingress: loki/loki: invalid ingress group: groupName must be no more than 63 characters',
  ].map(
    (said) =>
      [
        'exposure-annotation',
        'Ingress',
        'FailedBuildModel',
        `Failed build model due to ${said}`,
        /annotation/,
      ] as const,
  ),
  [
    'exposure-named',
    'Ingress',
    'FailedBuildModel',
    "Failed build model due to couldn't find WAFv2 WebACL with name: loki-acl",
    /list-web-acls/,
  ],
  [
    'exposure-targets',
    'Service',
    'FailedBuildModel',
    'Failed build model due to unsupported service type "ClusterIP" for load balancer target type "instance"',
    /target-type: ip/,
  ],
  [
    'exposure-targets',
    'Ingress',
    'FailedDeployModel',
    'Failed deploy model due to InvalidParameter: 1 validation error(s) found. - minimum field value of 1, CreateTargetGroupInput.Port.',
    /target-type: ip/,
  ],
  [
    'exposure-unreachable',
    'Ingress',
    'FailedBuildModel',
    'Failed build model due to RequestError: send request failed caused by: Post "https://elasticloadbalancing.sa-east1.amazonaws.com/": dial tcp: lookup elasticloadbalancing.sa-east1.amazonaws.com on 10.100.0.10:53: no such host',
    /endpoints of elasticloadbalancing.*grep region/s,
  ],
  [
    'exposure-named',
    'Ingress',
    'FailedBuildModel',
    "Failed build model due to couldn't find all securityGroups, nameOrIDs: [sg-0a, sg-0b], found: [sg-0a]",
    /describe-security-groups/,
  ],
  [
    'exposure-named',
    'Ingress',
    'FailedDeployModel',
    "Failed deploy model due to operation error EC2: AuthorizeSecurityGroupIngress, api error InvalidGroup.NotFound: The security group 'sg-0a' does not exist",
    /describe-security-groups/,
  ],
  [
    'exposure-conflict',
    'Ingress',
    'FailedBuildModel',
    'Failed build model due to conflicting attributes access_logs.s3.prefix: my-elb | "my-elb"',
    /a group of its own/,
  ],
  [
    'exposure-backend',
    'Ingress',
    'FailedBuildModel',
    'Failed build model due to ingress: shop/echo: Service "echo-web" not found',
    /kubectl get services --namespace shop, and correct or delete Ingress echo there/,
  ],
  [
    'exposure-class',
    'Ingress',
    'FailedBuildModel',
    'Failed build model due to ingress: loki/loki: invalid ingress class: IngressClass.networking.k8s.io "alb" not found',
    /kubectl get ingressclasses/,
  ],
  [
    'exposure-name-taken',
    'Ingress',
    'FailedDeployModel',
    "Failed deploy model due to operation error Elastic Load Balancing v2: CreateLoadBalancer, DuplicateLoadBalancerName: A load balancer with the same name 'loki' exists, but with different settings",
    /describe-load-balancers/,
  ],
];

/** Warnings of cert-manager: object, reason, message, fix. */
const CERTIFICATES: readonly (readonly [kind: string, reason: string, message: string, fix: RegExp])[] = [
  [
    'Certificate',
    'Failed',
    'The certificate request has failed to complete and will be retried: Failed to wait for order resource "a" to become ready: order is in "invalid" state: ',
    /kubectl get certificaterequests,orders,challenges --namespace loki/,
  ],
  [
    'CertificateRequest',
    'IssuerNotFound',
    'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt" not found',
    /kubectl get issuers,clusterissuers/,
  ],
];

/** Doors for which controllers make no load balancer, or no certificate. */
export const EXPOSURE_CASES: readonly FaultCase[] = [
  ...SAID.map(([id, kind, reason, message, fix]): FaultCase => ({
    ...{ id, fix, hop: 'gateway' },
    make: (draft) => addEvent(draft, 'loki', kind, 'loki-door', reason, message),
    evidence: new RegExp(`^${kind} loki/loki-door: (?:Failed|Error)`),
  })),
  ...CERTIFICATES.map(([kind, reason, message, fix]): FaultCase => ({
    ...{ id: 'certificate-not-issued', hop: 'gateway', fix },
    make: (draft) => addEvent(draft, 'loki', kind, 'loki-door', reason, message),
    evidence: new RegExp(`^${kind} loki/loki-door: (?:The certificate|Referenced)`),
  })),
];

import { NO_CREDENTIALS } from '../../hints/volumes';
import { ASK_ORGANIZATION, OF_ORGANIZATION } from '../../organization';
import { THROTTLED, throttledAdvice } from '../../throttling';
import { UNANSWERED } from '../../unanswered';
import { certificateCommand } from '../acm';
import { clusterOf, regionOf } from '../aws-commands';
import { BALANCER_PODS, ofEnvironment } from '../commands';
import type { Fault } from '../fault';
import type { View } from '../view';
import { hopOfNamespace, recentWarnings } from './recent';

/** Kinds of objects for which controllers create load balancers. */
const KINDS = /^(Ingress|Service|Gateway|HTTPRoute|TargetGroupBinding)$/;

/** Reasons of events about failed load balancers. */
const REASONS = /^(Failed\w*(?:Model|Reconcile\w*|Finalizer|GroupID|Cleanup)|SyncLoadBalancerFailed|BackendNotFound)$/;

/** Seconds for which a warning is young: controllers wait for up to 17 minutes between two tries. */
const YOUNG = 1200;

/** Reasons why a controller creates no load balancer, by its message; the last one is for all other messages. */
const CAUSES: readonly (Pick<Fault, 'id' | 'cause'> & {
  readonly says: RegExp;
  readonly fix: (view: View, message: string) => readonly string[];
})[] = [
  {
    id: 'exposure-webhook',
    cause: 'the AWS Load Balancer Controller does not run, so nothing changes at a door',
    says: /failed calling webhook/,
    fix: () => [BALANCER_PODS],
  },
  {
    id: 'exposure-throttled',
    cause: 'AWS throttles the requests of the account, so the controller of load balancers waits',
    says: THROTTLED,
    fix: (_view, message) => [throttledAdvice(`${message} of elasticloadbalancing`)],
  },
  {
    id: 'exposure-unreachable',
    cause: 'the controller of load balancers does not reach AWS',
    says: new RegExp(String.raw`amazonaws\.com.*(?:${UNANSWERED.source})`),
    fix: () => [
      'the subnets of the nodes need a NAT gateway, or endpoints of elasticloadbalancing, ec2 and sts whose security group admits them',
      'the region that it was given must exist: kubectl get deployment --namespace kube-system aws-load-balancer-controller -o yaml | grep region',
    ],
  },
  {
    id: 'exposure-role',
    cause:
      'the controller of load balancers gets no credentials: its role does not trust its service account, or it has none',
    says: NO_CREDENTIALS,
    fix: () => [
      'kubectl get serviceaccount --namespace kube-system aws-load-balancer-controller -o yaml names the role: its trust must admit system:serviceaccount:kube-system:aws-load-balancer-controller',
    ],
  },
  {
    id: 'exposure-quota',
    cause: 'a quota of the account for load balancers, target groups or rules is used up',
    says: /TooMany[A-Z]\w+|LimitExceeded|maximum number of/,
    fix: (_view, message) => [
      `aws service-quotas list-service-quotas --service-code ${/SecurityGroup/.test(message) ? 'vpc' : 'elasticloadbalancing'}, and ask for more, or remove what nobody uses`,
    ],
  },
  {
    id: 'exposure-denied',
    cause: 'the controller of load balancers may not make them: its role lacks a permission',
    says: /AccessDenied|not authorized|UnauthorizedOperation/,
    fix: (_view, message) => [
      ...(OF_ORGANIZATION.test(message) ? [ASK_ORGANIZATION] : []),
      'attach the policy of the version of the AWS Load Balancer Controller that runs to its role: iam_policy.json of its release',
    ],
  },
  {
    id: 'exposure-conflict',
    cause:
      'objects of one group ask for different things of the load balancer that they share, so none of them changes it',
    says: /[Cc]onflicting \w+/,
    fix: () => [
      'kubectl get ingress --all-namespaces -o yaml | grep alb.ingress.kubernetes.io/group.name: write the same into all of a group, without quotes in the value, or give the door a group of its own',
    ],
  },
  {
    id: 'exposure-account',
    cause: 'AWS does not let the account make load balancers',
    says: /does not support creating load balancers|OperationNotPermitted.*AWS Support/,
    fix: () => ['ask AWS Support: new accounts cannot make load balancers before they are checked'],
  },
  {
    id: 'exposure-log-bucket',
    cause: 'the load balancer of a door may not write its access log into the bucket that the door names',
    says: /Access Denied for bucket|access logs?.*bucket|S3 ?bucket permission/i,
    fix: (_view, message) => [
      `the policy of the bucket must let logdelivery.elasticloadbalancing.amazonaws.com do s3:PutObject, and its encryption must be SSE-S3: aws s3api get-bucket-policy --bucket ${/bucket: ([\w.-]*\w)/.exec(message)?.[1] ?? 'BUCKET'}`,
    ],
  },
  {
    id: 'exposure-named',
    cause: 'a door names subnets, security groups or a web ACL that do not exist in the VPC or region of the cluster',
    says: /couldn't find (?:all )?\w+|Unable to find web acl|Invalid(?:Group|SubnetID|SecurityGroupID)\.NotFound/,
    fix: (_view, message) => [
      /web ?acl/i.test(message)
        ? 'aws wafv2 list-web-acls --scope REGIONAL, and correct the one that the door names'
        : /[Ss]ecurity ?[Gg]roup/.test(message)
          ? "aws ec2 describe-security-groups --query 'SecurityGroups[].[GroupId,VpcId]', and correct the security groups that the door names"
          : "aws ec2 describe-subnets --query 'Subnets[].[SubnetId,VpcId]', and correct the subnets that the door names",
    ],
  },
  {
    id: 'exposure-backend',
    cause: 'an Ingress names a Service or a port that does not exist, and keeps all doors of its group from changing',
    says: /[Ss]ervices? "?[\w./-]+"? (?:is )?not found|[Uu]nable to find port|BackendNotFound/,
    fix: (_view, message) => {
      const of = /ingress: ([\w.-]+)\/([\w.-]+)/.exec(message);
      return of
        ? [`kubectl get services --namespace ${of[1]}, and correct or delete Ingress ${of[2]} there`]
        : ['kubectl get services --all-namespaces: make the Service that it names, or correct its name'];
    },
  },
  {
    id: 'exposure-class',
    cause: 'a door names a class that does not exist, or one of another controller',
    says: /[Ii]ngress ?[Cc]lass|GatewayClass/,
    fix: () => [
      'kubectl get ingressclasses,gatewayclasses: the door must name one of the AWS Load Balancer Controller, which its chart makes: alb',
    ],
  },
  {
    id: 'exposure-targets',
    cause: 'the targets of a door are nodes, and its Service has no port on nodes',
    says: /CreateTargetGroupInput\.Port|[Pp]ort is empty|unsupported service type|must be (?:of type )?'?(?:either )?'?NodePort/,
    fix: () => [
      'annotate the door with alb.ingress.kubernetes.io/target-type: ip, or service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip, so that its targets are pods',
    ],
  },
  {
    id: 'exposure-deletion',
    cause: 'a load balancer that should be deleted is protected from it, so none of its group changes',
    says: /deletion.protection/i,
    fix: () => [
      'aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes Key=deletion_protection.enabled,Value=false',
    ],
  },
  {
    id: 'exposure-annotation',
    cause: 'the controller of load balancers does not take an annotation of a door',
    says: /^Failed build model due to (?!(?:unable|couldn't) ).*(?:\bmust (?:be|match|have|consist|specify|contain)|(?:shouldn't|cannot|can't|can only|is only|does not support)\b|\b(?:unknown|unsupported|[Ii]nvalid|[Ff]ailed to parse|empty|missing|[Ee]ither specify|Unused|Unable to assign)\b)/,
    fix: (view) => [
      'correct the annotation that the message is about, of the door or of another object of its group: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/',
      ...ofEnvironment(view, 'customize writes annotations of the door'),
    ],
  },
  {
    id: 'exposure-name-taken',
    cause: 'another load balancer or target group of the account has the name of that of a door',
    says: /Duplicate(?:LoadBalancer|TargetGroup)Name|with the same name/,
    fix: () => [
      "aws elbv2 describe-load-balancers --query 'LoadBalancers[].[LoadBalancerName,VpcId]': delete the one that is left from another cluster, or give the door another name",
    ],
  },
  {
    id: 'exposure-certificate',
    cause: 'the certificate of a door is not issued, of another region, or does not exist',
    says: /[Cc]ertificate/,
    fix: (view, message) => [
      `aws acm list-certificates --region ${regionOf(view)}: it must be there, with the status ISSUED`,
      `PENDING_VALIDATION ends when the record of its domain is in DNS: ${certificateCommand(/arn:aws[\w-]*:acm:[\w:/-]+/.exec(message)?.[0] ?? 'ARN', view.setup)}`,
    ],
  },
  {
    id: 'exposure-subnets',
    cause: 'the controller of load balancers finds no subnets for a door, or no free addresses in them',
    says: /subnet/i,
    fix: () => [
      'tag the subnets: kubernetes.io/role/elb=1 for a public door, kubernetes.io/role/internal-elb=1 for an internal one; each needs 8 free addresses',
    ],
  },
  {
    id: 'exposure-security-group',
    cause: 'the controller of load balancers cannot determine the security group of the nodes',
    says: /security ?group/i,
    fix: (view) => [`exactly one security group of a node must have the tag kubernetes.io/cluster/${clusterOf(view)}`],
  },
  {
    id: 'exposure-refused',
    cause: 'the controller of load balancers cannot make or change the load balancer of a door',
    says: /^/,
    fix: () => [
      'kubectl logs --namespace kube-system --selector app.kubernetes.io/name=aws-load-balancer-controller --tail 50',
    ],
  },
];

/** Faults of doors whose load balancer was not created. Clients in the cluster do not need one. */
export const EXPOSURE_FAULTS: readonly Fault[] = CAUSES.map(({ id, cause, fix }) => ({
  ...{ id, cause, hop: 'gateway', isMild: true },
  find: (view) =>
    recentWarnings(view, KINDS, REASONS, YOUNG)
      .filter(({ message }) => CAUSES.find((one) => one.says.test(message))?.id === id)
      .map(({ kind, namespace, name, message }) => ({
        hop: hopOfNamespace(view, namespace),
        evidence: `${kind} ${namespace}/${name}: ${message}`,
        fix: [`kubectl describe --namespace ${namespace} ${kind.toLowerCase()} ${name}`, ...fix(view, message)],
      })),
}));

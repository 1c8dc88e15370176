import { NO_CREDENTIALS } from '../../hints/volumes';
import { THROTTLED, throttledAdvice } from '../../throttling';
import { certificateCommand } from '../acm';
import type { Fault } from '../fault';
import type { View } from '../view';
import { hopOfNamespace, recentWarnings } from './recent';

/** Kinds of objects for which controllers create load balancers. */
const KINDS = /^(Ingress|Service|Gateway|HTTPRoute|TargetGroupBinding)$/;

/** Reasons of events about failed load balancers. */
const REASONS =
  /^(Failed(BuildModel|DeployModel|Reconcile\w*|AddFinalizer|LoadGroupID)|SyncLoadBalancerFailed|BackendNotFound)$/;

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
    fix: () => [
      'kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=aws-load-balancer-controller',
    ],
  },
  {
    id: 'exposure-throttled',
    cause: 'AWS throttles the requests of the account, so the controller of load balancers waits',
    says: THROTTLED,
    fix: (_view, message) => [throttledAdvice(`${message} of elasticloadbalancing`)],
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
    fix: () => [
      'aws service-quotas list-service-quotas --service-code elasticloadbalancing, and ask for more, or remove what nobody uses',
    ],
  },
  {
    id: 'exposure-denied',
    cause: 'the controller of load balancers may not make them: its role lacks a permission',
    says: /AccessDenied|not authorized|UnauthorizedOperation/,
    fix: () => [
      'attach the policy of the version of the AWS Load Balancer Controller that runs to its role: iam_policy.json of its release',
    ],
  },
  {
    id: 'exposure-certificate',
    cause: 'the certificate of a door is not issued, of another region, or does not exist',
    says: /[Cc]ertificate/,
    fix: ({ setup }, message) => [
      `aws acm list-certificates --region ${setup.region ?? 'REGION'}: it must be there, with the status ISSUED`,
      `PENDING_VALIDATION ends when the record of its domain is in DNS: ${certificateCommand(/arn:aws[\w-]*:acm:[\w:/-]+/.exec(message)?.[0] ?? 'ARN', setup)}`,
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
    fix: ({ setup }) => [
      `exactly one security group of a node must have the tag kubernetes.io/cluster/${setup.clusterName ?? 'CLUSTER'}`,
    ],
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

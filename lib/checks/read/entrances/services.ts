import { MOST_IDLE_SECONDS } from '../../../../charts/endpoint/exposure/idle';
import { podsOf } from '../../../manifests/lookup';
import { type Manifest, type Service, title } from '../../../manifests/manifest';
import type { Manifests } from '../../../manifests/manifests';
import { record, records, texts } from '../../../manifests/shape';
import { isEmpty, labelSelector } from '../../../manifests/selectors';
import type { Workload } from '../../../manifests/workloads';
import { annotationsOf, attributeOf, type Entrance, listOf } from './entrance';

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Annotations by which clouds make an internal load balancer. */
const INTERNAL: readonly (readonly [annotation: string, value: RegExp])[] = [
  [`${AWS}scheme`, /^internal$/],
  [`${AWS}internal`, /^(true|0\.0\.0\.0\/0)$/],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
];

/** Idle timeout of an NLB's listeners that have no TLS, unless an attribute changes it. */
const TCP_IDLE_SECONDS = 350;

/** Load balancers that are internal unless an annotation says otherwise: those of AWS's own controllers. */
function isOfController(service: Manifest & Service): boolean {
  const type = annotationsOf(service)[`${AWS}type`];
  return ['external', 'nlb-ip'].includes(String(type)) || classOf(service) !== undefined;
}

function classOf({ spec }: Manifest & Service): string | undefined {
  const { loadBalancerClass } = record(spec as unknown);
  return /^(service\.k8s\.aws|eks\.amazonaws\.com)\/nlb$/.exec(String(loadBalancerClass))?.[0];
}

function isInternal(service: Manifest & Service): boolean {
  const annotations = annotationsOf(service);
  if (INTERNAL.some(([name, value]) => value.test(String(annotations[name] ?? '')))) return true;
  return isOfController(service) && annotations[`${AWS}scheme`] === undefined;
}

/**
 * Source addresses that pods see behind an NLB of a controller. With pods as targets these are the NLB's own, unless an
 * attribute preserves those of clients.
 */
function seesOf(service: Manifest & Service): Entrance['sees'] {
  if (!isOfController(service)) return 'clients';
  const annotations = annotationsOf(service);
  const target = annotations[`${AWS}nlb-target-type`] ?? (classOf(service)?.startsWith('eks.') ? 'ip' : 'instance');
  const isIp = target === 'ip' || annotations[`${AWS}type`] === 'nlb-ip';
  const kept = attributeOf(annotations[`${AWS}target-group-attributes`], 'preserve_client_ip.enabled');
  if (kept === 'true') return 'clients';
  return isIp ? 'balancer' : 'clients';
}

/** ARNs of the certificates of a Service's load balancer. */
export const serviceCertificates = (service: Manifest): string[] => listOf(annotationsOf(service)[`${AWS}ssl-cert`]);

/** True if all ports of a load balancer end TLS. */
function endsTls(service: Manifest & Service): boolean {
  const annotations = annotationsOf(service);
  if (annotations[`${AWS}ssl-cert`] === undefined) return false;
  const withTls = listOf(annotations[`${AWS}ssl-ports`]);
  // Without the annotation, all of them.
  return (
    withTls.length === 0 ||
    records(service.spec?.ports).every(({ port, name }) => withTls.some((one) => one === String(port) || one === name))
  );
}

function idleOf(service: Manifest & Service): Entrance['idle'] {
  if (!isOfController(service)) return undefined;
  const path = `${title(service)} metadata.annotations`;
  if (endsTls(service)) {
    const seconds = MOST_IDLE_SECONDS.nlb as number;
    return {
      seconds,
      path,
      fix: `answer within ${seconds} seconds, or use an ALB: a TLS listener has no other timeout`,
    };
  }
  const [{ port = 0 } = {}] = records(service.spec?.ports);
  const key = `${AWS}listener-attributes.TCP-${port}`;
  const given = Number(attributeOf(annotationsOf(service)[key], 'tcp.idle_timeout.seconds') ?? TCP_IDLE_SECONDS);
  return { seconds: given, path, fix: `raise tcp.idle_timeout.seconds in ${key}` };
}

/** Ways in through Services. */
export function serviceEntrances(manifests: Manifests): Entrance[] {
  return manifests.ofKind<Service>('Service').flatMap((service) => {
    const type = service.spec?.type;
    if (type !== 'LoadBalancer' && type !== 'NodePort') return [];
    const { loadBalancerSourceRanges } = record(service.spec as unknown);
    const annotations = annotationsOf(service);
    const listed = annotations['service.beta.kubernetes.io/load-balancer-source-ranges'];
    const isBalanced = type === 'LoadBalancer';
    return [
      {
        object: service,
        path: `${title(service)} spec.type`,
        what: `'${type}' makes it`,
        from: isBalanced && !isInternal(service) ? 'the internet' : 'the network of the cluster',
        // Requests to a port of a node do not pass the load balancer.
        ranges: isBalanced ? [...texts(loadBalancerSourceRanges), ...listOf(listed)] : [],
        rangesPath: `${title(service)} spec.loadBalancerSourceRanges`,
        securityGroups: isBalanced && isOfController(service) ? listOf(annotations[`${AWS}security-groups`]) : [],
        pods: podsBehind(manifests, service),
        ports: records(service.spec?.ports).map(({ port, targetPort = port }) => targetPort as string | number),
        hasLogin: false,
        ...(isBalanced ? { sees: seesOf(service), isEncrypted: endsTls(service), idle: idleOf(service) } : {}),
      },
    ];
  });
}

/** Pods that a Service selects; undefined if something else manages its endpoints. */
export function podsBehind(manifests: Manifests, service: Manifest & Service): Workload[] | undefined {
  const selector = labelSelector(service.spec?.selector);
  return isEmpty(selector) ? undefined : podsOf(manifests, service.metadata.namespace, selector);
}

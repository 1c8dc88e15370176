import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import type { Access } from '../../../../charts/endpoint/exposure/props';
import { NAMESPACE_NAME_LABEL } from '../../../../charts/kubernetes/objects';
import type { Manifest } from '../../../manifests/manifest';
import { asList, at, record, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import { peersOf } from './peers';

/** Name of the objects of the door, and of the pods that it leads to. */
const DOOR = 'loki-gateway-external';
const GATEWAY = 'loki-gateway';

/** Fields of a door, as far as its objects show them. */
type Door = Readonly<Record<string, unknown>>;

/** Reads the door for clients outside, of the objects that it is made of. */
export function readOwnExpose(importing: Importing, objects: readonly Manifest[]): void {
  const { draft } = importing;
  const of = (kind: string) => objects.find((one) => one.kind === kind && one.metadata.name === DOOR);
  const [service, ingress, route] = [of('Service'), of('Ingress'), of('HTTPRoute')];
  const { ranges: admitted } = peersOf(objects, GATEWAY, LokiEndpoint.GATEWAY_PORT);
  // Without network policies the load balancer admits the ranges of the VPC, unless it says others.
  const vpcCidrs = admitted.length > 0 ? admitted : rangesOf(service, ingress);
  const door = service
    ? nlb(service, vpcCidrs)
    : ingress
      ? alb(ingress, of('IngressClassParams'), vpcCidrs)
      : route && throughGateway(route, objects);
  if (of('TargetGroupBinding')) {
    const wanted = 'write host, certificate and privateLink: its load balancer is in no manifest';
    importing.decide(['expose'], wanted);
  }
  if (!door) return;
  const isMade = draft.has(['cluster', 'create']) || draft.has(['cluster', 'local']);
  const fields = { ...door, ...(isMade || vpcCidrs.length === 0 ? {} : { vpcCidrs }) };
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) draft.set(['expose', key], value);
}

/** Ranges that a load balancer admits. */
function rangesOf(service: Manifest | undefined, ingress: Manifest | undefined): string[] {
  const annotations = record(at(ingress, 'metadata.annotations'));
  const ofService = asList(at(service, 'spec.loadBalancerSourceRanges')).map(String);
  return [...ofService, ...(listed(annotations['alb.ingress.kubernetes.io/inbound-cidrs']) ?? [])];
}

/** Clients of a load balancer: the ranges of the VPC unless it names others. */
function reach(isPublic: boolean, ranges: readonly string[], vpcCidrs: readonly string[]): Door {
  const isOpen = isPublic && ranges.join() === '0.0.0.0/0';
  const access: Access | undefined = isOpen ? 'public-to-all' : isPublic ? 'public' : undefined;
  const isDefault = isOpen || ranges.length === 0 || ranges.join() === vpcCidrs.join();
  return { ...(access === undefined ? {} : { access }), ...(isDefault ? {} : { from: ranges }) };
}

const listed = (value: unknown): string[] | undefined => text(value)?.split(',').filter(Boolean);

function nlb(service: Manifest, vpcCidrs: readonly string[]): Door {
  const annotations = record(at(service, 'metadata.annotations'));
  const of = (name: string) => annotations[`service.beta.kubernetes.io/aws-load-balancer-${name}`];
  const ranges = at(service, 'spec.loadBalancerSourceRanges');
  return {
    host: annotations['external-dns.alpha.kubernetes.io/hostname'],
    certificateArn: of('ssl-cert'),
    ...reach(of('scheme') === 'internet-facing', Array.isArray(ranges) ? ranges.map(String) : [], vpcCidrs),
    subnetIds: listed(of('subnets')),
    securityGroupIds: listed(of('security-groups')),
  };
}

/** An Ingress; in Auto Mode the class has what annotations say elsewhere. */
function alb(ingress: Manifest, params: Manifest | undefined, vpcCidrs: readonly string[]): Door {
  const annotations = record(at(ingress, 'metadata.annotations'));
  const of = (name: string) => annotations[`alb.ingress.kubernetes.io/${name}`];
  const spec = record(params?.['spec']);
  const [certificate] = asList(spec['certificateARNs']);
  const subnets = at(spec, 'subnets.ids');
  return {
    host: at(records(at(ingress, 'spec.rules'))[0], 'host'),
    by: 'alb',
    certificateArn: of('certificate-arn') ?? certificate,
    ...reach((of('scheme') ?? spec['scheme']) === 'internet-facing', listed(of('inbound-cidrs')) ?? [], vpcCidrs),
    subnetIds: listed(of('subnets')) ?? subnets,
    securityGroupIds: listed(of('security-groups')),
  };
}

function throughGateway(route: Manifest, objects: readonly Manifest[]): Door {
  const [parent] = records(at(route, 'spec.parentRefs'));
  const [host] = asList(at(route, 'spec.hostnames'));
  // Proxies in the cluster are let in by their namespace, and get times in which to answer.
  const isProxy = records(at(route, 'spec.rules')).some((rule) => rule['timeouts'] !== undefined);
  // Their rule of the policy stands after that of clients.
  const policy = objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === GATEWAY);
  const [proxies] = records(at(policy, 'spec.ingress'))
    .slice(1)
    .flatMap((rule) => records(rule['from']));
  const admitted = text(record(at(proxies, 'namespaceSelector.matchLabels'))[NAMESPACE_NAME_LABEL]);
  const proxyNamespace = isProxy ? admitted : undefined;
  return {
    host,
    by: 'gateway-api',
    gateway: {
      name: parent?.['name'],
      namespace: parent?.['namespace'],
      ...(parent?.['sectionName'] === undefined ? {} : { listener: parent['sectionName'] }),
      ...(proxyNamespace === undefined ? {} : { proxyNamespace }),
    },
  };
}

import { type Manifest, type Service, title } from '../../../manifests/manifest';
import type { Manifests } from '../../../manifests/manifests';
import { isText, record, records, texts } from '../../../manifests/shape';
import { annotationsOf, attributeOf, type Entrance, listOf } from './entrance';
import { type Backend, ingressBackends, routeBackends } from './backends';
import { ingressClassOf } from './ingress-class';
import { podsBehind } from './services';

const ALB = 'alb.ingress.kubernetes.io/';

/** Idle timeout of an ALB, unless an attribute changes it. */
const ALB_DEFAULT_IDLE_SECONDS = 60;

/** Annotations with which a controller asks for a login. */
const LOGIN = /^(nginx\.ingress\.kubernetes\.io\/auth-(type|url|tls-secret)|alb\.ingress\.kubernetes\.io\/auth-type)$/;

/** Pods behind the Services that an object names, and their ports. */
function behind(
  manifests: Manifests,
  { metadata: { namespace } }: Manifest,
  backends: readonly Backend[],
): Pick<Entrance, 'pods' | 'ports'> {
  const found = backends.flatMap(({ name, port }) =>
    (isText(name) ? manifests.index.named('Service', namespace, name) : [])
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map((service) => ({ service: service as Manifest & Service, port })),
  );
  const pods = [...new Set(found.map(({ service }) => service))].map((service) => podsBehind(manifests, service));
  const ports = found.flatMap(({ service, port }) =>
    records(service.spec?.ports)
      .filter((one) => one.port === port || one.name === port)
      .map((one) => (one.targetPort ?? one.port) as string | number),
  );
  return {
    pods: pods.includes(undefined) ? undefined : [...new Set(pods.flatMap((some) => some ?? []))],
    ports: [...new Set(ports)],
  };
}

/** Ways in through Ingresses. */
export function ingressEntrances(manifests: Manifests): Entrance[] {
  return manifests.ofKind('Ingress').map((ingress) => {
    const annotations = annotationsOf(ingress);
    const alb = albOf(manifests, ingress, annotations);
    return {
      object: ingress,
      path: title(ingress),
      what: 'makes its Services',
      from: alb?.isInternal ? ('the network of the cluster' as const) : ('the internet' as const),
      ranges: [
        ...(alb?.ranges ?? listOf(annotations[`${ALB}inbound-cidrs`])),
        ...listOf(annotations['nginx.ingress.kubernetes.io/whitelist-source-range']),
      ],
      rangesPath: `${title(ingress)} metadata.annotations ${ALB}inbound-cidrs`,
      securityGroups: alb ? listOf(annotations[`${ALB}security-groups`]) : [],
      ...behind(manifests, ingress, ingressBackends(ingress)),
      hasLogin: Object.keys(annotations).some((name) => LOGIN.test(name)),
      ...(alb
        ? {
            sees: 'balancer' as const,
            isEncrypted: alb.isEncrypted,
            idle: {
              seconds: alb.idleSeconds,
              path: `${title(ingress)} metadata.annotations`,
              fix: 'raise idle_timeout.timeout_seconds of the load balancer',
            },
          }
        : {}),
    };
  });
}

/** Settings of an ALB. */
interface AlbSettings {
  readonly isInternal: boolean;
  readonly ranges: readonly string[];
  readonly isEncrypted: boolean;
  readonly idleSeconds: number;
}

/** Parameters of the class of an Ingress. */
function classParams(manifests: Manifests, parameters: unknown): Record<string, unknown> {
  const name = record(parameters)['name'];
  return record(record(manifests.ofKind('IngressClassParams').find(({ metadata }) => metadata.name === name))['spec']);
}

const certificatesIn = (annotations: Record<string, unknown>, params: Record<string, unknown>): string[] => [
  ...listOf(annotations[`${ALB}certificate-arn`]),
  ...texts(params['certificateARNs']),
  ...texts(params['certificateArn']),
];

/** ARNs of the certificates of the ALB of an Ingress, which its annotations or the parameters of its class name. */
export function ingressCertificates(manifests: Manifests, ingress: Manifest): string[] {
  const { parameters } = ingressClassOf(manifests, ingress);
  return certificatesIn(annotationsOf(ingress), classParams(manifests, parameters));
}

/** Settings of the ALB of an Ingress, from its annotations and the parameters of its class; undefined if it has none. */
function albOf(manifests: Manifests, ingress: Manifest, annotations: Record<string, unknown>): AlbSettings | undefined {
  const { alb, parameters } = ingressClassOf(manifests, ingress);
  if (!alb) return undefined;
  const params = classParams(manifests, parameters);
  const ports = annotations[`${ALB}listen-ports`];
  const certificates = certificatesIn(annotations, params);
  // With a certificate and no ports, it listens with TLS alone.
  const isEncrypted = isText(ports) ? !/"HTTP"/.test(ports) : certificates.length > 0;
  const attributes = Object.fromEntries(
    records(params['loadBalancerAttributes']).map(({ key, value }) => [String(key), value]),
  );
  const idle =
    attributes['idle_timeout.timeout_seconds'] ??
    attributeOf(annotations[`${ALB}load-balancer-attributes`], 'idle_timeout.timeout_seconds');
  return {
    isInternal: (params['scheme'] ?? annotations[`${ALB}scheme`]) !== 'internet-facing',
    ranges: [...texts(params['inboundCIDRs']), ...listOf(annotations[`${ALB}inbound-cidrs`])],
    isEncrypted: isEncrypted || annotations[`${ALB}ssl-redirect`] !== undefined,
    idleSeconds: Number(idle ?? ALB_DEFAULT_IDLE_SECONDS),
  };
}

/** Ways in through routes of the Gateway API, whose Gateways are in other manifests. */
export function routeEntrances(manifests: Manifests): Entrance[] {
  return manifests.ofKind('HTTPRoute').map((route) => {
    return {
      object: route,
      path: title(route),
      what: 'makes its Services',
      from: 'the network of the cluster' as const,
      ranges: [],
      securityGroups: [],
      ...behind(
        manifests,
        route,
        routeBackends(route).filter(({ isOther }) => !isOther),
      ),
      hasLogin: false,
    };
  });
}

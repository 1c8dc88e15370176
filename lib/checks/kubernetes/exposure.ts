import type { Manifests } from '../../manifests/manifests';
import { isText, record, records, texts } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { podsOf } from '../../manifests/lookup';
import type { Workload } from '../../manifests/workloads';
import { isEmpty, labelSelector, sameNamespace } from '../../manifests/selectors';
import { type Manifest, type Service, title } from '../../manifests/manifest';
import { gateways } from '../read/gateway/gateway';
import { loggingWorkloads } from '../read/logging-workloads';
import { policyAgainstOutside } from '../read/path/policy';

/** A way in from outside of the cluster: a Service or an Ingress. */
interface Entrance {
  /** Path of the field that opens it. */
  readonly path: string;

  /** Namespace of the object that opens it. @default - that of kubectl apply */
  readonly namespace: string | undefined;

  /** Beginning of a sentence: `'LoadBalancer' makes it`. */
  readonly what: string;

  /** Networks that may use it: the internet, or the network of the cluster. */
  readonly from: 'the internet' | 'the network of the cluster';

  /** Ranges of addresses that may use it. @default - all */
  readonly ranges: readonly string[];

  /** Pods that it leads to; undefined if unknown. */
  readonly pods?: readonly Workload[];

  /** True if its own controller requires a login. */
  readonly hasLogin: boolean;
}

const exposure: ManifestsRule = {
  id: 'K8S-EXPOSE-1',
  severity: Severity.WARNING,
  title:
    'Loki, Alloy and their gateways are not reachable from the internet, nor without a password from outside the cluster',
  why: 'components of Loki have no authentication: anyone who reaches one can read and write every tenant; a gateway has only its passwords',
  evidence: 'https://grafana.com/docs/loki/latest/operations/authentication/',
  check: ({ manifests }) =>
    entrances(manifests).flatMap((entrance): Finding[] => {
      const { path, what, from, ranges } = entrance;
      const isOpen = from === 'the internet' && ranges.every((range) => /\/0$/.test(range));
      const isSafe = entrance.hasLogin || hasPassword(manifests, entrance.pods);
      if (isSafe && !isOpen) return [];
      const where = isOpen ? from : ranges.length > 0 ? ranges.slice(0, 3).join(', ') : 'the network of the cluster';
      const known = entrance.pods && entrance.pods.length > 0 ? ', without a password' : '';
      const found = `${what} reachable from ${where}${isSafe ? ', where only its passwords protect it' : known}`;
      const narrow = 'use an internal scheme, or limit the source ranges';
      return [
        { path, found, fix: isSafe ? narrow : 'use ClusterIP, or expose only a gateway that requires passwords' },
      ];
    }),
};

/** Entrances to Loki, Alloy and gateways, and those that may lead to them: their pods are unknown. */
function entrances(manifests: Manifests): Entrance[] {
  const logging = loggingWorkloads(manifests);
  return [...serviceEntrances(manifests), ...ingressEntrances(manifests)].filter(({ pods = [], namespace }) =>
    pods.length > 0
      ? pods.some((pod) => logging.has(pod))
      : [...logging].some((pod) => sameNamespace(pod.namespace, namespace)),
  );
}

/** True if an entrance leads only to gateways that require a password for whatever they pass on. */
function hasPassword(manifests: Manifests, pods: readonly Workload[] | undefined): boolean {
  if (!pods || pods.length === 0) return false;
  return pods.every((pod) => {
    const servers = gateways(manifests).filter(({ workloads }) => workloads.includes(pod));
    const passing = servers.flatMap(({ locations }) => locations.filter(({ passesTo }) => passesTo.length > 0));
    return passing.length > 0 && passing.every(({ password }) => password);
  });
}

const annotationsOf = ({ metadata }: Manifest): Record<string, unknown> =>
  record(record(metadata as unknown)['annotations']);

/** Annotations by which clouds make an internal load balancer. */
const INTERNAL: readonly (readonly [annotation: string, value: RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/],
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(true|0\.0\.0\.0\/0)$/],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
];

/** Load balancers that are internal unless an annotation says otherwise: those of AWS's own controllers. */
function isOfController(service: Manifest & Service): boolean {
  const type = annotationsOf(service)['service.beta.kubernetes.io/aws-load-balancer-type'];
  const { loadBalancerClass } = record(service.spec as unknown);
  return (
    ['external', 'nlb-ip'].includes(String(type)) ||
    /^(service\.k8s\.aws|eks\.amazonaws\.com)\/nlb$/.test(String(loadBalancerClass))
  );
}

function isInternal(service: Manifest & Service): boolean {
  const annotations = annotationsOf(service);
  if (INTERNAL.some(([name, value]) => value.test(String(annotations[name] ?? '')))) return true;
  return isOfController(service) && annotations['service.beta.kubernetes.io/aws-load-balancer-scheme'] === undefined;
}

function serviceEntrances(manifests: Manifests): (Entrance & { readonly service: Manifest & Service })[] {
  return manifests.ofKind<Service>('Service').flatMap((service) => {
    const type = service.spec?.type;
    if (type !== 'LoadBalancer' && type !== 'NodePort') return [];
    const { loadBalancerSourceRanges } = record(service.spec as unknown);
    const listed = annotationsOf(service)['service.beta.kubernetes.io/load-balancer-source-ranges'];
    const isBalanced = type === 'LoadBalancer';
    return [
      {
        service,
        path: `${title(service)} spec.type`,
        namespace: service.metadata.namespace,
        what: `'${type}' makes it`,
        from: isBalanced && !isInternal(service) ? 'the internet' : 'the network of the cluster',
        // Requests to a port of a node do not pass the load balancer.
        ranges: isBalanced ? [...texts(loadBalancerSourceRanges), ...listOf(listed)] : [],
        pods: podsBehind(manifests, service),
        hasLogin: false,
      },
    ];
  });
}

function listOf(value: unknown): string[] {
  return isText(value) ? value.split(',').map((one) => one.trim()) : [];
}

function podsBehind(manifests: Manifests, service: Manifest & Service): Workload[] | undefined {
  const selector = labelSelector(service.spec?.selector);
  return isEmpty(selector) ? undefined : podsOf(manifests, service.metadata.namespace, selector);
}

/** Annotations with which a controller asks for a login. */
const LOGIN = /^(nginx\.ingress\.kubernetes\.io\/auth-(type|url|tls-secret)|alb\.ingress\.kubernetes\.io\/auth-type)$/;

function ingressEntrances(manifests: Manifests): Entrance[] {
  return manifests.ofKind('Ingress').map((ingress) => {
    const annotations = annotationsOf(ingress);
    const spec = record(ingress['spec']);
    const backends = [
      spec['defaultBackend'],
      ...records(spec['rules']).flatMap(({ http }) => records(record(http)['paths']).map(({ backend }) => backend)),
    ].flatMap((backend) => record(record(record(backend))['service'] as unknown)['name'] ?? []);
    const { namespace } = ingress.metadata;
    const services = [...new Set(backends)].flatMap((name) =>
      manifests.index.named('Service', namespace, name).filter(({ metadata }) => metadata.namespace === namespace),
    );
    const pods = services.map((service) => podsBehind(manifests, service));
    const isAlb = [spec['ingressClassName'], annotations['kubernetes.io/ingress.class']].includes('alb');
    const isAlbInternal = isAlb && annotations['alb.ingress.kubernetes.io/scheme'] !== 'internet-facing';
    return {
      path: title(ingress),
      namespace: ingress.metadata.namespace,
      what: 'makes its Services',
      from: isAlbInternal ? 'the network of the cluster' : 'the internet',
      ranges: [
        ...listOf(annotations['alb.ingress.kubernetes.io/inbound-cidrs']),
        ...listOf(annotations['nginx.ingress.kubernetes.io/whitelist-source-range']),
      ],
      pods: pods.includes(undefined) ? undefined : pods.flatMap((some) => some ?? []),
      hasLogin: Object.keys(annotations).some((name) => LOGIN.test(name)),
    };
  });
}

const admitted: ManifestsRule = {
  id: 'K8S-EXPOSE-2',
  severity: Severity.ERROR,
  title: 'network policies let in what a load balancer or a node port sends',
  why: 'the policy drops requests from outside the cluster: every connection to the load balancer times out',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) =>
    serviceEntrances(manifests).flatMap(({ service, ranges, pods = [] }) =>
      pods.flatMap((to) =>
        records(service.spec?.ports).flatMap(({ port, targetPort = port }): Finding[] => {
          const policy = policyAgainstOutside(manifests, to, targetPort, ranges);
          if (!policy) return [];
          const found = `admits no address outside the cluster to port ${targetPort} of ${to.title}, which ${title(service)} exposes`;
          const wanted = ranges.length > 0 ? ranges.join(', ') : 'the addresses of its clients';
          return [{ path: `${title(policy)} spec.ingress`, found, fix: `add a rule from an ipBlock with ${wanted}` }];
        }),
      ),
    ),
};

/** Rules about what is reachable from outside the cluster. */
export const EXPOSURE_RULES: readonly ManifestsRule[] = [exposure, admitted];

import { networkOf, parseCidr } from '../../../../../charts/input/cidr';
import { HOST_NAME, OBJECT_NAME } from '../../../../../charts/input/forms';
import { show } from '../../../../../charts/input/show';
import { asList, type Block, isRecord, isText, record, records, texts } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, faultsOfTwice, given, has, isOpen } from '../fault';
import { number } from '../values';
import { oneOfFields } from './containers';

/** Fields of a Service that are for load balancers. */
const OF_BALANCERS = ['loadBalancerSourceRanges', 'allocateLoadBalancerNodePorts', 'loadBalancerClass'];

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const service: Check = (value) => {
  const type = value['type'] ?? '';
  if (isOpen(type)) return [];
  const isInternal = type === '' || type === 'ClusterIP';
  const isHeadless = value['clusterIP'] === 'None';
  const ports = records(value['ports']);
  const name = value['externalName'];
  const policy = value['externalTrafficPolicy'];
  return [
    ...faultIf(
      ports.length === 0 && !isHeadless && type !== 'ExternalName',
      'ports',
      'is missing',
      'write a port, or clusterIP: None',
    ),
    ...faultIf(
      isHeadless && (type === 'NodePort' || type === 'LoadBalancer'),
      'clusterIP',
      `None, and the type is ${show(type)}`,
      'leave it out',
    ),
    ...faultIf(
      type === 'ExternalName' && !name,
      'externalName',
      'is missing, and the type is ExternalName',
      'write a name of DNS',
    ),
    ...faultIf(
      type === 'ExternalName' &&
        isText(name) &&
        name !== '' &&
        !isOpen(name) &&
        OBJECT_NAME.faultOf(name.replace(/\.$/, '')) !== undefined,
      'externalName',
      `${show(name)} is not a name of DNS`,
      `write one such as ${HOST_NAME.example}`,
    ),
    ...faultIf(
      isText(policy) &&
        policy !== '' &&
        (type === 'ExternalName' || (isInternal && asList(value['externalIPs']).length === 0)),
      'externalTrafficPolicy',
      'is for Services of type NodePort and LoadBalancer',
      'leave it out',
    ),
    ...(type === 'LoadBalancer'
      ? []
      : given(value, OF_BALANCERS)
          .filter((key) => !isEmpty(value[key]))
          .map((key) => ({ path: key, found: 'is for Services of type LoadBalancer', fix: 'leave it out' }))),
    ...faultIf(
      Boolean(value['healthCheckNodePort']) && !(type === 'LoadBalancer' && policy === 'Local'),
      'healthCheckNodePort',
      'is for the type LoadBalancer with externalTrafficPolicy: Local',
      'leave it out',
    ),
    ...faultsOfTwice(asList(value['ipFamilies']), (index) => `ipFamilies[${index}]`),
    ...affinityFault(value),
    ...servicePorts(ports, isInternal),
  ];
};

/** Fault of the time for which a client stays with a pod. It is not read without that affinity. */
function affinityFault(value: Block): ApiFault[] {
  const { timeoutSeconds } = record(record(value['sessionAffinityConfig'])['clientIP']);
  const fault = value['sessionAffinity'] === 'ClientIP' ? number(1, 86_400, 10_800)(timeoutSeconds) : undefined;
  const path = 'sessionAffinityConfig.clientIP.timeoutSeconds';
  return fault ? [{ path, found: `${show(timeoutSeconds)} ${fault.wrong}`, fix: fault.fix }] : [];
}

/** Faults of the ports of a Service together. */
function servicePorts(ports: readonly Block[], isInternal: boolean): ApiFault[] {
  const names = ports.map(({ name }) => name);
  const pairs = ports.map(({ port, protocol }) => `${String(port)}/${String(protocol ?? 'TCP')}`);
  const nodePorts = ports.map(({ nodePort, protocol }) => `${String(nodePort)}/${String(protocol ?? 'TCP')}`);
  return ports.flatMap(({ name, nodePort }, index) => {
    const at = `ports[${index}]`;
    const isNamed = isText(name) && name !== '';
    return [
      ...faultIf(
        !isNamed && ports.length > 1,
        `${at}.name`,
        'is missing, and there are several ports',
        'give each port a name',
      ),
      ...faultIf(
        isNamed && names.indexOf(name) < index,
        `${at}.name`,
        `${show(name)} is the name of two ports`,
        'rename one',
      ),
      ...faultIf(
        Boolean(nodePort) && nodePorts.indexOf(nodePorts[index] as string) < index,
        `${at}.nodePort`,
        `${show(nodePort)} is taken twice`,
        'leave one of them out',
      ),
      ...faultIf(
        pairs.indexOf(pairs[index] as string) < index,
        `${at}.port`,
        `${String(pairs[index])} is there twice`,
        'remove one',
      ),
      ...faultIf(
        Boolean(nodePort) && isInternal,
        `${at}.nodePort`,
        'is for Services of type NodePort and LoadBalancer',
        'leave it out',
      ),
    ];
  });
}

const CLASS = 'kubernetes.io/ingress.class';

const ingress: Check = (value) => {
  const annotation = record(record(value['metadata'])['annotations'])[CLASS];
  const name = record(value['spec'])['ingressClassName'];
  const isOther = isText(annotation) && isText(name) && annotation !== name && !isOpen(annotation) && !isOpen(name);
  return faultIf(
    isOther,
    `metadata.annotations[${CLASS}]`,
    `${show(annotation)}, and ingressClassName is ${show(name)}`,
    'remove the annotation',
  );
};

const ingressSpec: Check = (value) =>
  faultIf(
    records(value['rules']).length === 0 && !has(value, 'defaultBackend'),
    'rules',
    'is missing, and there is no defaultBackend',
    'write rules, or a defaultBackend',
  );

/** Parts that no path has: two slashes side by side, and those that lead up. */
const ODD_PATH = /\/\/|\/\.\.?(\/|$)|%2f/i;

const path: Check = (value) => {
  const { pathType, path: text } = value;
  const isNeeded = pathType === 'Exact' || pathType === 'Prefix';
  if (isOpen(text) || isOpen(pathType)) return [];
  const isWrong = isText(text) && text !== '' ? !text.startsWith('/') : isNeeded;
  if (isNeeded && isText(text) && ODD_PATH.test(text)) {
    return [{ path: 'path', found: `${show(text)} is not a plain path`, fix: 'write it without //, /./ and /../' }];
  }
  return faultIf(
    isWrong,
    'path',
    isText(text) && text !== '' ? `${show(text)} does not begin with /` : 'is missing',
    'write one such as /',
  );
};

const backend: Check = (value) => {
  // The API before v1 has them: unknown fields are a fault of their own.
  if (has(value, 'serviceName') || has(value, 'servicePort')) return [];
  return oneOfFields('service', 'service', 'resource')(value);
};

const backendPort: Check = (value) => {
  const { name, number } = record(value['port']);
  if (value['port'] !== undefined && value['port'] !== null && !isRecord(value['port'])) return [];
  return [
    ...faultIf(!name && !number, 'port', 'is missing', 'write its number or its name'),
    ...faultIf(Boolean(name) && Boolean(number), 'port', 'has a name and a number', 'write one of them'),
  ];
};

const policyPort: Check = ({ port, endPort }) => {
  if (endPort === undefined || endPort === null || isOpen(port)) return [];
  if (typeof port !== 'number')
    return [{ path: 'endPort', found: 'needs a number as port', fix: 'write the number of the first port' }];
  return faultIf(
    typeof endPort === 'number' && endPort < port,
    'endPort',
    `${show(endPort)} is less than port, ${port}`,
    'write the last port of the range',
  );
};

const peer: Check = (value) => {
  const there = given(value, ['podSelector', 'namespaceSelector', 'ipBlock']);
  return [
    ...faultIf(there.length === 0, '', 'selects nothing', 'write podSelector, namespaceSelector or ipBlock'),
    ...faultIf(
      there.includes('ipBlock') && there.length > 1,
      '',
      `has ${there.join(' and ')}`,
      'write ipBlock as an item of its own',
    ),
  ];
};

const block: Check = (value) => {
  const outer = isText(value['cidr']) ? parseCidr(value['cidr']) : undefined;
  return texts(value['except']).flatMap((range, index) => {
    const inner = parseCidr(range);
    if (!outer || !inner) return [];
    const isWithin =
      inner.bits > outer.bits && networkOf(inner.first, outer.bits) === networkOf(outer.first, outer.bits);
    return faultIf(
      !isWithin,
      `except[${index}]`,
      `${range} is not a part of ${String(value['cidr'])}`,
      'write a smaller range within it',
    );
  });
};

const policyTypes: Check = (value) =>
  faultIf(asList(value['policyTypes']).length > 2, 'policyTypes', 'has more than two', 'write Ingress and Egress');

/** Checks of Services, Ingresses and network policies. */
export const NETWORK_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  ServiceSpec: [service],
  Ingress: [ingress],
  IngressSpec: [ingressSpec],
  HTTPIngressPath: [path],
  IngressBackend: [backend],
  IngressServiceBackend: [backendPort],
  NetworkPolicySpec: [policyTypes],
  NetworkPolicyPort: [policyPort],
  NetworkPolicyPeer: [peer],
  IPBlock: [block],
};

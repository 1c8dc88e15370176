import { isIPv4, isIPv6 } from 'node:net';
import { OBJECT_NAME } from '../../../../../charts/input/forms';
import { show } from '../../../../../charts/input/show';
import { asList, isText, record, records } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, faultsOfTwice, isOpen } from '../fault';
import { bareAddress, PLACE } from '../values';

/** Fault of an address of a type. */
function addressFault(address: unknown, type: unknown, path: string): ApiFault[] {
  if (!isText(address) || isOpen(address)) return [];
  const isOfType =
    type === 'IPv4'
      ? isIPv4(bareAddress(address))
      : type === 'IPv6'
        ? isIPv6(address)
        : OBJECT_NAME.faultOf(address.replace(/\.$/, '')) === undefined && address.includes('.');
  if (!isOfType) {
    const example = type === 'IPv4' ? '10.0.0.10' : type === 'IPv6' ? 'fd00::10' : 'loki.example.com';
    return [
      { path, found: `${show(address)} is not of the type ${String(type)}`, fix: `write one such as ${example}` },
    ];
  }
  return type === 'FQDN' ? [] : placeFault(address, path);
}

/** Fault of an address at which nobody in the network is. */
function placeFault(address: string, path: string): ApiFault[] {
  const fault = PLACE(address);
  return fault ? [{ path, found: `${show(address)} ${fault.wrong}`, fix: fault.fix }] : [];
}

/** Faults of the addresses of an EndpointSlice. */
const slice: Check = ({ addressType, endpoints, ports }) => [
  ...(['IPv4', 'IPv6', 'FQDN'].includes(String(addressType))
    ? records(endpoints).flatMap(({ addresses }, index) =>
        asList(addresses).flatMap((address, place) =>
          addressFault(address, addressType, `endpoints[${index}].addresses[${place}]`),
        ),
      )
    : []),
  ...portNames(ports),
];

/** Faults of ports of one name: without a name, it is ''. */
const portNames = (ports: unknown): ApiFault[] => {
  const names = records(ports).map(({ name }) => name ?? '');
  return names.flatMap((name, index) =>
    faultIf(
      names.indexOf(name) < index && !isOpen(name),
      `ports[${index}].name`,
      name === '' ? 'is missing, and another port has none' : `${show(name)} is the name of two ports`,
      'give each port a name',
    ),
  );
};

/** Faults of the addresses of Endpoints. */
const subset: Check = (value) => {
  const fields = ['addresses', 'notReadyAddresses'];
  const ports = records(value['ports']);
  return [
    ...faultIf(
      fields.every((field) => asList(value[field]).length === 0),
      'addresses',
      'is missing',
      'write the addresses',
    ),
    ...fields.flatMap((field) =>
      records(value[field]).flatMap(({ ip }, index) =>
        isText(ip) && !isOpen(ip) ? placeFault(ip, `${field}[${index}].ip`) : [],
      ),
    ),
    ...ports.flatMap(({ name }, index) =>
      faultIf(
        ports.length > 1 && !name,
        `ports[${index}].name`,
        'is missing, and there are several ports',
        'give each port a name',
      ),
    ),
  ];
};

const zones: Check = (value) =>
  faultsOfTwice(
    records(value['forZones']).map(({ name }) => name),
    (index) => `forZones[${index}].name`,
  );

const ingressClass: Check = (value) => {
  const { scope, namespace } = record(value['parameters']);
  return [
    ...faultIf(
      scope === 'Namespace' && !namespace,
      'parameters.namespace',
      'is missing, and the scope is Namespace',
      'write it',
    ),
    ...faultIf(
      (scope ?? 'Cluster') === 'Cluster' && namespace !== undefined && namespace !== null,
      'parameters.namespace',
      'is for the scope Namespace',
      'leave it out',
    ),
  ];
};

/** Checks of addresses of pods and of others, and of classes of Ingresses. */
export const ENDPOINT_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  EndpointSlice: [slice],
  EndpointSubset: [subset],
  EndpointHints: [zones],
  IngressClassSpec: [ingressClass],
};

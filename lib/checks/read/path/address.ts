import { nearest } from '../../../../charts/input/nearest';
import type { Manifests } from '../../../manifests/manifests';
import { type Gateway, gateways } from '../gateway/gateway';
import { type Loki, readLoki } from '../loki/loki';
import { records, texts } from '../../../manifests/shape';
import { selectedIn } from '../../../manifests/lookup';
import { containersOf, type Workload } from '../../../manifests/workloads';
import type { Manifest, Service } from '../../../manifests/manifest';
import { sameNamespace } from '../../../manifests/selectors';
import { isLoopback, parsedUrl, portOf } from '../../../../charts/input/url';

/** Service that a URL leads to. */
export interface Address {
  /** The Service. */
  readonly service: string;

  /** Its namespace. */
  readonly namespace: string | undefined;

  /** The port. */
  readonly port: number;
}

/** Problem of an address and its fix. */
export interface AddressProblem {
  /** Problem of the address. */
  readonly found: string;

  /** Instruction to fix it. */
  readonly fix: string;

  /** True if no Service has this or a similar name: it may be in other manifests. */
  readonly isElsewhere: boolean;
}

/** Last URL that was parsed: many datasources have one. */
let last: { readonly text: string; readonly url: Readonly<URL> | undefined } | undefined;

/** Parsed URL; undefined if it is invalid. */
export function urlOf(text: string): Readonly<URL> | undefined {
  if (last?.text !== text) last = { text, url: parsedUrl(text) };
  return last.url;
}

/** A URL as a finding shows it: without the password that may be in it. */
export function shownUrl(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//');
}

/** A URL with another path. */
export function withPath(text: string, change: (path: string) => string): string {
  const [, host = '', path = ''] = /^([a-z]+:\/\/[^/?#]+)?([^?#]*)/i.exec(shownUrl(text)) ?? [];
  return host + change(path);
}

/** The Service a URL names, seen from a namespace; undefined for a host outside the cluster, and for the pod itself. */
export function addressOf(text: string, from: string | undefined): Address | undefined {
  const url = urlOf(text);
  if (!url || !['http:', 'https:'].includes(url.protocol) || isLoopback(url.hostname)) return undefined;
  const port = portOf(url);
  const labels = url.hostname.replace(/\.$/, '').split('.');
  const svc = labels.indexOf('svc');
  // The pod of a headless Service has one more name in front.
  if (svc === 2 || svc === 3) return { service: labels[svc - 2] as string, namespace: labels[svc - 1], port };
  if (labels.length > 2 || svc >= 0 || labels.some((label) => !/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(label))) {
    return undefined;
  }
  return { service: labels[0] as string, namespace: labels[1] ?? from, port };
}

/** The Service at an address. */
function serviceAt(manifests: Manifests, address: Address): (Manifest & Service) | undefined {
  return manifests.index.named('Service', address.namespace, address.service)[0];
}

/** The pods behind an address. */
export function workloadsAt(manifests: Manifests, address: Address): Workload[] {
  const service = serviceAt(manifests, address);
  if (!service?.spec?.selector) return [];
  return selectedIn(manifests, service.metadata.namespace, { matchLabels: service.spec.selector });
}

/** Port of the pods behind an address; undefined if unknown. */
export function podPortAt(manifests: Manifests, address: Address): number | undefined {
  const service = serviceAt(manifests, address);
  if (service?.spec?.clusterIP === 'None') return address.port;
  const port = records(service?.spec?.ports).find((one) => one.port === address.port);
  const target = port?.targetPort ?? port?.port;
  if (typeof target !== 'string') return target;
  return workloadsAt(manifests, address)
    .flatMap(containersOf)
    .flatMap(({ ports }) => records(ports))
    .find(({ name }) => name === target)?.containerPort;
}

/** The gateway behind an address. */
export function gatewayAt(manifests: Manifests, address: Address): Gateway | undefined {
  const workloads = workloadsAt(manifests, address);
  const port = podPortAt(manifests, address);
  return gateways(manifests).find(
    (gateway) =>
      gateway.workloads.some((workload) => workloads.includes(workload)) &&
      port !== undefined &&
      gateway.ports.includes(port),
  );
}

/** The Loki that some pods belong to. */
export function lokiOf(manifests: Manifests, workloads: readonly Workload[]): Loki | undefined {
  return manifests.read(readLoki).lokis.find(({ pods }) => pods.some(({ workload }) => workloads.includes(workload)));
}

/** The pods of Loki and its gateways. Only in their namespaces can a Service be known to be missing. */
function workloadsOfLoki(manifests: Manifests): Workload[] {
  const loki = manifests.workloads.filter((workload) =>
    containersOf(workload).some(({ image }) => /(^|\/)(loki|enterprise-logs)(:|@|$)/.test(image ?? '')),
  );
  return [...gateways(manifests).flatMap((gateway) => gateway.workloads), ...loki];
}

/** True if an address is in a namespace that these manifests run Loki in. */
function isWithLoki(manifests: Manifests, address: Address): boolean {
  return manifests.read(workloadsOfLoki).some(({ namespace }) => namespace === address.namespace);
}

/**
 * Problem of a name without a namespace, if a Service has it only in another namespace in which these manifests run
 * Loki.
 */
export function bareNameProblem(
  manifests: Manifests,
  text: string,
  from: string | undefined,
): AddressProblem | undefined {
  const host = urlOf(text)?.hostname;
  if (from === undefined || host === undefined || host.includes('.')) return undefined;
  const all = manifests.ofKind<Service>('Service');
  const services = all.filter(({ metadata }) => metadata.name === host);
  const [other, ...more] = services.map(({ metadata }) => metadata.namespace);
  if (other === undefined || more.length > 0 || other === from) return undefined;
  // If no Service of the namespace is known, these manifests are only a part of it.
  if (!all.some(({ metadata }) => metadata.namespace === from)) return undefined;
  if (!manifests.read(workloadsOfLoki).some(({ namespace }) => namespace === other)) return undefined;
  return {
    found: `namespace ${from} has no Service ${host}, but ${other} has`,
    fix: `use ${host}.${other}`,
    isElsewhere: false,
  };
}

/** Problem of an address in a namespace in which these manifests run Loki. */
export function addressProblem(manifests: Manifests, address: Address): AddressProblem | undefined {
  if (!isWithLoki(manifests, address)) return undefined;
  const service = serviceAt(manifests, address);
  if (!service) {
    const services = manifests.ofKind<Service>('Service');
    const names = services.filter(({ metadata }) => sameNamespace(metadata.namespace, address.namespace));
    const meant = nearest(address.service, texts(names.map(({ metadata }) => metadata.name)));
    return {
      found: `namespace ${address.namespace ?? 'default'} has no Service ${address.service}`,
      fix: meant ? `use ${meant}` : 'use the name of an existing Service',
      isElsewhere: meant === undefined,
    };
  }
  const ports = records(service.spec?.ports).map(({ port }) => port);
  const isOpen = service.spec?.type === 'ExternalName' || service.spec?.clusterIP === 'None' || ports.length === 0;
  if (isOpen || ports.includes(address.port)) return undefined;
  return {
    found: `Service ${service.metadata.name} has no port ${address.port}`,
    fix: `use port ${ports.join(' or ')}`,
    isElsewhere: false,
  };
}

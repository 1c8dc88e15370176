import { portOf } from '../input/url';

/** Pods behind a URL. */
export interface PodsBehind {
  /** Their namespace. */
  readonly namespace: string;

  /** Their port, if that of the Service differs. @default - the port of the URL */
  readonly port?: number;
}

/** Target of a URL: a namespace of the cluster, a range of addresses, or any address, with a port. */
export interface UrlConnection {
  /** Namespace of the pods. @default - it is outside the cluster */
  readonly namespace?: string;

  /** Range of addresses. @default - any address */
  readonly cidr?: string;

  /** Port that they listen on. */
  readonly port: number;
}

/** Connection to a URL: to a namespace of the cluster, to one address, or to any address. */
export function urlConnection(url: string, pods?: PodsBehind): UrlConnection {
  const parsed = new URL(url);
  const { hostname } = parsed;
  const port = portOf(parsed);
  const namespace = pods?.namespace ?? serviceNamespace(hostname);
  if (namespace !== undefined) return { namespace, port: pods?.port ?? port };
  const isV4 = /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
  const cidr = isV4 ? `${hostname}/32` : hostname.startsWith('[') ? `${hostname.slice(1, -1)}/128` : undefined;
  return { port, ...(cidr === undefined ? {} : { cidr }) };
}

/** Namespace of the Service that a host names; undefined if it is outside the cluster. */
function serviceNamespace(hostname: string): string | undefined {
  const labels = hostname.replace(/\.$/, '').split('.');
  const at = labels.indexOf('svc');
  return at >= 2 ? labels[at - 1] : undefined;
}

/** Pods behind a URL. */
export interface PodsBehind {
  /** Their namespace. */
  readonly namespace: string;

  /** Their port, if that of the Service differs. @default - the port of the URL */
  readonly port?: number;
}

/** Place that a URL leads to: a namespace of the cluster, a range of addresses, or any address; and its port. */
export interface UrlConnection {
  /** Namespace of the pods. @default - it is outside the cluster */
  readonly namespace?: string;

  /** Range of addresses. @default - any address */
  readonly cidr?: string;

  /** Port that they listen on. */
  readonly port: number;
}

/** Connection that leads to a URL: in the cluster to a namespace, otherwise to an address or to any. */
export function urlConnection(url: string, pods?: PodsBehind): UrlConnection {
  const { hostname, port, protocol } = new URL(url);
  const own = port ? Number(port) : protocol === 'https:' ? 443 : 80;
  const namespace = pods?.namespace ?? serviceNamespace(hostname);
  if (namespace !== undefined) return { namespace, port: pods?.port ?? own };
  const isV4 = /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
  const cidr = isV4 ? `${hostname}/32` : hostname.startsWith('[') ? `${hostname.slice(1, -1)}/128` : undefined;
  return { port: own, ...(cidr === undefined ? {} : { cidr }) };
}

/** Namespace of the Service that a host names; undefined if it is outside the cluster. */
function serviceNamespace(hostname: string): string | undefined {
  const labels = hostname.replace(/\.$/, '').split('.');
  const at = labels.indexOf('svc');
  return at >= 2 ? labels[at - 1] : undefined;
}

import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import type { Manifests } from '../../../manifests/manifests';
import { type Gateway, type GatewayLocation, locationFor } from '../gateway/gateway';
import type { Loki } from '../loki/loki';
import type { Field } from '../configured';
import { type Address, addressOf, gatewayAt, lokiOf, urlOf, workloadsAt } from './address';

/** The path all queries of lines take. */
export const QUERY_PATH = '/loki/api/v1/query_range';

/** The header that names the tenant, in lower case. */
export const TENANT_HEADER = LokiEndpoint.TENANT_HEADER.toLowerCase();

/** Authentication of a client. `other` is anything but user and password, or unknown. */
export type Login = 'password' | 'none' | 'other';

/** Client of Loki: an endpoint of `loki.write`, or a datasource. */
export interface Client {
  /** Writer of lines, or reader. */
  readonly kind: 'writer' | 'reader';

  /** Its namespace. */
  readonly namespace: string | undefined;

  /** URL it sends requests to. */
  readonly url: Field<string>;

  /** Authentication of its requests. */
  readonly login: Login;

  /** Its user, and the path of its login. */
  readonly user: Field<string>;

  /** The tenant it names in every request that has no other. */
  readonly tenant: Field<string>;

  /** Instructions to add a missing tenant or login. @default - those for Alloy and for datasources */
  readonly fixes?: { readonly tenant: string; readonly login: string };
}

/** Path of a client's requests to Loki. */
export interface RequestPath {
  /** The address of its URL. */
  readonly address: Address;

  /** Namespace of the gateway or of the Loki it asks. */
  readonly namespace: string | undefined;

  /** Location of the gateway that handles its requests. */
  readonly location?: GatewayLocation;

  /** Path of the gateway's configuration. */
  readonly gateway?: string;

  /** The Loki it reaches. */
  readonly loki?: Loki;
}

/** Request path of a client; undefined if it leads out of these manifests. */
export function requestPathOf(manifests: Manifests, client: Client): RequestPath | undefined {
  const { kind, namespace, url } = client;
  if (typeof url.value !== 'string') return undefined;
  const known = manifests.read(newRequestPaths);
  const key = JSON.stringify([kind, namespace, url.value]);
  if (!known.has(key)) known.set(key, findRequestPath(manifests, client, url.value));
  return known.get(key);
}

/** Cache: every rule asks for the request path of every client, and many datasources have one URL. */
function newRequestPaths(): Map<string, RequestPath | undefined> {
  return new Map();
}

function findRequestPath(manifests: Manifests, client: Client, url: string): RequestPath | undefined {
  const address = addressOf(url, client.namespace);
  if (!address) return undefined;
  const workloads = workloadsAt(manifests, address);
  if (workloads.length === 0) return undefined;
  const { namespace } = address;
  const gateway = gatewayAt(manifests, address);
  if (!gateway) return { address, namespace, loki: lokiOf(manifests, workloads) };
  const location = locationFor(gateway, apiPathOf(client, url));
  return {
    address,
    namespace,
    gateway: gateway.path,
    location,
    loki: location && lokiBehind(manifests, gateway, location),
  };
}

/** The Loki a location of a gateway passes requests to. */
export function lokiBehind(manifests: Manifests, gateway: Gateway, { passesTo }: GatewayLocation): Loki | undefined {
  const workloads = passesTo.flatMap(({ host, port }) => {
    const upstream = addressOf(`http://${host}:${port}`, gateway.namespace);
    return upstream ? workloadsAt(manifests, upstream) : [];
  });
  return lokiOf(manifests, workloads);
}

/** Path of a client's requests. For a wrong URL, the intended path. */
export function apiPathOf({ kind }: Client, url: string): string {
  const path = (urlOf(url)?.pathname ?? '').replace(/\/$/, '');
  if (kind === 'writer') return isPushPath(path) ? path : LokiEndpoint.PUSH_PATH;
  return path.replace(/\/(loki\/api|api\/prom)(\/.*)?$/, '') + QUERY_PATH;
}

/** True if a path accepts lines: that of Loki, its old one, or the short one of `loki.source.api`. */
export function isPushPath(path: string): boolean {
  return /\/api\/(v1|prom)\/push$/.test(path);
}

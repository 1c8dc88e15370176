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

/** How a client says who it is. `other` is any way but user and password, or one that cannot be told. */
export type Login = 'password' | 'none' | 'other';

/** Who sends requests to Loki: an endpoint of `loki.write`, or a datasource. */
export interface Client {
  /** Whether it pushes lines or asks for them. */
  readonly kind: 'writer' | 'reader';

  /** Its namespace. */
  readonly namespace: string | undefined;

  /** Where it sends requests. */
  readonly url: Field<string>;

  /** How it says who it is. */
  readonly login: Login;

  /** The user it says it is, and where its login is written. */
  readonly user: Field<string>;

  /** The tenant it names in every request that has no other. */
  readonly tenant: Field<string>;
}

/** What is on the way of a client. */
export interface Way {
  /** The address of its URL. */
  readonly address: Address;

  /** Namespace of the gateway or of the Loki it asks. */
  readonly namespace: string | undefined;

  /** What the gateway does with its requests, where it asks one. */
  readonly location?: GatewayLocation;

  /** Path of the gateway's configuration. */
  readonly gateway?: string;

  /** The Loki it reaches. */
  readonly loki?: Loki;
}

/** What is on the way of a client; nothing where it leads out of these manifests. */
export function wayOf(manifests: Manifests, client: Client): Way | undefined {
  const known = manifests.read(newWays);
  if (!known.has(client)) known.set(client, findWay(manifests, client));
  return known.get(client);
}

/** Every rule asks for the way of every client. */
function newWays(): Map<Client, Way | undefined> {
  return new Map();
}

function findWay(manifests: Manifests, client: Client): Way | undefined {
  if (typeof client.url.value !== 'string') return undefined;
  const address = addressOf(client.url.value, client.namespace);
  if (!address) return undefined;
  const workloads = workloadsAt(manifests, address);
  if (workloads.length === 0) return undefined;
  const { namespace } = address;
  const gateway = gatewayAt(manifests, address);
  if (!gateway) return { address, namespace, loki: lokiOf(manifests, workloads) };
  const location = locationFor(gateway, requestPath(client, client.url.value));
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

/** The path of a client's requests. Of a URL that is wrong, what it was meant to be. */
export function requestPath({ kind }: Client, url: string): string {
  const path = (urlOf(url)?.pathname ?? '').replace(/\/$/, '');
  if (kind === 'writer') return isPushPath(path) ? path : LokiEndpoint.PUSH_PATH;
  return path.replace(/\/(loki\/api|api\/prom)(\/.*)?$/, '') + QUERY_PATH;
}

/** Whether a path is one that takes lines: Loki's own, its old one, or the short one of Alloy's `loki.source.api`. */
export function isPushPath(path: string): boolean {
  return /\/api\/(v1|prom)\/push$/.test(path);
}

import { nginxConfig } from '../../kubernetes/nginx';
import { LokiEndpoint } from '../../endpoint/endpoint';
import type { Exposure } from '../../endpoint/exposure/exposure';
import { HTTP_PORT, type LokiNames, serviceOf, SHUTDOWN_DELAY_SECONDS } from '../components';
import { type GatewayKafka, kafkaLocation, kafkaTenants } from './kafka';
import { askForPassword, GATEWAY_RUN_PATH, otherPasswords } from './passwords';
import { type GatewayRoute, routesOf } from './routes';
import { mapSize, tenantMaps } from './tenants';

/** Path that nginx writes to: the rest of its file system is read-only. */
export const GATEWAY_TMP_PATH = '/tmp';

/** Path of the probes, which needs no password. */
export const GATEWAY_HEALTH_PATH = '/healthz';

/** Port inside the pod that answers requests of unknown tenants. */
const UNKNOWN_TENANT_PORT = 8081;

/** Connections to a component that each worker keeps open. */
const IDLE_CONNECTIONS = 32;

/**
 * Seconds for which a connection to a component takes requests, and for which it may be idle. A pod that terminates
 * serves longer than both together, so no request reaches it too late: after its ring has stopped, a push has no answer
 * until Alloy gives up.
 */
const CONNECTION_SECONDS = SHUTDOWN_DELAY_SECONDS / 2 - 1;

/** Workers per requested core: pods have no CPU limit. */
const WORKERS_PER_CORE = 2;

/** Minimum number of workers. */
const LEAST_WORKERS = 2;

/** Size of the hash tables of maps. */
const MAP_HASH_SIZE = 8192;

/**
 * Sizes of a bucket of these tables. A bucket of `size` holds a key of `longestKey` and two pointers. Longer keys,
 * which are names of topics, need `largeSize`.
 */
const MAP_BUCKET = { size: 256, longestKey: 238, largeSize: 512 };

const bucketSize = ({ tenantsOfTopics = {} }: Partial<GatewayKafka>): number =>
  Object.keys(tenantsOfTopics).some((topic) => topic.length > MAP_BUCKET.longestKey)
    ? MAP_BUCKET.largeSize
    : MAP_BUCKET.size;

/** Inputs of the gateway's configuration. */
export interface GatewayConfigInputs {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Tenants, users and query timeout. */
  readonly endpoint: LokiEndpoint;

  /**
   * Requested cores of a pod. `auto` would start a worker for each core of the node, and the pod has no memory for so
   * many.
   */
  readonly cpu: number;

  /** Kafka before Loki. @default - none */
  readonly kafka?: GatewayKafka;

  /** Door for clients outside the cluster. @default - none */
  readonly exposure?: Exposure;
}

/**
 * Text of the gateway's nginx.conf, for nginx 1.27.3 or later, in which `resolve` is available for servers of an
 * upstream.
 */
export function gatewayConfig({ names, endpoint, cpu, kafka, exposure }: GatewayConfigInputs): string {
  const timeout = endpoint.longestQuerySeconds;
  const routes = routesOf(endpoint);
  const components = [...new Set(routes.map((route) => route.component))];
  const owner = endpoint.users.some(({ tenants }) => tenants) ? 'environment and user' : 'environment';
  const roles = [...new Set(routes.map((route) => route.role))];
  return nginxConfig({
    workers: Math.max(LEAST_WORKERS, Math.ceil(cpu * WORKERS_PER_CORE)),
    connections: 4096,
    folder: GATEWAY_TMP_PATH,
    http: `
  default_type  text/plain;
  server_tokens off;
  tcp_nopush    on;

  log_format gateway '$remote_addr user=$remote_user password=$accepted tenant="$http_x_scope_orgid" "$request_method $uri" '
                     'status=$status bytes=$body_bytes_sent seconds=$request_time upstream=$upstream_status';
  access_log /dev/stdout gateway;

  # Written at start from the pod's own resolv.conf: right with and without a kube-dns Service.
  include ${GATEWAY_RUN_PATH}/resolver.conf;

  map_hash_bucket_size ${bucketSize({ ...kafka })};
  map_hash_max_size    ${Math.max(MAP_HASH_SIZE, 2 * mapSize(endpoint))};

${tenantMaps(endpoint)}${kafka ? kafkaTenants(kafka) : ''}${components.map((component) => upstream(component, names)).join('')}

  # A WebSocket is the only protocol that a connection may change to.
  map $http_upgrade $websocket {
    default       "";
    ~*^websocket$ websocket;
  }
  map $upgrade $connection_upgrade {
    default upgrade;
    ""      "";
  }

  # Queries of dashboards are long, and Grafana sends some of them in the URL.
  large_client_header_buffers 4 64k;

  # Neither requests nor answers go through files: a push is forwarded as it arrives.
  client_max_body_size     ${LokiEndpoint.MAX_PUSH_MIB}m;
  client_body_buffer_size  128k;
  proxy_request_buffering  off;
  proxy_max_temp_file_size 0;
  proxy_buffer_size        16k;
  proxy_buffers            8 16k;

  proxy_http_version    1.1;
  proxy_connect_timeout 5s;
  proxy_send_timeout    ${timeout}s;
  proxy_read_timeout    ${timeout}s;
${exposure ? keepAlive(exposure.idleSeconds(timeout)) : ''}
  server {
    listen ${LokiEndpoint.GATEWAY_PORT};
    listen [::]:${LokiEndpoint.GATEWAY_PORT};

    # Routes are chosen by the path with its dots resolved, and Loki gets it as it was sent: they must be the same.
    if ($request_uri ~* "^[^?]*(\\.|%2e)(\\.|%2e)") {
      return 400 "no dots in paths\\n";
    }

    # A request with another password than the current one comes to a location of its user, with what it needs here.
    recursive_error_pages on;
    set $accepted none;
    set $target   "";
    set $upgrade  "";

    location = ${GATEWAY_HEALTH_PATH} {
      access_log off;
      return 200 "ok\\n";
    }
${routes.map(location).join('')}${roles.map((role) => otherPasswords(role, proxy('$target'))).join('')}${kafka ? kafkaLocation() : ''}
    location / {
      return 404 "not a path of this gateway\\n";
    }
  }

  # Reached after the password was checked, so that nobody learns tenants by asking.
  server {
    listen 127.0.0.1:${UNKNOWN_TENANT_PORT};
    access_log off;
    return 403 "unknown tenant: set ${LokiEndpoint.TENANT_HEADER} to a tenant of this ${owner}\\n";
  }
`,
  });
}

/**
 * Directive that keeps idle connections longer than the load balancer does. Otherwise the load balancer could send a
 * request on a connection that nginx is closing, and answer 502.
 */
const keepAlive = (idleSeconds: number): string => `
  keepalive_timeout ${idleSeconds + 10}s;
`;

function location(route: GatewayRoute): string {
  const variable = upstreamVariable(route.component);
  // In limit_except GET includes HEAD.
  return `
    location ${quoted(route.location)} {
      ${askForPassword(route.role)}
      limit_except ${route.methods.join(' ')} {
        deny all;
      }
      set $accepted current;
      set $target ${variable};
      set $upgrade ${route.webSocket ? '$websocket' : '""'};
${proxy(variable)}
    }
`;
}

/** Directives that forward a request to the host in a variable. WebSocket headers are empty for other requests. */
function proxy(variable: string): string {
  return `      proxy_pass http://${variable}$request_uri;
      proxy_set_header Upgrade $upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Authorization "";
      proxy_set_header ${LokiEndpoint.TENANT_HEADER} $tenant;`;
}

/**
 * Upstream of a component, and a variable with its name, or with the server that answers unknown tenants. Connections
 * are closed soon, so that pods that terminate get no more requests, and new pods get their share.
 */
function upstream(component: string, names: LokiNames): string {
  return `
  upstream ${component} {
    zone ${component} 64k;
    server ${names.host(serviceOf(names, component))}:${HTTP_PORT} resolve;
    keepalive ${IDLE_CONNECTIONS};
    keepalive_time ${CONNECTION_SECONDS}s;
    keepalive_timeout ${CONNECTION_SECONDS}s;
  }
  map $tenant ${upstreamVariable(component)} {
    default "${component}";
    ""      "127.0.0.1:${UNKNOWN_TENANT_PORT}";
  }
`;
}

function upstreamVariable(component: string): string {
  return `$${component.replaceAll('-', '_')}`;
}

/** Quotes a regular expression, whose braces nginx would read as blocks. */
function quoted(location: string): string {
  return location.startsWith('~ ') ? `~ "${location.slice(2)}"` : location;
}

import { type GatewayRole, LokiEndpoint } from '../../endpoint/endpoint';

/** Route through the gateway. Paths without a route are not reachable from outside the namespace. */
export interface GatewayRoute {
  /** Location in nginx: `= /exact` or `~ ^/regex$`. */
  readonly location: string;

  /** Component that gets the requests. */
  readonly component: string;

  /** Role of the users that may use the route. */
  readonly role: GatewayRole;

  /** Allowed methods. */
  readonly methods: readonly string[];

  /** True for a WebSocket. @default false */
  readonly webSocket?: boolean;
}

/**
 * Routes of Loki's HTTP API that Alloy and Grafana use (https://grafana.com/docs/loki/latest/reference/loki-http-api/).
 *
 * Left out on purpose: /config, /flush, /ingester, rings, /services, /log_level, /debug, metrics, cache generation
 * numbers, and all writes of rules.
 */
const ROUTES: readonly GatewayRoute[] = [
  { location: `= ${LokiEndpoint.PUSH_PATH}`, component: 'distributor', role: 'writer', methods: ['POST'] },
  { location: '= /otlp/v1/logs', component: 'distributor', role: 'writer', methods: ['POST'] },
  { location: '= /loki/api/v1/tail', component: 'query-frontend', role: 'reader', methods: ['GET'], webSocket: true },
  {
    location:
      '~ ^/loki/api/v1/(query|query_range|labels|label|label/[^/]+/values|series|patterns|detected_labels|detected_fields|detected_field/[^/]+/values|index/(stats|volume|volume_range)|format_query|drilldown-limits|status/buildinfo)$',
    component: 'query-frontend',
    role: 'reader',
    methods: ['GET', 'POST'],
  },
  {
    location: '~ ^/(loki/api/v1/rules(/[^/]+){0,2}|prometheus/api/v1/(rules|alerts))$',
    component: 'ruler',
    role: 'reader',
    methods: ['GET'],
  },
  {
    location: '= /loki/api/v1/delete',
    component: 'compactor',
    role: 'admin',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
  },
];

/** Routes for the roles of an endpoint's users. */
export function routesOf(endpoint: LokiEndpoint): GatewayRoute[] {
  return ROUTES.filter(({ role }) => endpoint.usersWith(role).length > 0);
}

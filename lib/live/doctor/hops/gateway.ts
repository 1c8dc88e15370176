import { DNS_PODS, field, logsOf, networkPolicies, ofEnvironment, podsOf, restartGateway } from '../commands';
import type { Fault } from '../fault';
import { countOf, linesOf, type View } from '../view';
import { DNS_FAULT } from './node/dns';
import { CERTIFICATE_FAULTS } from './certificates';
import { DOOR_CERTIFICATE_FAULTS } from './door-certificates';
import { DOOR_OBJECT_FAULTS } from './unmade-doors';
import { EXPOSURE_FAULTS } from './exposure';
import { inLog } from './in-log';

/** A fault that the log of the gateway shows. */
const inGatewayLog = (
  pattern: string,
  fault: Pick<Fault, 'id' | 'cause' | 'follows' | 'isMild'>,
  says: (detail: string) => string,
  fix: (view: View, detail: string) => string[],
  least = 1,
): Fault => inLog(pattern, { ...fault, hop: 'gateway' }, { of: 'gateway', least, says, fix });

/** Number of slow requests that a single user does not explain. */
const LEAST_SLOW = 5;

const noEndpoints: Fault = {
  id: 'gateway-no-endpoints',
  hop: 'gateway',
  cause: 'the Service of the gateway has no ready pod: clients can neither push nor query',
  find: (view) => {
    const { gateway } = view.setup;
    if (!gateway) return undefined;
    const slices = view.snapshot.slices.filter(
      ({ metadata }) =>
        metadata.namespace === gateway.namespace && metadata.labels?.['kubernetes.io/service-name'] === gateway.service,
    );
    const ready = slices.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions?.ready !== false);
    // Pods that are not ready have a fault of their own.
    if (slices.length === 0 || ready.length > 0 || !view.isServed('gateway')) return undefined;
    return {
      evidence: `Service ${gateway.namespace}/${gateway.service} has no ready endpoint, and a pod of the gateway is ready`,
      fix: [
        `kubectl get service --namespace ${gateway.namespace} ${gateway.service} -o jsonpath='{.spec.selector}'`,
        view.setup.deliver,
      ],
    };
  },
};

const resolver = inGatewayLog(
  'nginx-name',
  {
    id: 'gateway-resolver',
    cause: 'the gateway cannot resolve the names of Loki: DNS of the cluster does not answer it, or a Service is gone',
    follows: ['distributor', 'query'],
  },
  () => 'names are not resolved',
  (view) => [
    DNS_PODS,
    `kubectl get services --namespace ${view.setup.lokiNamespace}`,
    `egress to port 53 must be open: ${networkPolicies(view)}`,
  ],
);

/** Requests whose pod cut them off, from which on it is a fault: a pod that ends does so once. */
const LEAST_RESETS = 5;

/** Lists the pods that the gateway sends requests to. */
const behind = (view: View): string[] => [podsOf(view, 'distributor', 'query-frontend')];

const unanswered = inGatewayLog(
  'nginx-no-upstream',
  {
    id: 'gateway-upstream',
    cause: 'no pod behind the gateway answers its requests',
    follows: ['distributor', 'ingester', 'store', 'query'],
    isMild: true,
  },
  () => 'no upstream answers',
  (view) => behind(view),
);

const upstream: Fault = {
  ...unanswered,
  find: (view) => {
    const resets = view.logs('nginx-reset', 'gateway');
    const found = unanswered.find(view);
    if (found || countOf(resets) < LEAST_RESETS) return found;
    return { evidence: `pods behind the gateway cut requests off: ${linesOf(resets)}`, fix: behind(view) };
  },
};

/** Faults of the gateway. */
export const GATEWAY_FAULTS: readonly Fault[] = [
  inGatewayLog(
    'nginx-config',
    { id: 'gateway-config', cause: 'nginx refuses its configuration, so the gateway does not start' },
    (detail) => `[emerg] ${detail}`,
    (view) => [
      `${logsOf(view, 'gateway')} | grep emerg`,
      view.setup.deliver,
      ...ofEnvironment(view, 'remove what customize changes in its ConfigMap'),
    ],
  ),
  noEndpoints,
  // Other lines mean that no name at all is resolved.
  {
    ...resolver,
    find: (view) => (DNS_FAULT.find(view) ? undefined : resolver.find(view)),
  },
  upstream,
  inGatewayLog(
    'nginx-upstream-tls',
    {
      id: 'gateway-upstream-tls',
      cause:
        'the gateway speaks TLS to Loki, which does not, or whose certificate it does not trust: it answers with 502',
    },
    (detail) => detail,
    (view) => [
      ...ofEnvironment(
        view,
        'remove what customize changes in proxy_pass and proxy_ssl_* of its ConfigMap, and in server of loki.config',
      ),
      ...(view.setup.found
        ? [
            'use http:// in proxy_pass of the gateway (gateway.nginxConfig.schema: http), unless server.http_tls_config of Loki has a certificate; then proxy_ssl_name and proxy_ssl_trusted_certificate must be of it',
          ]
        : [view.setup.deliver]),
      `${logsOf(view, 'gateway')} | grep SSL`,
    ],
  ),
  inGatewayLog(
    'nginx-passwords',
    { id: 'gateway-passwords', cause: 'the gateway cannot read its file of passwords, so it refuses every request' },
    (detail) => `${detail} cannot be opened`,
    (view) => [view.setup.deliver, restartGateway(view)],
  ),
  inLog(
    'gateway-credentials',
    {
      ...{ id: 'gateway-no-password', hop: 'gateway' },
      cause: 'a password that the gateway must know is empty, or is not in its place',
    },
    {
      of: 'gateway',
      isMild: (view) => view.isServed('gateway'),
      says: (detail) => `the credentials have no ${detail}`,
      // A pod keeps what was mounted when it was made.
      fix: (view) => [
        `write the password into its place${view.setup.found ? '' : ' (docs/how-to/passwords.md)'}`,
        restartGateway(view),
      ],
    },
  ),
  inGatewayLog(
    'nginx-connections',
    {
      id: 'gateway-connections',
      cause: 'the gateway has as many connections as it may have, and takes no more',
      isMild: true,
    },
    (detail) => detail,
    (view) => [
      view.setup.found
        ? 'give the gateway more replicas, or raise worker_connections in its nginx.conf'
        : `give the gateway more pods: environments.${view.setup.name}.loki.sizes: { gateway: { replicas: … } }`,
    ],
  ),
  inGatewayLog(
    'nginx-worker',
    {
      id: 'gateway-worker',
      cause: 'a worker of the gateway ended: it needs more memory than its limit, or has crashed',
      isMild: true,
    },
    (detail) => `a worker ended on ${detail}`,
    (view, detail) => [
      ...(detail === 'signal 9'
        ? [
            view.setup.found
              ? 'raise resources.limits.memory of the gateway in the values of its chart'
              : `give the gateway more room: environments.${view.setup.name}.loki.sizes: { gateway: { … } }`,
          ]
        : ['nginx has crashed: use another version of its image, and leave out modules and directives of others']),
    ],
  ),
  inGatewayLog(
    'nginx-temporary',
    {
      id: 'gateway-temporary',
      cause: 'the gateway cannot write temporary files, which it needs for large pushes and answers',
      isMild: true,
    },
    (detail) => `${detail} cannot be written`,
    (view) => [
      view.setup.deliver,
      ...ofEnvironment(view, 'remove what customize changes in the volumes of the gateway'),
      'the folder must be an emptyDir with room for bodies of requests',
    ],
  ),
  inGatewayLog(
    'nginx-limit',
    {
      id: 'gateway-limit',
      cause: 'the gateway refuses requests of a client, since its configuration limits how many it may send',
      isMild: true,
    },
    (detail) => `${detail} of a client`,
    ({ setup }) => [
      setup.found
        ? 'raise limit_req or limit_conn in the nginx.conf of the gateway, or let the client send larger batches less often'
        : 'raise limit_req or limit_conn, which customize writes into the ConfigMap of the gateway, or let the client send larger batches less often',
    ],
  ),
  inGatewayLog(
    'nginx-header',
    {
      id: 'gateway-header',
      cause: 'a header of an answer is larger than the buffer of the gateway, which answers 502 instead',
      isMild: true,
    },
    (detail) => detail,
    ({ setup }) => [
      setup.found
        ? 'raise proxy_buffer_size in the nginx.conf of the gateway: proxy_buffer_size 16k'
        : 'raise proxy_buffer_size of the gateway with customize, in the ConfigMap of its nginx.conf: proxy_buffer_size 16k',
    ],
  ),
  inGatewayLog(
    'nginx-slow',
    {
      id: 'gateway-slow',
      cause: 'requests take longer than the gateway waits: it ends them with 504',
      isMild: true,
      follows: ['distributor', 'ingester', 'store', 'query', 'buckets'],
    },
    (detail) => `upstream timed out ${detail}`,
    (view) => [
      `ask for less time or fewer lines at once, or raise ${field(view, 'loki.queryTimeout', 'limits_config.query_timeout, and proxy_read_timeout of the gateway')}`,
      logsOf(view, 'query-frontend'),
    ],
    LEAST_SLOW,
  ),
  inGatewayLog(
    'nginx-hash',
    {
      id: 'gateway-hash',
      cause:
        'the gateway cannot read the hash of a password: its image does not know that algorithm, or the file is damaged',
    },
    () => 'crypt() failed',
    (view) => [
      view.setup.found
        ? 'hash the passwords of its Secret with htpasswd -m (apr1), one user:hash a line, lines ended by a newline alone'
        : view.setup.deliver,
      restartGateway(view),
    ],
  ),
  inGatewayLog(
    'nginx-too-large',
    {
      id: 'gateway-too-large',
      cause: 'a client sends larger pushes than the gateway accepts, and they are refused',
      isMild: true,
    },
    () => 'too large bodies',
    () => ['lower the size of the batches of that client'],
  ),
  inGatewayLog(
    'nginx-password',
    {
      id: 'gateway-password',
      cause: 'a client sends the gateway a password that it does not accept',
      isMild: true,
      follows: ['agent', 'query'],
    },
    (detail) => `user ${detail} is refused`,
    (view) => [
      `give that client the current password${view.setup.found ? '' : ' (docs/how-to/passwords.md)'}`,
      restartGateway(view),
    ],
  ),
  ...EXPOSURE_FAULTS,
  ...DOOR_OBJECT_FAULTS,
  ...CERTIFICATE_FAULTS,
  ...DOOR_CERTIFICATE_FAULTS,
];

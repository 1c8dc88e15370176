import { nginxConfig } from '../kubernetes/nginx';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { type GatewayUser } from '../endpoint/endpoint';
import { CA_KEY } from '../endpoint/authority';
import { resolverScript } from '../endpoint/resolver-script';
import { authorityMount } from '../endpoint/outside';

/** Port of the door, on the pod's loopback address. */
export const DOOR_PORT = 3199;

/** Folder of the configuration, and folder in memory for files that are written while the pod runs. */
export const DOOR_PATH = '/etc/canary';
const RUN_PATH = '/tmp';

/** Seconds between two readings of the password. */
const INTERVAL_SECONDS = 15;

/**
 * Configuration of the nginx beside the canary, which adds the reader's password to its requests. The canary takes a
 * password on its command line only, which all who may see the pod or the processes of its node could read.
 */
export function doorConfig(endpoint: LokiEndpoint): string {
  const { longestQuerySeconds } = endpoint;
  return nginxConfig({
    workers: 1,
    connections: 64,
    folder: RUN_PATH,
    http: `  access_log            off;

  map $http_upgrade $connection_upgrade {
    default upgrade;
    ""      "";
  }

  server {
    listen 127.0.0.1:${DOOR_PORT};
    include ${RUN_PATH}/authorization.conf;

    proxy_http_version 1.1;
    proxy_read_timeout ${longestQuerySeconds}s;
    proxy_set_header   Upgrade $http_upgrade;
    proxy_set_header   Connection $connection_upgrade;

    location / {
      ${passTo(endpoint)}
    }
  }
`,
  });
}

/** Public authorities, in the image of nginx. */
const PUBLIC_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Directives that pass requests to the gateway. One outside the cluster is behind a load balancer, whose addresses change,
 * and nginx asks DNS again only for a name in a variable. It verifies no certificate unless it is told to.
 */
function passTo({ url, outside }: LokiEndpoint): string {
  if (!outside) return `proxy_pass ${url};`;
  const mount = authorityMount(outside);
  const own = outside.ca?.pem === undefined ? PUBLIC_AUTHORITIES : `${DOOR_PATH}/${CA_KEY}`;
  return [
    `include    ${RUN_PATH}/resolver.conf;`,
    `set        $gateway ${url};`,
    'proxy_pass $gateway;',
    ...(url.startsWith('https:')
      ? [
          'proxy_ssl_server_name         on;',
          'proxy_ssl_verify              on;',
          'proxy_ssl_verify_depth        4;',
          `proxy_ssl_trusted_certificate ${mount ? `${mount.path}/${mount.keys[0]}` : own};`,
        ]
      : []),
  ].join('\n      ');
}

/** Script of its container: writes the header, starts nginx, and lets it read the header again when the password changes. */
export function doorScript(endpoint: LokiEndpoint): string {
  const { username }: GatewayUser = endpoint.reader;
  return `set -eu
umask 077
password="\${PASSWORD_FILE:-${endpoint.passwordFile(endpoint.reader)}}"
config="\${CONFIG:-${DOOR_PATH}/nginx.conf}"
out="\${RUN_PATH:-${RUN_PATH}}"

# The password is in a pipe and in this file, never in an argument of a program.
authorize() {
  header=$({ printf '%s:' '${username}'; tr -d '\\r\\n' < "$password"; } | base64 | tr -d '\\n')
  printf 'proxy_set_header Authorization "Basic %s";\\n' "$header" > "$out/authorization.conf"
}

state() {
  sha256sum "$password" 2>/dev/null || true
}

if [ ! -s "$password" ]; then
  echo "the password $password is not there, or it is empty" >&2
  exit 1
fi
current=$(state)
authorize
${endpoint.outside ? resolverScript('$out', 'the canary cannot find Loki') : ''}nginx -e /dev/stderr -c "$config" -g 'daemon off;' &
nginx=$!
trap 'kill -QUIT "$nginx" 2>/dev/null; wait "$nginx"; exit 0' TERM INT
while kill -0 "$nginx" 2>/dev/null; do
  sleep "\${INTERVAL:-${INTERVAL_SECONDS}}" &
  wait $! || true
  now=$(state)
  if [ "$now" != "$current" ] && [ -s "$password" ]; then
    authorize && nginx -e /dev/stderr -c "$config" -s reload && current=$now
  fi
done
exit 1
`;
}

import { nginxConfig } from '../kubernetes/nginx';
import type { LokiEndpoint } from '../endpoint/endpoint';
import { type GatewayUser } from '../endpoint/endpoint';

/** Port of the door, on the pod's loopback address. */
export const DOOR_PORT = 3199;

/** Folder of the configuration, and of files that are written while the pod runs: its memory. */
export const DOOR_PATH = '/etc/canary';
const RUN_PATH = '/tmp';

/** Seconds between two looks at the password. */
const INTERVAL_SECONDS = 15;

/**
 * Configuration of the nginx beside the canary, which adds the reader's password to its requests. The canary takes a
 * password on its command line only, which all who may see the pod or the processes of its node could read.
 */
export function doorConfig({ url, longestQuerySeconds }: LokiEndpoint): string {
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
      proxy_pass ${url};
    }
  }
`,
  });
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
nginx -e /dev/stderr -c "$config" -g 'daemon off;' &
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

import { type GatewayRole, LokiEndpoint } from '../../endpoint/endpoint';
import { resolverScript } from '../../endpoint/resolver-script';

/** Folder, in memory, of the files that the `prepare` container writes: resolver and password files. */
export const GATEWAY_RUN_PATH = '/etc/nginx/run';

/** File that exists once nginx can start. */
export const GATEWAY_READY_FILE = 'ready';

/** Interval in seconds at which `prepare` looks for changed passwords. It applies a change that it has seen twice. */
const INTERVAL_SECONDS = 15;

/** Folder with the password files: a link, so that all of them change at once. */
const PASSWORDS = 'passwords';

/**
 * Directives that require the password of a user of a role: the current one, or the second one while passwords are
 * rotated. The current one is tried again at the end, for a request with a second password that became the current one in
 * between.
 *
 * nginx reads a password file for every request, and only the first line of a user: hence two files. It requires no
 * password in a subrequest, so `auth_request` cannot check a second file.
 */
export function askForPassword(role: GatewayRole): string {
  return ask(role, role, `@${role}-other`);
}

/** Named locations that `askForPassword` leads to. `proxy` has their directives for accepted requests. */
export function otherPasswords(role: GatewayRole, proxy: string): string {
  return `
    location @${role}-other {
      ${ask(`${role}-other`, role, `@${role}-again`)}
      set $accepted other;
${proxy}
    }

    location @${role}-again {
      ${ask(role, role)}
      set $accepted current;
${proxy}
    }
`;
}

function ask(file: string, role: GatewayRole, next?: string): string {
  const lines = [
    `auth_basic           "Loki: ${role}";`,
    `auth_basic_user_file ${GATEWAY_RUN_PATH}/${PASSWORDS}/${file}.htpasswd;`,
    ...(next ? [`error_page           401 = ${next};`] : []),
  ];
  return lines.join('\n      ');
}

/**
 * Script of the gateway's `prepare` container. It writes the resolver and password files from the pod's resolv.conf and
 * the mounted passwords, runs beside nginx, and writes the password files again when the passwords change. Its shell is
 * the one of the nginx image (BusyBox), whose `mkpasswd` hashes the passwords.
 *
 * Passwords are generated and long, so a fast hash is enough; nginx computes it for every request.
 */
export function prepareScript(endpoint: LokiEndpoint): string {
  const users = endpoint.allUsers;
  const roles = [...new Set(users.map(({ role }) => role))];
  // With one user per role, the file has the name of the user.
  const hasMore = endpoint.users.length > 0;
  const [comment, file, to] = hasMore
    ? [
        'USER FILE ROLE: the password in FILE, and the one in FILE-other where there is one, for the files of ROLE.',
        '$3',
        '>>',
      ]
    : ['USER FILE: the password in FILE, and the one in FILE-other where there is one.', '$1', '>'];
  const begin = roles.flatMap((role) => [role, `${role}-other`]).map((name) => `  : > "$made/${name}.htpasswd"\n`);
  const adds = users.map(
    ({ username, passwordKey, role }) =>
      `  add_user ${username} ${passwordKey}${hasMore ? ` ${role}` : ''} || return 1\n`,
  );
  return `set -eu
umask 077
run="\${RUN_PATH:-${GATEWAY_RUN_PATH}}"
credentials="\${CREDENTIALS_PATH:-${LokiEndpoint.CREDENTIALS_PATH}}"
trap 'exit 0' TERM INT QUIT

${resolverScript('$run', 'the gateway cannot find Loki')}
# add_user ${comment}
add_user() {
  if [ ! -s "$credentials/$2" ]; then
    echo "the credentials have no $2, or it is empty" >&2
    return 1
  fi
  hash "$1" "$credentials/$2" ${to} "$made/${file}.htpasswd" || return 1
${hasMore ? '' : '  : > "$made/$1-other.htpasswd"\n'}  count=1
  if [ -s "$credentials/$2-other" ]; then
    hash "$1" "$credentials/$2-other" ${to} "$made/${file}-other.htpasswd" || return 1
    count=2
  fi
  said="$said $1 $count"
}

hash() {
  hashed=$(tr -d '\\r\\n' < "$2" | mkpasswd -m md5 -P 0)
  [ -n "$hashed" ] && printf '%s:%s\\n' "$1" "$hashed"
}

add_users() {
${[...(hasMore ? begin : []), ...adds].join('')}}

# The folder that is in use stays as it is: a request may be reading it.
publish() {
  made="$run/${PASSWORDS}.a"
  if [ "$(readlink "$run/${PASSWORDS}")" = '${PASSWORDS}.a' ]; then made="$run/${PASSWORDS}.b"; fi
  said='passwords that hold:'
  mkdir -p "$made"
  add_users || return 1
  ln -sfn "\${made##*/}" "$run/${PASSWORDS}.new" && mv -T "$run/${PASSWORDS}.new" "$run/${PASSWORDS}" || return 1
  echo "$said"
}

state() {
  sha256sum ${users.map(({ passwordKey }) => `"$credentials"/${passwordKey}*`).join(' ')} 2>/dev/null || true
}

current=$(state)
publish
: > "$run/${GATEWAY_READY_FILE}"
pending=$current
while :; do
  sleep "\${INTERVAL:-${INTERVAL_SECONDS}}" &
  wait $!
  now=$(state)
  # Files may change one after the other: what is the same twice is whole.
  if [ "$now" != "$current" ] && [ "$now" = "$pending" ] && publish; then current=$now; fi
  pending=$now
done
`;
}

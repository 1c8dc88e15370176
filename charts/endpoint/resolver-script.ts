/**
 * Part of a script: writes `resolver.conf` for nginx into a folder, with the DNS servers of the pod. `without` names
 * what fails without them.
 */
export const resolverScript = (folder: string, without: string): string => `servers=''
for server in $(awk '$1 == "nameserver" { print $2 }' "\${RESOLV_CONF:-/etc/resolv.conf}"); do
  case "$server" in
    *:*) servers="$servers [$server]" ;;
    *) servers="$servers $server" ;;
  esac
done
if [ -z "$servers" ]; then
  echo 'no nameserver in resolv.conf: ${without}' >&2
  exit 1
fi
echo "resolver$servers valid=10s;" > "${folder}/resolver.conf"
`;

import type { Manifest } from '../../../manifests/manifest';
import { record, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import { datasourcesOf } from './tenants';

/** A user in the script that writes the password files of the gateway: name, key of the password, role. */
const USER = /^ {2}add_user (\S+) \S+ (writer|reader|admin) /gm;

/** A tenant of a user in the maps of the gateway. */
const TENANT = /^ {4}"([a-z][a-z0-9-]*):[^"\n]*" "([^"\n]+)";$/gm;

/** Reads the users of the gateway: readers, writers and the one that may delete lines, with the tenants of each. */
export function readOwnUsers({ draft }: Importing, objects: readonly Manifest[]): void {
  const gateway = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki-gateway');
  const data = record(gateway?.['data']);
  const tenants = new Map<string, string[]>();
  for (const [, user = '', tenant = ''] of (text(data['nginx.conf']) ?? '').matchAll(TENANT))
    tenants.set(user, [...(tenants.get(user) ?? []), tenant]);
  for (const [, user = '', role = ''] of (text(data['prepare.sh']) ?? '').matchAll(USER)) {
    const own = tenants.get(user);
    if (role === 'admin') draft.set(['loki', 'deletes'], own ? { tenants: own } : true);
    // Those without tenants of their own are the users of every gateway.
    else if (own) draft.set([`${role}s`, user], { tenants: own, ...datasourceOf(objects, user) });
  }
}

/** Datasource of a reader, with the organization that sees it. */
function datasourceOf(objects: readonly Manifest[], user: string): { datasource?: unknown } {
  const datasource = objects.flatMap(datasourcesOf).find((one) => one['basicAuthUser'] === user);
  if (!datasource) return {};
  const { orgId } = datasource;
  return { datasource: orgId === undefined ? true : { organization: orgId } };
}

import { checksum } from '../kubernetes/objects';

/** Maximum length of a uid in Grafana. */
const MAX_UID = 40;

/**
 * Uid of a datasource, by which dashboards refer to it: `loki-prod_platform`. It depends on nothing but environment and
 * tenant, so it stays when tenants are added. The underscore keeps `prod` with `eu-apps` from `prod-eu` with `apps`.
 *
 * A hash follows if the names are too long or have characters that Grafana refuses, or that a database may regard as equal, such as
 * upper and lower case.
 */
export function datasourceUid(environment: string, tenant: string): string {
  const uid = `loki-${environment}_${tenant}`;
  if (uid.length <= MAX_UID && /^[a-z0-9-]*$/.test(environment) && /^[a-z0-9_-]*$/.test(tenant)) return uid;
  const hash = checksum(environment, tenant).slice(0, 10);
  return `${uid
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '-')
    .slice(0, MAX_UID - 1 - hash.length)}-${hash}`;
}

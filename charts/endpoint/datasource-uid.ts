import { checksum } from '../kubernetes/objects';

/** Maximum length of a uid in Grafana. */
const MAX_UID = 40;

/**
 * Uid of a datasource, by which dashboards refer to it: `loki-prod_platform`. It depends only on environment and
 * tenant, so it stays the same when tenants are added. The underscore distinguishes `prod` with `eu-apps` from
 * `prod-eu` with `apps`.
 *
 * A hash follows if the names are too long or have characters that Grafana refuses, or that a database may regard as
 * equal, such as upper and lower case.
 */
export function datasourceUid(environment: string, tenant: string): string {
  return fittingUid(`loki-${environment}_${tenant}`, environment, tenant);
}

/** Uid that Grafana accepts: unchanged if possible, otherwise shortened, with a hash of the names in it. */
export function fittingUid(uid: string, environment: string, ...names: string[]): string {
  if (uid.length <= MAX_UID && /^[a-z0-9-]*$/.test(environment) && names.every((name) => /^[a-z0-9_-]*$/.test(name))) {
    return uid;
  }
  const hash = checksum(environment, ...names).slice(0, 10);
  return `${uid
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '-')
    .slice(0, MAX_UID - 1 - hash.length)}-${hash}`;
}

/**
 * First path segments in the chunk bucket that Loki uses itself: index, delete requests, markers, rules, seed. A tenant
 * of that name would share them, and they would expire with its chunks.
 */
const RESERVED = ['index', 'delete_requests', 'markers', 'rules', 'loki_cluster_seed.json', '__deletion_manifest__'];

/**
 * Problem with a tenant's name, as the rest of a sentence; undefined if it is valid.
 *
 * Loki accepts at most 150 bytes of letters, digits and some punctuation
 * (https://grafana.com/docs/loki/latest/operations/multi-tenancy/).
 */
export function tenantProblem(tenant: string): string | undefined {
  if (tenant === '') return "is empty; write a name such as 'platform'";
  if (!/^[A-Za-z0-9!\-_.*'()]+$/.test(tenant)) {
    return "has a character Loki does not take in a tenant; use letters, digits and ! - _ . * ' ( )";
  }
  if (tenant.length > 150) return 'is longer than the 150 characters Loki takes; shorten it';
  if (tenant === '.' || tenant === '..') return "means a folder; write a name such as 'platform'";
  if (RESERVED.includes(tenant)) return 'is a name Loki itself uses in the chunk bucket; choose another';
  return undefined;
}

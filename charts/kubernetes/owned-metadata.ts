/*
 * Labels and annotations that this library sets. Users may add others. A test checks that the library sets no key that
 * is not listed here.
 */

/** Labels that selectors, Services, NetworkPolicies, Pod Security and sidecars look for. */
export const OWNED_LABELS: readonly string[] = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/component',
  'app.kubernetes.io/managed-by',
  'grafana_datasource',
  'kubernetes.io/metadata.name',
  'loki.grafana.com/memberlist',
  'loki.grafana.com/object-store',
  'pod-security.kubernetes.io/enforce',
  'pod-security.kubernetes.io/warn',
];

/** Annotations that roll pods, give them roles, or set a default. */
export const OWNED_ANNOTATIONS: readonly string[] = [
  'checksum/config',
  'eks.amazonaws.com/role-arn',
  'eks.amazonaws.com/skip-containers',
  'storageclass.kubernetes.io/is-default-class',
];

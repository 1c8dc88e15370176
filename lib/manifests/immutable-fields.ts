/** Immutable fields of a kind, with their defaults. */
export type Fields = Readonly<Record<string, unknown>>;

/** Immutable fields by kind. */
export const IMMUTABLE_FIELDS: Readonly<Record<string, Fields>> = {
  StatefulSet: {
    'spec.serviceName': '',
    'spec.podManagementPolicy': 'OrderedReady',
    'spec.selector': undefined,
    'spec.volumeClaimTemplates': undefined,
  },
  Deployment: { 'spec.selector': undefined },
  DaemonSet: { 'spec.selector': undefined },
  Service: { 'spec.clusterIP': '' },
  PriorityClass: { value: undefined, preemptionPolicy: 'PreemptLowerPriority' },
  IngressClass: { 'spec.controller': undefined },
  RoleBinding: { roleRef: undefined },
  ClusterRoleBinding: { roleRef: undefined },
  StorageClass: {
    provisioner: undefined,
    parameters: undefined,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  },
};

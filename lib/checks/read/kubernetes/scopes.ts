/** Resources of pods that a quota with a scope may limit. */
const OF_PODS = /^(pods|((requests|limits)\.)?(cpu|memory))$/;

/** Resources that a quota of a scope may limit. */
export const SCOPES: Readonly<Record<string, RegExp>> = {
  Terminating: OF_PODS,
  NotTerminating: OF_PODS,
  BestEffort: /^pods$/,
  NotBestEffort: OF_PODS,
  PriorityClass: OF_PODS,
  CrossNamespacePodAffinity: OF_PODS,
  VolumeAttributesClass: /^(persistentvolumeclaims|requests\.storage)$/,
};

/** Names of the scopes of quotas. */
export const SCOPE_NAMES = Object.keys(SCOPES);

/** Things that a node runs out of, by its condition: words of the kubelet about each, and the steps against it. */
export const RELIEF = {
  DiskPressure: {
    says: /low on resource: (?:ephemeral-storage|inodes|nodefs|imagefs|containerfs)|DiskPressure/,
    fix: 'use nodes with a larger disk',
  },
  MemoryPressure: {
    says: /low on resource: memory|MemoryPressure/,
    fix: 'use nodes with more memory, and give pods requests that they need',
  },
  PIDPressure: {
    says: /low on resource: pids|PIDPressure/,
    fix: 'find the pod with the most processes, and limit it: podPidsLimit of the kubelet',
  },
} as const;

/** Conditions of nodes that run out of something. */
export const PRESSURES = ['DiskPressure', 'MemoryPressure', 'PIDPressure'] as const;

/** Steps against what a node ran out of, by the words of the kubelet. */
export function reliefFor(said: string): string {
  const type = PRESSURES.find((one) => RELIEF[one].says.test(said));
  return type ? RELIEF[type].fix : 'use nodes with a larger disk, or more memory';
}

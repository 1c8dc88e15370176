/** Supported Kubernetes versions of EKS, oldest first. Each has a kubectl layer to deliver manifests with. */
export const KUBERNETES_VERSIONS = ['1.33', '1.34', '1.35'] as const;

/** Version of a cluster that names none: the newest. */
export const DEFAULT_KUBERNETES_VERSION: string = KUBERNETES_VERSIONS[KUBERNETES_VERSIONS.length - 1] as string;

/** Minor version: 35 of `1.35`, `v1.35.2` or `v1.35.0-eksbuild.1`; undefined for other texts. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?![\d])/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

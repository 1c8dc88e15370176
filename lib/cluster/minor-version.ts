/** Minor version in a version of Kubernetes: 35 of `1.35`, `v1.35.4` or `1.35.4-eksbuild.1`; undefined if it is not one. */
export function minorVersion(version: string): number | undefined {
  const minor = /^v?1\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

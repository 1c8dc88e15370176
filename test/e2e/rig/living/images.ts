/** Failure of a pull from a registry whose name nobody has (RFC 2606), as containerd says it; undefined for an image that is there. */
export function pullFailure(image: string): string | undefined {
  const [host = ''] = image.split('/');
  if (!host.endsWith('.invalid')) return undefined;
  const ask = `failed to do request: Head "https://${image.replace(/^([^/]+)\/([^:@]+).*/, '$1/v2/$2/manifests/latest')}"`;
  return `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${ask}: dial tcp: lookup ${host}: no such host`;
}

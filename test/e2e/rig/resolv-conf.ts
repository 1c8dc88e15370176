import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTER_DOMAIN } from './cluster-dns';
import { HOST } from './network';
import type { RenderedObjects } from './objects';

/** The resolv.conf of pods of a namespace, as the kubelet writes it, with the DNS server of the rig. */
export function resolvConf(namespace: string): string {
  const domains = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN];
  return `search ${domains.join(' ')}\nnameserver ${HOST.dns}\noptions ndots:5\n`;
}

/** Path of the resolv.conf of pods of a namespace. */
export const resolvConfPath = (folder: string, namespace: string): string => join(folder, `resolv.${namespace}.conf`);

/** Writes the resolv.conf of each namespace. */
export function writeResolvConf(folder: string, objects: RenderedObjects): void {
  for (const { metadata } of objects.ofKind('Namespace')) {
    writeFileSync(resolvConfPath(folder, metadata.name), resolvConf(metadata.name));
  }
}

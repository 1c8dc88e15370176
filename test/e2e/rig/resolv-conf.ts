import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTER_DOMAIN } from './cluster-dns';
import { HOST } from './network';
import type { RenderedObjects } from './objects';

/** Path of the resolv.conf of pods in a namespace. */
export const resolvConf = (folder: string, namespace: string): string => join(folder, `resolv.${namespace}.conf`);

/** Writes the resolv.conf of each namespace, as the kubelet does. */
export function writeResolvConf(folder: string, objects: RenderedObjects): void {
  for (const { metadata } of objects.ofKind('Namespace')) {
    writeFileSync(
      resolvConf(folder, metadata.name),
      `search ${metadata.name}.svc.${CLUSTER_DOMAIN} svc.${CLUSTER_DOMAIN} ${CLUSTER_DOMAIN}\n` +
        `nameserver ${HOST.dns}\noptions ndots:5\n`,
    );
  }
}

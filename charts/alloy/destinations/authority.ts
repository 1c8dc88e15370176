import type { CertificateAuthority } from '../../endpoint/authority';
import { Block } from '../language/syntax';
import { text } from '../language/values';

/** Secret in a pod: its folder and its keys. */
interface MountedKey {
  readonly path: string;
  readonly keys: readonly string[];
}

/**
 * Block of a client. If a private authority signed the server's certificate, the block gets one more with this
 * authority: the file of a mounted Secret, which Alloy reads again when it changes, or its text.
 */
export function withAuthority(client: Block, name: string, ca?: CertificateAuthority, mount?: MountedKey): Block {
  if (mount) return client.add(new Block(name).set('ca_file', text(`${mount.path}/${mount.keys[0]}`)));
  return ca?.pem === undefined ? client : client.add(new Block(name).set('ca_pem', text(ca.pem)));
}

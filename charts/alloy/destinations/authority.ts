import type { CertificateAuthority } from '../../endpoint/authority';
import { Block } from '../language/syntax';
import { text } from '../language/values';

/** Place of a Secret's file in pods. */
interface MountedKey {
  readonly path: string;
  readonly keys: readonly string[];
}

/**
 * A block of a client, with the authority of the server's certificate in a block of its own if it is not a public one: as
 * the file of a mounted Secret, which is read again when it changes, or as text.
 */
export function withAuthority(client: Block, name: string, ca?: CertificateAuthority, mount?: MountedKey): Block {
  if (mount) return client.add(new Block(name).set('ca_file', text(`${mount.path}/${mount.keys[0]}`)));
  return ca?.pem === undefined ? client : client.add(new Block(name).set('ca_pem', text(ca.pem)));
}

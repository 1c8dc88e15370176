import { keysOf } from '../../../charts/loki/config/keys/keys';
import { type Loki, readLoki } from '../read/loki/loki';
import type { Finding, ManifestsRule, ManifestsSubject } from '../rule';
import { isText } from '../../manifests/shape';

/** Check of a rule that looks at each Loki. */
export function everyLoki(check: (loki: Loki, subject: ManifestsSubject) => Finding[]): ManifestsRule['check'] {
  return (subject) => subject.manifests.read(readLoki).lokis.flatMap((loki) => check(loki, subject));
}

/** Default of a key of Loki. */
export function defaultOf(block: string, key: string): unknown {
  return keysOf(block)[key]?.default;
}

/** True if a Loki has the keys of Loki 3.7: its image has no other major version, and no newer one. */
export function isLoki37({ pods }: Loki): boolean {
  return pods.every(({ container: { image } }) => {
    const [, major, minor] = /:v?(\d+)\.(\d+)/.exec(isText(image) ? image : '') ?? [];
    return major === undefined || (major === '3' && Number(minor) <= 7);
  });
}

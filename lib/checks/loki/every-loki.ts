import { keysOf } from '../../../charts/loki/config/keys';
import { type Loki, readLoki } from '../read/loki/loki';
import type { Finding, ManifestsRule, ManifestsSubject } from '../rule';
import { isText } from '../../manifests/shape';

/** Looks at every Loki there is. */
export function everyLoki(check: (loki: Loki, subject: ManifestsSubject) => Finding[]): ManifestsRule['check'] {
  return (subject) => subject.manifests.read(readLoki).lokis.flatMap((loki) => check(loki, subject));
}

/** What Loki takes where a key is not set. */
export function defaultOf(block: string, key: string): unknown {
  return keysOf(block)[key]?.default;
}

/** Whether the keys of Loki 3.7 are a Loki's, too: not where its image is another major version, or a newer one. */
export function isLoki37({ pods }: Loki): boolean {
  return pods.every(({ container: { image } }) => {
    const [, major, minor] = /:v?(\d+)\.(\d+)/.exec(isText(image) ? image : '') ?? [];
    return major === undefined || (major === '3' && Number(minor) <= 7);
  });
}

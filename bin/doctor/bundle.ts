import { readFileSync, writeFileSync } from 'node:fs';
import { InputError } from '../../charts/input/problems';
import { parseSnapshot, SNAPSHOT, type Snapshot } from '../../lib/doctor/snapshot';

/** Texts that may be a secret, wherever they stand: keys of AWS, tokens, passwords in URLs and headers. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[key]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[token]'],
  [/\b(Basic|Bearer)\s+[\w.~+/-]{8,}=*/gi, '$1 [secret]'],
  [/(\w+:\/\/[^\s/:@]+):[^\s/@]+@/g, '$1:[secret]@'],
  [/\b(password|passwd|secret|token|api[_-]?key)(["']?\s*[=:]\s*["']?)[^\s"',;]{4,}/gi, '$1$2[secret]'],
];

/** A text without secrets. */
export const redacted = (text: string): string =>
  SECRETS.reduce((safe, [pattern, instead]) => safe.replace(pattern, instead), text);

/** A value whose texts have no secrets. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return redacted(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutSecrets(one)]));
}

/** Annotations of pods that are kept. Others are of the user, and may hold anything. */
const KEPT = /^(checksum\/config|cdk-eks-loki\/|volume\.kubernetes\.io\/|eks\.amazonaws\.com\/)/;

/** Text of a bundle: the snapshot without secrets, and without annotations that say nothing of Loki. */
export function bundleText(snapshot: Snapshot): string {
  const pods = snapshot.pods.map((pod) => ({
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: Object.fromEntries(Object.entries(pod.metadata.annotations ?? {}).filter(([key]) => KEPT.test(key))),
    },
  }));
  // The form has no field for anything else.
  return `${JSON.stringify(withoutSecrets(SNAPSHOT.parse({ ...snapshot, pods })), null, 1)}\n`;
}

/**
 * Writes a bundle, that only its owner can read.
 *
 * @throws InputError if it cannot be written, or the file exists
 */
export function writeBundle(file: string, snapshot: Snapshot): void {
  try {
    writeFileSync(file, bundleText(snapshot), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const exists = code === 'EEXIST';
    throw new InputError([
      {
        path: file,
        found: exists ? 'exists' : message,
        fix: exists ? 'remove it, or name another file' : 'name a file that can be written',
      },
    ]);
  }
}

/**
 * Reads a bundle.
 *
 * @throws InputError if it cannot be read, or is not one
 */
export function readBundle(file: string): Snapshot {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : message;
    throw new InputError([{ path: file, found, fix: 'give a file that eks-loki doctor --bundle wrote' }]);
  }
  return parseSnapshot(content, file);
}

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../charts/input/problems';
import { parseSnapshot, SNAPSHOT, type Snapshot } from '../../lib/live/doctor/snapshot';
import { record } from '../../lib/manifests/shape';

/** Texts that may be a secret, wherever they stand: keys of AWS, tokens, passwords in URLs and headers. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[key]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[token]'],
  [/\b(Basic|Bearer)\s+[\w.~+/-]{8,}=*/gi, '$1 [secret]'],
  [/(\w+:\/\/[^\s/:@]+):[^\s/@]+@/g, '$1:[secret]@'],
  // A part of a name is enough: CLIENT_SECRET, dbPassword. Quotes in a quoted text have a backslash. After phrases of the kubelet and of
  // Go comes an error, also after the name of a volume: "aws-iam-token" : failed to fetch token: Unauthorized. After the name of a secret
  // comes the class of an error.
  [
    /(password|passwd|(?<!arn:aws[\w-]*:secretsmanager:[\w:-]*|jmesPath in )secret|(?<!failed to fetch )token|api[_-]?key|access[_-]?key)(\\?["']?\s*[=:]\s*\\?["']?)(?!failed to |secrets? |unexpected status|dial tcp|context |net\/http: |tls: |x509: |\w+(?:Exception|Error|Canceled|Denied|NotFound|Expired|Exceeded|Timeout|Failure|Unavailable): )[^\s"',;&\\]{4,}/gi,
    '$1$2[secret]',
  ],
];

/** A text without secrets. */
export const redacted = (text: string): string =>
  SECRETS.reduce((safe, [pattern, instead]) => safe.replace(pattern, instead), text);

/** Annotations that are kept. Others are the user's and may hold anything: kubectl stores a whole object in one. */
const KEPT = /^(checksum\/config|cdk-eks-loki\/|(storageclass|volume)\.kubernetes\.io\/|eks\.amazonaws\.com\/)/;

/** A value whose texts have no secrets. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return redacted(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutSecrets(key === 'annotations' ? keptOf(one) : one)]),
  );
}

const keptOf = (annotations: unknown): object =>
  Object.fromEntries(Object.entries(record(annotations)).filter(([key]) => KEPT.test(key)));

/** Text of a bundle: the snapshot without secrets, and without annotations that say nothing of Loki. */
export const bundleText = (snapshot: Snapshot): string =>
  // The form has no field for anything else.
  `${JSON.stringify(withoutSecrets(SNAPSHOT.parse(snapshot)), null, 1)}\n`;

const refusal = (path: string, found: string, fix: string) => new InputError([{ path, found, fix }]);

const EXISTS = ['exists', 'remove it, or name another file'] as const;
const NO_FOLDER = ['is in a folder that does not exist', 'make the folder, or name another file'] as const;

/**
 * Checks that a bundle can be written to a file, before the cluster is read.
 *
 * @throws InputError if the file exists, or its folder does not
 */
export function checkBundleFile(file: string): void {
  if (existsSync(file)) throw refusal(file, ...EXISTS);
  if (!existsSync(dirname(file))) throw refusal(file, ...NO_FOLDER);
}

/**
 * Writes a bundle that only its owner can read.
 *
 * @throws InputError if it cannot be written, or the file exists
 */
export function writeBundle(file: string, snapshot: Snapshot): void {
  checkBundleFile(file);
  try {
    writeFileSync(file, bundleText(snapshot), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw refusal(file, ...EXISTS);
    throw refusal(file, message, 'name a file that can be written');
  }
}

/** Most bytes of a bundle: one of 10,000 pods has 20 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

const BUNDLE = 'give a file that eks-loki doctor --bundle wrote';

/**
 * Reads a bundle.
 *
 * @throws InputError if it cannot be read, or is not one
 */
export function readBundle(file: string): Snapshot {
  let content: string;
  try {
    const stat = statSync(file);
    // Anything else might never end.
    if (!stat.isFile() && !stat.isDirectory()) throw refusal(file, 'is not a file', BUNDLE);
    if (stat.size > MOST_BYTES)
      throw refusal(file, `has ${stat.size} bytes, and no bundle has more than ${MOST_BYTES}`, BUNDLE);
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const found = ['ENOENT', 'ENOTDIR'].includes(code ?? '')
      ? 'does not exist'
      : code === 'EISDIR'
        ? 'is a folder'
        : message;
    throw refusal(file, found, BUNDLE);
  }
  return parseSnapshot(content, file);
}

import { LokiEndpoint } from '../../endpoint/endpoint';
import { OBJECT_NAME, PLAIN_TEXT, SECRET_KEY } from '../../input/forms';
import type { Fault } from '../../input/problems';
import { readOf } from '../../input/plain-copy';
import { fields, map, required, text as textOf } from '../../input/props';
import { isSecretHeader } from '../../input/show';

/** Key of a Secret in Alloy's namespace. */
export interface SecretKey {
  /** Name of the Secret. */
  readonly name: string;

  /** Key of the value. */
  readonly key: string;
}

/** Example of a reference to a key of a Secret. */
const exampleOf = (key: string): string => `{ name: 'central-loki', key: '${key}' }`;

/** Validator of a key of a Secret. */
export const secretKey = (key: string) =>
  fields<SecretKey>(exampleOf(key), {
    name: required(textOf(OBJECT_NAME), "'central-loki'"),
    key: required(textOf(SECRET_KEY), `'${key}'`),
  });

/** Headers that other fields or the client set. */
const OWN_HEADERS: Readonly<Record<string, string>> = {
  authorization: 'use username and passwordSecret, or tokenSecret: everyone may read the configuration',
  [LokiEndpoint.TENANT_HEADER.toLowerCase()]: 'use tenant',
  host: 'write the host in url',
  ...Object.fromEntries(
    ['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection'].map((name) => [
      name,
      'leave it out: Alloy sets it itself',
    ]),
  ),
};

/** Headers that Alloy cannot take from a Secret. */
const NEVER_SECRET = [
  ...['proxy-authorization', 'proxy-authenticate', 'www-authenticate', 'accept-encoding', 'keep-alive', 'user-agent'],
  ...['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'],
  ...['x-prometheus-remote-write-version', 'x-prometheus-scrape-timeout-seconds'],
];

const notTaken = (name: string): string | undefined =>
  NEVER_SECRET.includes(name.toLowerCase()) ? 'leave it out: Alloy takes no such header from a Secret' : undefined;

/** True for two spellings of a header. */
export const isSameHeader = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Fault of a name of a header among others. */
function nameFault(name: string, index: number, names: readonly string[]): Fault | undefined {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
    return { wrong: `has ${JSON.stringify(name)}, which is not a header`, fix: 'rename it' };
  const key = name.toLowerCase();
  if (Object.hasOwn(OWN_HEADERS, key)) return { wrong: `has ${name}`, fix: OWN_HEADERS[key] ?? '' };
  const isTwice = names.findIndex((other) => isSameHeader(other, name)) < index;
  return isTwice ? { wrong: `has ${name} twice, in other letters`, fix: 'write it once' } : undefined;
}

/** Fault of a header with a password or a token: everyone may read the configuration. */
function secretFault(name: string, value: unknown): Fault | undefined {
  if (!isSecretHeader(name, value)) return undefined;
  const fix = notTaken(name) ?? `write it in headerSecrets: { '${name}': ${exampleOf(name.toLowerCase())} }`;
  return { wrong: `has ${name}, whose value is a secret, and everyone may read the configuration`, fix };
}

/** Validator of headers in plain text. */
export const headerValues = map(textOf({ ...PLAIN_TEXT, example: 'eu' }), "'X-Region': 'eu'", (headers) =>
  Object.keys(headers).flatMap(
    (name, index, names) => nameFault(name, index, names) ?? secretFault(name, readOf(headers, name)) ?? [],
  ),
);

/** Validator of headers from Secrets. */
export const headerSecrets = map(secretKey('x-api-key'), `'X-Api-Key': ${exampleOf('x-api-key')}`, (headers) =>
  Object.keys(headers).flatMap((name, index, names) => {
    const untaken = notTaken(name);
    return nameFault(name, index, names) ?? (untaken === undefined ? [] : { wrong: `has ${name}`, fix: untaken });
  }),
);

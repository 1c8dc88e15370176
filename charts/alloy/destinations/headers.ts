import { LokiEndpoint } from '../../endpoint/endpoint';
import { OBJECT_NAME, PLAIN_TEXT, SECRET_KEY } from '../../input/forms';
import type { Fault } from '../../input/problems';
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

/** The first fault of names of headers. */
function faultOfNames(names: readonly string[]): Fault | undefined {
  const wrong = names.find((name) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name));
  if (wrong !== undefined) return { wrong: `has ${JSON.stringify(wrong)}, which is not a header`, fix: 'rename it' };
  const own = names.find((name) => Object.hasOwn(OWN_HEADERS, name.toLowerCase()));
  if (own !== undefined) return { wrong: `has ${own}`, fix: OWN_HEADERS[own.toLowerCase()] ?? '' };
  const twice = names.find((name, index) => names.findIndex((other) => isSameHeader(other, name)) < index);
  return twice === undefined ? undefined : { wrong: `has ${twice} twice, in other letters`, fix: 'write it once' };
}

/** The fault of a header with a password or a token: everyone may read the configuration. */
function faultOfSecret(headers: Readonly<Record<string, unknown>>): Fault | undefined {
  const name = Object.keys(headers).find((key) => isSecretHeader(key, headers[key]));
  if (name === undefined) return undefined;
  const fix = notTaken(name) ?? `write it in headerSecrets: { '${name}': ${exampleOf(name.toLowerCase())} }`;
  return { wrong: `has ${name}, whose value is a secret, and everyone may read the configuration`, fix };
}

/** Validator of headers in plain text. */
export const headerValues = map(
  textOf({ ...PLAIN_TEXT, example: 'eu' }),
  "'X-Region': 'eu'",
  (headers) => faultOfNames(Object.keys(headers)) ?? faultOfSecret(headers as Readonly<Record<string, unknown>>),
);

/** Validator of headers from Secrets. */
export const headerSecrets = map(secretKey('x-api-key'), `'X-Api-Key': ${exampleOf('x-api-key')}`, (headers) => {
  const names = Object.keys(headers);
  const [untaken] = names.filter((name) => notTaken(name) !== undefined);
  return (
    faultOfNames(names) ??
    (untaken === undefined ? undefined : { wrong: `has ${untaken}`, fix: notTaken(untaken) ?? '' })
  );
});

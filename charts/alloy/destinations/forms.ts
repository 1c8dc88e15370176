import { LokiEndpoint } from '../../endpoint/endpoint';
import { PLAIN_TEXT, type TextForm, withPort } from '../../input/forms';
import type { Fault } from '../../input/problems';
import { map, text as textOf } from '../../input/props';
import { parsedUrl } from '../../input/url';

/** A valid URL. */
export const EXAMPLE_URL = 'https://loki.example.com';

/**
 * Scheme, host and path, of characters that Go takes in each: with a URL that it does not parse, Alloy does not start.
 * The `URL` of JavaScript is not so strict: it repairs backslashes, blanks and percent signs.
 */
const URL_PARTS = /^https?:\/\/[^\s/?#%\\@"'`<>{}|^\p{C}]+(?:\/(?:[^\s?#%\\\p{C}]|%[0-9A-Fa-f]{2})*)?$/u;

/** Where the path of an API begins that is not the push API. Paths of it, which have a prefix, are right. */
const OTHER_API = /(?:\/loki)?\/(?:api\/(?:v1|prom)(?!\/push$)|otlp)(?=\/|$)/;

/** True if the host is as written: not, for instance, a number that stands for an address. */
const isPlainHost = (url: string, hostname: string): boolean =>
  !/^\d+\.\d+\.\d+\.\d+$/.test(hostname) || url.includes(hostname);

/** Form of the URL of a Loki. */
export const URL_FORM: TextForm = withPort({
  example: EXAMPLE_URL,
  faultOf: (url): Fault | undefined => {
    const fix = `write one such as '${EXAMPLE_URL}'`;
    const parsed = parsedUrl(url);
    if (!parsed || !/^https?:\/\//.test(url)) return { wrong: 'is not a URL', fix };
    const { username, password, hostname, port } = parsed;
    if (username || password) {
      return { wrong: 'has a password in it', fix: 'write username and passwordSecret, and leave it out' };
    }
    if (/[?#]/.test(url)) return { wrong: 'has a query', fix };
    const api = OTHER_API.exec(parsed.pathname)?.[0];
    if (api !== undefined) {
      return { wrong: 'has the path of another API', fix: `end it before ${api}, or with ${LokiEndpoint.PUSH_PATH}` };
    }
    if (port === '0') return { wrong: 'has a port that does not exist', fix: 'use one from 1 to 65535' };
    return URL_PARTS.test(url) && isPlainHost(url, hostname) ? undefined : { wrong: 'is not a URL', fix };
  },
});

/** Headers that other fields or the client set. */
const OWN_HEADERS: Readonly<Record<string, string>> = {
  authorization: 'use username and passwordSecret: everyone may read the configuration',
  [LokiEndpoint.TENANT_HEADER.toLowerCase()]: 'use tenant',
  host: 'write the host in url',
  ...Object.fromEntries(
    ['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection'].map((name) => [
      name,
      'leave it out: Alloy sets it itself',
    ]),
  ),
};

/** True for two spellings of a header. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Validator of headers. */
export const headerValues = map(textOf({ ...PLAIN_TEXT, example: 'eu' }), "'X-Region': 'eu'", (keys) => {
  const names = Object.keys(keys);
  const wrong = names.find((name) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name));
  if (wrong !== undefined) return { wrong: `has ${JSON.stringify(wrong)}, which is not a header`, fix: 'rename it' };
  const own = names.find((name) => Object.hasOwn(OWN_HEADERS, name.toLowerCase()));
  if (own !== undefined) return { wrong: `has ${own}`, fix: OWN_HEADERS[own.toLowerCase()] ?? '' };
  const twice = names.find((name, index) => names.findIndex((other) => isSame(other, name)) < index);
  return twice === undefined ? undefined : { wrong: `has ${twice} twice, in other letters`, fix: 'write it once' };
});

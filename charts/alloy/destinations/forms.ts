import { LokiEndpoint } from '../../endpoint/endpoint';
import { type TextForm, withPort } from '../../input/forms';
import type { Fault } from '../../input/problems';
import { parsedUrl } from '../../input/url';

/** A valid URL. */
export const EXAMPLE_URL = 'https://loki.example.com';

/**
 * Scheme, host and path, of characters that Go takes in each: with a URL that it does not parse, Alloy does not start.
 * The `URL` of JavaScript is not so strict: it repairs backslashes, blanks and percent signs.
 */
const URL_PARTS = /^https?:\/\/[^\s/?#%\\@"'`<>{}|^\p{C}]+(?:\/(?:[^\s?#%\\\p{C}]|%[0-9A-Fa-f]{2})*)?$/u;

/** Beginning of the path of an API that is not the push API. A prefix may stand before it. */
const OTHER_API = /^\/api\/v1(?=\/push$)|(?:\/loki)?\/(?:api\/(?:v1|prom)(?!\/push$)|otlp)(?=\/|$)/;

/** True if JavaScript keeps the host as written. It changes, for instance, a number that stands for an address. */
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

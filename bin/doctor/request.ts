import { type IncomingMessage, request as http, type RequestOptions } from 'node:http';
import { request as https } from 'node:https';
import { at, records } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';

/** Options of a request. */
export interface GetOptions {
  /** Headers. @default - none */
  readonly headers?: Readonly<Record<string, string>>;

  /** Certificates of the authority of the server, as text. @default - the public ones */
  readonly ca?: string;

  /** Longest time in milliseconds. */
  readonly timeoutMs: number;
}

/** An answer. */
export interface Got {
  readonly status: number;
  readonly text: string;
}

/** Longest answer that is read, in characters. */
const MOST = 4 * 1024 * 1024;

/** Longest part of an answer that is kept, in characters. */
const MOST_KEPT = 160;

/** Beginning of an answer that is an error, on one line. */
export const errorIn = ({ text }: Got): string => text.replace(/\s+/g, ' ').trim().slice(0, MOST_KEPT);

/** Longest time of a query, in milliseconds. */
export const QUERY_MS = 15_000;

/** Time in which lines are searched: the last hour, in milliseconds. */
const BACK_MS = 3_600_000;

/** The last hour, as parameters of a query. */
export function lastHour(): { readonly start: string; readonly end: string } {
  const now = Date.now();
  return { start: `${now - BACK_MS}000000`, end: `${now}000000` };
}

/** Number of lines in an answer. The lines themselves are not kept. */
export function linesIn({ text }: Got): number {
  const result = at(parsedJson(text), 'data.result');
  return records(result).reduce((sum, { values }) => sum + (Array.isArray(values) ? values.length : 0), 0);
}

/**
 * Gets a URL. Redirections are not followed: a password would go with them.
 *
 * @throws Error if no answer comes in time, with the code of the cause
 */
export function get(url: string, { headers, ca, timeoutMs }: GetOptions): Promise<Got> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const late = () => reject(Object.assign(new Error(`no answer in ${timeoutMs / 1000} s`), { code: 'ETIMEDOUT' }));
    const onAnswer = (response: IncomingMessage): void => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MOST) response.destroy(new Error('the answer is too long'));
        })
        .on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        .on('error', reject);
    };
    const options: RequestOptions = { headers, signal, agent: false };
    const asked = url.startsWith('https:')
      ? https(url, { ...options, ...(ca === undefined ? {} : { ca }) }, onAnswer)
      : http(url, options, onAnswer);
    asked.on('error', (error) => (signal.aborted ? late() : reject(error))).end();
  });
}

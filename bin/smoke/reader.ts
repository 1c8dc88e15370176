import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { isRecord, records } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import type { SmokePath } from './path';
import { WRITER_CONTAINER } from './writer';

/** Answer to a query for the line. */
export interface ReadResult {
  /** Number of times that the line was found. */
  readonly count: number;

  /** Reason why there is no answer, in words. @default - there is one */
  readonly error?: string;

  /** HTTP status of the answer. @default - nobody answered */
  readonly status?: number;
}

/** Time before and after now in which the line is searched, in milliseconds: clocks of nodes differ. */
const AROUND_MS = 15 * 60_000;

/** Longest time of a query, in milliseconds. */
const REQUEST_MS = 15_000;

/** Longest part of an answer that a message shows, in characters. */
const MAX_ANSWER = 200;

/** Searches the line as Grafana does: through the gateway, as its reader, with the header of the tenant. */
export async function readLine(
  { namespace, tenant, reader }: SmokePath,
  url: string,
  password: string,
  line: string,
): Promise<ReadResult> {
  const now = Date.now();
  const query = new URLSearchParams({
    query: `{namespace=${JSON.stringify(namespace)}, container="${WRITER_CONTAINER}"} |= ${JSON.stringify(line)}`,
    start: `${now - AROUND_MS}000000`,
    end: `${now + AROUND_MS}000000`,
    limit: '10',
  });
  const login = Buffer.from(`${reader.username}:${password}`).toString('base64');
  try {
    const response = await fetch(`${url}/loki/api/v1/query_range?${query.toString()}`, {
      headers: { [LokiEndpoint.TENANT_HEADER]: tenant, authorization: `Basic ${login}` },
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const text = await response.text();
    if (response.ok) return { count: countOf(text), status: response.status };
    const answer = text.replace(/\s+/g, ' ').trim().slice(0, MAX_ANSWER);
    return { count: 0, status: response.status, error: `the gateway answers ${response.status}: ${answer}` };
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return { count: 0, error: `${url} does not answer: ${why}` };
  }
}

/** Number of lines in an answer. */
function countOf(text: string): number {
  const answer = parsedJson(text);
  const data = isRecord(answer) && isRecord(answer['data']) ? answer['data'] : {};
  return records(data['result']).reduce((sum, { values }) => sum + (Array.isArray(values) ? values.length : 0), 0);
}

import { type GatewayUser, LokiEndpoint } from '../../charts/endpoint/endpoint';
import { InputError } from '../../charts/input/problems';
import { passwordCommand, passwordPlace } from '../../lib/app/password-place';
import type { ReaderAnswer, Unseen } from '../../lib/live/doctor/snapshot';
import type { Environment } from '../../lib/environment/environment';
import { records, record } from '../../lib/manifests/shape';
import { type AwsRunner, readPassword } from '../smoke/password';
import { parsedJson } from '../wait/conform';
import type { OpenForward } from '../wait/forward';
import type { KubectlRunner } from '../wait/kubectl';
import { unseenBecause } from './unseen';

/** Gateway and readers of queries. */
export interface QuerySubject {
  readonly environment: Environment;
  readonly endpoint: LokiEndpoint;

  /** The gateway's Service. */
  readonly service: { readonly namespace: string; readonly service: string; readonly port: number };
}

/** Most queries: each tenant of each reader is one. */
const MOST_QUERIES = 12;

/** Time in which lines are searched: the last hour, in milliseconds. */
const BACK_MS = 3_600_000;

/** Longest time of a query, in milliseconds. */
const REQUEST_MS = 15_000;

/** Longest part of an answer that is kept, in characters. */
const MAX_ANSWER = 160;

/** Asks for one line of each tenant as each reader, through a port of the gateway. */
export async function askAsReaders(
  kubectl: KubectlRunner,
  { environment, endpoint, service }: QuerySubject,
  open: OpenForward,
  aws?: AwsRunner,
): Promise<{ answers: ReaderAnswer[]; unseen: Unseen[] }> {
  const unseen: Unseen[] = [];
  // First a tenant of each reader, so that the tenants of one leave none out.
  const asked = endpoint
    .usersWith('reader')
    .flatMap((user) => (user.tenants ?? endpoint.tenants).map((tenant, turn) => ({ user, tenant, turn })))
    .sort((a, b) => a.turn - b.turn);
  const chosen = asked.slice(0, MOST_QUERIES);
  const passwords = new Map<GatewayUser, string>();
  await Promise.all(
    [...new Set(chosen.map(({ user }) => user))].map(async (user) => {
      const place = passwordPlace(environment, endpoint, user);
      try {
        passwords.set(user, await readPassword(place, kubectl, aws));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const [problem] = error.problems;
        const why = `${problem?.path}: ${problem?.found}`;
        unseen.push(unseenBecause(['query'], `queries of ${user.username}`, why, passwordCommand(place)));
      }
    }),
  );
  const ready = chosen.filter(({ user }) => passwords.has(user));
  if (ready.length === 0) return { answers: [], unseen };
  const reach = { namespace: service.namespace, name: `service/${service.service}`, port: service.port };
  try {
    const forward = await open(reach);
    try {
      const ask = ({ user, tenant }: (typeof ready)[number]) =>
        answer(
          forward.url,
          { user: user.username, tenant, password: passwords.get(user) ?? '' },
          environment.clusterName,
        );
      return { answers: await Promise.all(ready.map(ask)), unseen };
    } finally {
      forward.close();
    }
  } catch (error) {
    const needs = `create pods/portforward in namespace ${service.namespace}, and a pod of the gateway that is ready`;
    unseen.push(unseenBecause(['gateway', 'query'], 'queries through the gateway', error, needs));
    return { answers: [], unseen };
  }
}

async function answer(
  url: string,
  { user, tenant, password }: { user: string; tenant: string; password: string },
  cluster: string,
): Promise<ReaderAnswer> {
  const now = Date.now();
  const query = new URLSearchParams({
    query: `{cluster=${JSON.stringify(cluster)}}`,
    start: `${now - BACK_MS}000000`,
    end: `${now}000000`,
    limit: '1',
  });
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  try {
    const response = await fetch(`${url}/loki/api/v1/query_range?${query.toString()}`, {
      headers: { [LokiEndpoint.TENANT_HEADER]: tenant, authorization },
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const text = await response.text();
    if (response.ok) return { user, tenant, status: response.status, lines: linesIn(text) };
    return { user, tenant, status: response.status, error: text.replace(/\s+/g, ' ').trim().slice(0, MAX_ANSWER) };
  } catch (error) {
    const { message, cause } = error as Error;
    return { user, tenant, error: cause instanceof Error ? cause.message : message };
  }
}

/** Number of lines in an answer. The lines themselves are not kept. */
function linesIn(text: string): number {
  const result = record(record(parsedJson(text))['data'])['result'];
  return records(result).reduce((sum, { values }) => sum + (Array.isArray(values) ? values.length : 0), 0);
}

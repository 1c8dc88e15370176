import { type GatewayUser, LokiEndpoint } from '../../charts/endpoint/endpoint';
import { InputError } from '../../charts/input/problems';
import { passwordCommand, passwordPlace, readerPlace } from '../../lib/app/password-place';
import type { ReaderAnswer, Unseen } from '../../lib/live/doctor/snapshot';
import type { Environment } from '../../lib/environment/environment';
import { type AwsRunner, readPassword } from '../smoke/password';
import type { OpenForward } from '../wait/forward';
import type { KubectlRunner } from '../wait/kubectl';
import { errorIn, get, lastHour, linesIn, QUERY_MS } from './request';
import { needsOfForward, unseenBecause } from './unseen';

/** Gateway and readers of queries. */
export interface QuerySubject {
  readonly environment: Environment;
  readonly endpoint: LokiEndpoint;

  /** The gateway's Service. @default - in another cluster */
  readonly service?: { readonly namespace: string; readonly service: string; readonly port: number };

  /** Door of a Loki elsewhere, and the authority of its certificate. @default - the gateway is in the cluster */
  readonly door?: { readonly url: string; readonly ca?: string };

  /** Namespace of the canary, which has the password of a Loki elsewhere. @default - there is no canary */
  readonly canaryNamespace?: string;
}

/** Most queries: each tenant of each reader is one. */
const MOST_QUERIES = 12;

/** Asks for one line of each tenant as each reader, through a port of the gateway, or at the door of a Loki elsewhere. */
export async function askAsReaders(
  kubectl: KubectlRunner,
  subject: QuerySubject,
  open: OpenForward,
  aws?: AwsRunner,
): Promise<{ answers: ReaderAnswer[]; unseen: Unseen[] }> {
  const { environment, endpoint, service, door } = subject;
  const unseen: Unseen[] = [];
  // One tenant of each reader comes first, so that a reader with many tenants does not exclude others.
  const asked = endpoint
    .usersWith('reader')
    .flatMap((user) => (user.tenants ?? endpoint.tenants).map((tenant, turn) => ({ user, tenant, turn })))
    .sort((a, b) => a.turn - b.turn);
  const chosen = asked.slice(0, MOST_QUERIES);
  const passwords = new Map<GatewayUser, string>();
  await Promise.all(
    [...new Set(chosen.map(({ user }) => user))].map(async (user) => {
      const place = service
        ? passwordPlace(environment, endpoint, user)
        : readerPlace(environment, endpoint, subject.canaryNamespace);
      if (!place) {
        const of = environment.remote?.of;
        const needs = of === undefined ? 'a canary, which brings the password here' : `npx eks-loki doctor ${of}`;
        unseen.push(unseenBecause(['query'], `queries of ${user.username}`, 'its password is elsewhere', needs));
        return;
      }
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
  try {
    const forward = service
      ? await open({ namespace: service.namespace, name: `service/${service.service}`, port: service.port })
      : { url: door?.url ?? '', close: () => undefined };
    try {
      const ask = ({ user, tenant }: (typeof ready)[number]) =>
        answer(
          forward.url,
          { user: user.username, tenant, password: passwords.get(user) ?? '', ca: door?.ca },
          environment.clusterName,
        );
      return { answers: await Promise.all(ready.map(ask)), unseen };
    } finally {
      forward.close();
    }
  } catch (error) {
    const needs = needsOfForward('a pod of the gateway', service?.namespace);
    unseen.push(unseenBecause(['gateway', 'query'], 'queries through the gateway', error, needs));
    return { answers: [], unseen };
  }
}

async function answer(
  url: string,
  { user, tenant, password, ca }: { user: string; tenant: string; password: string; ca?: string },
  cluster: string,
): Promise<ReaderAnswer> {
  const query = new URLSearchParams({
    query: `{cluster=${JSON.stringify(cluster)}}`,
    ...lastHour(),
    limit: '1',
  });
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  try {
    const got = await get(`${url}/loki/api/v1/query_range?${query.toString()}`, {
      headers: { [LokiEndpoint.TENANT_HEADER]: tenant, authorization },
      timeoutMs: QUERY_MS,
      ca,
    });
    const { status } = got;
    if (status >= 200 && status < 300) return { user, tenant, status, lines: linesIn(got) };
    return { user, tenant, status, error: errorIn(got) };
  } catch (error) {
    return { user, tenant, error: (error as Error).message };
  }
}

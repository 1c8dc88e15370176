import { show } from '../../../charts/input/problems';
import type { Manifests } from '../../manifests/manifests';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { type Client, requestPathOf } from '../read/path/client';
import { promtails } from '../read/path/agents';
import { clients } from '../read/path/clients';
import { readers } from '../read/path/readers';
import { writers } from '../read/path/writers';

const writerUser: ManifestsRule = {
  id: 'PATH-USER-1',
  severity: Severity.ERROR,
  title: 'Alloy and Promtail push as a user that the gateway allows to push',
  why: 'the gateway answers 401, which is not retried: every line is dropped',
  evidence: 'https://grafana.com/docs/loki/latest/operations/authentication/',
  check: ({ manifests }) =>
    [...writers(manifests), ...promtails(manifests)].flatMap((writer) => wrongUser(manifests, writer, 'push')),
};

const readerUser: ManifestsRule = {
  id: 'PATH-USER-2',
  severity: Severity.ERROR,
  title: 'datasources query as a user that the gateway allows to query',
  why: 'the gateway answers 401, and Grafana shows no data',
  evidence: 'https://grafana.com/docs/loki/latest/operations/authentication/',
  check: ({ manifests }) => readers(manifests).flatMap((reader) => wrongUser(manifests, reader, 'query')),
};

const login: ManifestsRule = {
  id: 'PATH-AUTH-1',
  severity: Severity.ERROR,
  title: 'clients send a password if the gateway requires one',
  why: 'the gateway answers 401: nothing arrives, or Grafana shows no data',
  evidence: 'https://github.com/grafana/loki/issues/9164',
  check: ({ manifests }) => clients(manifests).flatMap((one) => missingLogin(manifests, one)),
};

function wrongUser(manifests: Manifests, client: Client, verb: string): Finding[] {
  const { path, value } = client.user;
  const users = requestPathOf(manifests, client)?.location?.users;
  if (client.login !== 'password' || !users || typeof value === 'symbol') return [];
  if (value !== undefined && users.includes(value)) return [];
  const found = `${show(value)} is not a user that the gateway allows to ${verb}: ${users.length > 0 ? `only ${users.join(', ')}` : 'it allows none'}`;
  const fix = users.length > 0 ? `use ${users.join(' or ')}` : 'add a user to the gateway';
  return [{ path, found, fix }];
}

function missingLogin(manifests: Manifests, client: Client): Finding[] {
  const { path } = client.user;
  const location = requestPathOf(manifests, client)?.location;
  if (client.login !== 'none' || !location?.password) return [];
  const user = location.users?.[0] ?? 'a user of the gateway';
  if (client.fixes) return [{ path, found: 'missing, but the gateway requires a password', fix: client.fixes.login }];
  return client.kind === 'writer'
    ? [{ path, found: 'missing, but the gateway requires a password', fix: `add it with ${user} and a password_file` }]
    : [
        {
          path,
          found: 'not true, but the gateway requires a password',
          fix: `use true, with ${user} as basicAuthUser and its password as secureJsonData.basicAuthPassword`,
        },
      ];
}

/** Rules about users of the gateway. */
export const LOGIN_RULES: readonly ManifestsRule[] = [writerUser, readerUser, login];

import { show } from '../../../charts/problems';
import type { Manifests } from '../../manifests/manifests';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { type Client, wayOf } from '../read/path/client';
import { readers } from '../read/path/readers';
import { writers } from '../read/path/writers';

const writerUser: ManifestsRule = {
  id: 'PATH-USER-1',
  severity: Severity.ERROR,
  title: 'Alloy pushes as a user that the gateway lets push',
  why: 'the gateway answers 401, which Alloy takes for an answer: it drops every line',
  evidence: 'https://grafana.com/docs/loki/latest/operations/authentication/',
  check: ({ manifests }) => writers(manifests).flatMap((writer) => wrongUser(manifests, writer, 'push')),
};

const readerUser: ManifestsRule = {
  id: 'PATH-USER-2',
  severity: Severity.ERROR,
  title: 'datasources ask as a user that the gateway lets ask',
  why: 'the gateway answers 401, and Grafana shows no data',
  evidence: 'https://grafana.com/docs/loki/latest/operations/authentication/',
  check: ({ manifests }) => readers(manifests).flatMap((reader) => wrongUser(manifests, reader, 'ask')),
};

const login: ManifestsRule = {
  id: 'PATH-AUTH-1',
  severity: Severity.ERROR,
  title: 'whoever uses a gateway that asks for a password sends one',
  why: 'the gateway answers 401: nothing arrives, or Grafana shows no data',
  evidence: 'https://github.com/grafana/loki/issues/9164',
  check: ({ manifests }) =>
    [...writers(manifests), ...readers(manifests)].flatMap((one) => missingLogin(manifests, one)),
};

function wrongUser(manifests: Manifests, client: Client, verb: string): Finding[] {
  const { path, value } = client.user;
  const users = wayOf(manifests, client)?.location?.users;
  if (client.login !== 'password' || !users || typeof value === 'symbol') return [];
  if (value !== undefined && users.includes(value)) return [];
  const found = `${show(value)} is no user that the gateway lets ${verb}: only ${users.join(', ') || 'nobody'} is`;
  const fix = users.length > 0 ? `use ${users.join(' or ')}` : 'give the gateway a user';
  return [{ path, found, fix }];
}

function missingLogin(manifests: Manifests, client: Client): Finding[] {
  const { path } = client.user;
  const location = wayOf(manifests, client)?.location;
  if (client.login !== 'none' || !location?.password) return [];
  const user = location.users?.[0] ?? 'a user of the gateway';
  return client.kind === 'writer'
    ? [{ path, found: 'missing, and the gateway asks for a password', fix: `add it with ${user} and a password_file` }]
    : [
        {
          path,
          found: 'not true, and the gateway asks for a password',
          fix: `use true, with ${user} as basicAuthUser and its password as secureJsonData.basicAuthPassword`,
        },
      ];
}

/** Rules about users of the gateway. */
export const LOGIN_RULES: readonly ManifestsRule[] = [writerUser, readerUser, login];

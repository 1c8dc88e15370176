import { unknownTenant } from '../../charts/endpoint/tenants';
import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { nearest } from '../../charts/input/nearest';
import { type Problem, show } from '../../charts/input/problems';
import { refuse } from '../../charts/input/props';
import { showAll } from '../../charts/input/show';
import type { Environment } from '../environment/environment';
import { tunnelCommand } from './next-commands';
import { passwordCommand, passwordPlace } from './password-place';

/** Choices of `eks-loki logcli`. */
export interface LogcliChoices {
  /**
   * Tenant to query, or several, such as `apps|audit`.
   *
   * @default - all of a reader with tenants of its own, else the first
   */
  readonly tenant?: string;

  /** User that queries. @default reader */
  readonly user?: string;

  /** Local port of a tunnel of kubectl. @default - the door of `expose`, and without one the gateway's port */
  readonly port?: number;
}

/**
 * Shell commands that set up logcli for an environment: the variables that it reads, and a tunnel where there is no door. The
 * password goes from its place into a variable of the shell, so it appears in no command line and no output.
 *
 * @throws InputError if the user or the tenant does not exist
 */
export function logcliCommands(
  environment: Pick<Environment, 'region' | 'credentials' | 'props'>,
  endpoint: LokiEndpoint,
  { tenant, user = endpoint.reader.username, port }: LogcliChoices = {},
): string[] {
  const readers = endpoint.usersWith('reader');
  const reader = readers.find(({ username }) => username === user);
  const own = reader?.tenants;
  refuse([
    ...(reader
      ? []
      : unknownReader(
          user,
          readers.map(({ username }) => username),
        )),
    ...(tenant === undefined ? [] : tenantProblems(tenant, own, endpoint)),
  ]);
  if (!reader) return [];
  const host = port === undefined ? environment.props.expose?.host : undefined;
  const local = port ?? LokiEndpoint.GATEWAY_PORT;
  const tunnel = [
    tunnelCommand(endpoint, local),
    `curl -s -o /dev/null --retry 9 --retry-connrefused localhost:${local}/healthz`,
  ];
  const variables = {
    LOKI_ADDR: host === undefined ? `http://localhost:${local}` : `https://${host}`,
    LOKI_USERNAME: reader.username,
    LOKI_ORG_ID: tenant ?? (own ?? [endpoint.defaultTenant]).join('|'),
  };
  return [
    ...(host === undefined ? tunnel : []),
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `LOKI_PASSWORD=$(${passwordCommand(passwordPlace(environment, endpoint, reader))})`,
    'export LOKI_PASSWORD',
  ];
}

/** A text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function unknownReader(user: string, names: readonly string[]): Problem[] {
  const meant = nearest(user, names);
  const fix = meant ? `did you mean ${meant}?` : `name one of ${showAll(names)}`;
  return [{ path: '--user', found: `${show(user)} is not a reader`, fix }];
}

/** Problems of a list of tenants. */
function tenantProblems(tenant: string, own: readonly string[] | undefined, endpoint: LokiEndpoint): Problem[] {
  const wanted = tenant.split('|');
  const unknown = wanted.flatMap((one) => unknownTenant('--tenant', one, own ?? endpoint.tenants));
  if (unknown.length > 0 || wanted.length < 2 || own) return unknown;
  const found = `${show(tenant)} names several tenants, and ${endpoint.reader.username} queries one at a time`;
  return [{ path: '--tenant', found, fix: 'name one, or with --user a reader of these tenants (readers)' }];
}

import { type CertificateAuthority, certificateAuthority } from '../../endpoint/authority';
import { type PodsBehind, urlConnection } from '../../endpoint/connection';
import { LokiEndpoint } from '../../endpoint/endpoint';
import { together } from '../../input/combine';
import { NAMESPACE, PLAIN_TEXT, type TextForm } from '../../input/forms';
import { type Problem } from '../../input/problems';
import { fields, number as numberOf, required, text as textOf, type Validator } from '../../input/props';
import { PORT } from '../../kubernetes/bounds';
import { TENANT } from '../../endpoint/tenants';
import { Block } from '../language/syntax';
import { textObject } from '../language/text-object';
import { number, object, text } from '../language/values';
import { tenantStages } from '../stages/routes';
import { withAuthority } from './authority';
import { EXAMPLE_URL, URL_FORM } from './forms';
import { headerSecrets, headerValues, isSameHeader, type SecretKey, secretKey } from './headers';
import { MAX_BACKOFF } from './loki';
import { secretsOf } from './secrets';
import type { EgressConnection, Outlet, OutletContext } from './outlet';
import { parsedUrl } from '../../input/url';

export type { CertificateAuthority } from '../../endpoint/authority';
export type { SecretKey } from './headers';

/** Pods behind the URL of a destination. */
export type DestinationPods = PodsBehind;

/** A Loki elsewhere. */
export interface LokiDestination {
  /** Its URL, with or without the path of the push API, such as `https://loki.example.com`. */
  readonly url: string;

  /** Tenant of all lines there. @default - the tenant that a line has here */
  readonly tenant?: string;

  /** User. @default - no password is sent */
  readonly username?: string;

  /**
   * Password of the user, in a Secret in Alloy's namespace. It is mounted as a file, and read again when it changes.
   *
   * @default - no password is sent
   */
  readonly passwordSecret?: SecretKey;

  /** Authority of the server's certificate. @default - the public ones */
  readonly ca?: CertificateAuthority;

  /**
   * Bearer token, in a Secret in Alloy's namespace, instead of user and password. It is mounted as a file, and read again when it
   * changes.
   *
   * @default - no token is sent
   */
  readonly tokenSecret?: SecretKey;

  /** More HTTP headers. They are plain text in the configuration: none of them may be a password. @default - none */
  readonly headers?: Readonly<Record<string, string>>;

  /**
   * HTTP headers with a secret, such as `{ 'X-Api-Key': { name: 'central-loki', key: 'api-key' } }`: the value is in a Secret in
   * Alloy's namespace, which is mounted as a file, and read again when it changes.
   *
   * @default - none
   */
  readonly headerSecrets?: Readonly<Record<string, SecretKey>>;

  /**
   * Pods behind the URL, for the network policy, if they are in this cluster.
   *
   * @default - the namespace of a host such as loki.logs.svc.cluster.local; for another host any address, on the port
   * of the URL
   */
  readonly pods?: DestinationPods;

  /**
   * Number of times that a batch is sent before it is dropped, and counted in `loki_write_dropped_entries_total`. Until
   * then all destinations wait.
   *
   * @default - until it is taken: nothing is lost while the node keeps the files
   */
  readonly attempts?: number;
}

/** Outlet that sends lines to a Loki elsewhere. */
export function remoteLoki(settings: LokiDestination, context: OutletContext): Outlet {
  const { tenant, attempts = 0, headers = {} } = settings;
  const secrets = secretsOf(settings, context.name, context.label);
  const endpoint = new Block('endpoint')
    .set('url', text(pushUrl(settings.url)))
    .set('tenant_id', text(tenant ?? context.defaultTenant));
  if (Object.keys(headers).length > 0) {
    endpoint.set('headers', textObject(headers));
  }
  if (secrets.headers) endpoint.set('http_headers', secrets.headers);
  endpoint.set('max_backoff_period', text(MAX_BACKOFF)).set('max_backoff_retries', number(attempts));
  if (secrets.login) endpoint.add(secrets.login);
  const write = new Block('loki.write', context.label)
    .set('external_labels', object({ cluster: text(context.clusterName) }))
    .add(withAuthority(endpoint, 'tls_config', settings.ca, secrets.ca));
  return {
    // This tenant replaces the one that a route gave the line.
    stages: tenantStages(tenant),
    blocks: [...secrets.blocks, write],
    receiver: write.exported('receiver'),
    secrets: secrets.mounts,
    env: [],
    connections: [connectionOf(settings)],
  };
}

/** URL of the push API for a base URL. */
export function pushUrl(url: string): string {
  return /\/api\/(v1|prom)\/push$/.test(url) ? url : `${url.replace(/\/+$/, '')}${LokiEndpoint.PUSH_PATH}`;
}

/** True if two URLs lead to the same push API: the Service of a gateway has several names. */
export function isSameLoki(url: string, own: string): boolean {
  const [one, other] = [parsedUrl(pushUrl(url)), parsedUrl(own)];
  if (!one || !other) return false;
  const hostOf = ({ hostname }: URL) => hostname.replace(/\.$/, '');
  const [service = '', namespace = '', svc] = hostOf(other).split('.');
  const names = svc === 'svc' ? [`${service}.${namespace}`, `${service}.${namespace}.svc`] : [];
  const isSameHost = [hostOf(other), ...names].includes(hostOf(one));
  return isSameHost && one.protocol === other.protocol && one.port === other.port && one.pathname === other.pathname;
}

/** Connection to a destination, for network policies. */
const connectionOf = ({ url, pods }: LokiDestination): EgressConnection => urlConnection(url, pods);

/** User of basic authentication, whose name ends at the first colon. */
const USERNAME: TextForm = {
  example: 'writer',
  faultOf: (user) =>
    user.includes(':')
      ? { wrong: 'has a colon, at which the name of a user ends', fix: "write one such as 'writer'" }
      : PLAIN_TEXT.faultOf(user),
};

const EXAMPLE_CA = "{ secret: 'central-loki' }";

const ca = certificateAuthority<CertificateAuthority>(EXAMPLE_CA, {});

const FIELDS = fields<LokiDestination>(`{ url: '${EXAMPLE_URL}' }`, {
  url: required(textOf(URL_FORM), `'${EXAMPLE_URL}'`),
  tenant: textOf({ ...TENANT, example: 'central' }),
  username: textOf(USERNAME),
  passwordSecret: secretKey('password'),
  tokenSecret: secretKey('token'),
  ca,
  headers: headerValues,
  headerSecrets,
  pods: fields<DestinationPods>("{ namespace: 'logs' }", {
    namespace: required(textOf(NAMESPACE), "'logs'"),
    port: numberOf({ ...PORT, example: '8080' }),
  }),
  attempts: numberOf({ example: '5', least: 1, most: 100 }),
});

/** Validator of the settings. */
export const lokiDestination: Validator = together(FIELDS, contradictions);

/** Problems of settings that exclude or need each other. */
function contradictions(path: string, settings: LokiDestination): Problem[] {
  const { url, username, passwordSecret, tokenSecret, headers = {}, ca: authority } = settings;
  const secretHeaders = Object.keys(settings.headerSecrets ?? {});
  const twice = secretHeaders.find((one) => Object.keys(headers).some((other) => isSameHeader(one, other)));
  // The message names what is sent.
  const [sent] = [
    ...(passwordSecret ? ['the password'] : []),
    ...(tokenSecret ? ['the token'] : []),
    ...secretHeaders.map((name) => `the secret in ${name}`),
  ];
  const isPlain = url.startsWith('http:');
  const problems: (Problem | false)[] = [
    username !== undefined &&
      !passwordSecret && {
        path: `${path}.passwordSecret`,
        found: 'missing, and there is a username',
        fix: "write one such as { name: 'central-loki', key: 'password' }",
      },
    passwordSecret !== undefined &&
      username === undefined && {
        path: `${path}.username`,
        found: 'missing, and there is a password',
        fix: "write one such as 'writer'",
      },
    tokenSecret !== undefined &&
      (username !== undefined || passwordSecret !== undefined) && {
        path: `${path}.tokenSecret`,
        found: 'is set together with a password, and both set the header Authorization',
        fix: 'leave it out, or leave out username and passwordSecret',
      },
    twice !== undefined && {
      path: `${path}.headerSecrets`,
      found: `has ${twice}, which headers has, too`,
      fix: 'write it once',
    },
    authority !== undefined &&
      isPlain && { path: `${path}.ca`, found: `is not used by ${url}`, fix: 'use https, or leave it out' },
    // Within the cluster the network policy allows only the pods of one namespace.
    sent !== undefined &&
      isPlain &&
      connectionOf(settings).namespace === undefined && {
        path: `${path}.url`,
        found: `${url} sends ${sent} unencrypted out of the cluster`,
        fix: 'use https, or name the namespace of its pods in pods',
      },
  ];
  return problems.filter((problem) => problem !== false);
}

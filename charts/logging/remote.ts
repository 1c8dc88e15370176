import type { Duration } from 'cdk8s';
import { DEFAULT_NAMESPACES, DEFAULT_QUERY_TIMEOUT } from '../defaults';
import type { CertificateAuthority } from '../endpoint/authority';
import { type PodsBehind, urlConnection } from '../endpoint/connection';
import { credentialsSource, type CredentialsSource, EXAMPLE_SOURCE } from '../endpoint/credentials/source';
import { LokiEndpoint } from '../endpoint/endpoint';
import { IDENTITY_KINDS, type IdentityKind } from '../endpoint/identity';
import { gatewayAuthority, gatewayPods } from '../endpoint/outside';
import { tenantList } from '../endpoint/tenants';
import { gatewayUser, USER_FORM } from '../endpoint/user';
import { once, together } from '../input/combine';
import { DNS_DOMAIN, NAMESPACE, OBJECT_NAME, textForm, type TextForm } from '../input/forms';
import type { Fault, Problem } from '../input/problems';
import { boolean, fields, made, oneOf, required, text, texts } from '../input/props';
import { podLabels } from '../kubernetes/validate';
import { queryTimeoutFault } from '../loki/quantities';
import { parsedUrl } from '../input/url';

/** A Loki elsewhere that gets all lines, and what its collectors need of this cluster. */
export interface RemoteLokiProps {
  /** Base URL of its gateway, without a path and a trailing slash, such as `https://loki.example.com`. */
  readonly url: string;

  /** Tenants of lines, which the gateway accepts. The first gets all lines without a route. */
  readonly tenants: string[];

  /** Source of the passwords. */
  readonly credentials: CredentialsSource;

  /** User that pushes. @default writer */
  readonly writer?: string;

  /** User with which the canary reads. @default reader */
  readonly reader?: string;

  /**
   * Authority of the gateway's certificate. A Secret is in the namespace of Alloy, and in that of the canary.
   *
   * @default - the public ones
   */
  readonly ca?: CertificateAuthority;

  /** Pods behind the URL, for network policies, if they are in this cluster. @default - from the URL */
  readonly pods?: PodsBehind;

  /** Timeout of a query there. @default Duration.minutes(5) */
  readonly queryTimeout?: Duration;

  /** Way in which AWS knows collectors that have a role. @default IdentityKind.IRSA */
  readonly identityKind?: IdentityKind;

  /** StorageClass of the volumes of collectors. @default - the default class of the cluster */
  readonly storageClassName?: string;

  /** If true, NetworkPolicies deny all traffic of our pods that they do not name. @default true */
  readonly networkPolicies?: boolean;

  /** Namespaces whose pods scrape metrics. @default - none */
  readonly metricsNamespaces?: string[];

  /** Labels of the pods there that scrape metrics. @default - those of well-known programs */
  readonly metricsPods?: Readonly<Record<string, string>>;
}

const EXAMPLE_URL = 'https://loki.example.com';

/** Scheme, host and port, of characters that Go and nginx take in each. */
const BASE_URL = textForm(
  EXAMPLE_URL,
  /^https?:\/\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(:\d{1,5})?$/,
  'is not the URL of a gateway',
  `write scheme, host and port alone, in lower case, such as '${EXAMPLE_URL}'`,
);

/** Form of the URL of a gateway elsewhere. */
export const REMOTE_URL: TextForm = {
  example: EXAMPLE_URL,
  faultOf: (url): Fault | undefined => {
    if (/^https?:\/\/[^/]*@/.test(url)) {
      return { wrong: 'has a password in it', fix: 'leave it out: credentials have the passwords' };
    }
    const fault = BASE_URL.faultOf(url);
    if (fault) return fault;
    const parsed = parsedUrl(url);
    if (!parsed) return { wrong: 'is not the URL of a gateway', fix: `write one such as '${EXAMPLE_URL}'` };
    const { hostname, port } = parsed;
    if (port === '0') return { wrong: 'has a port that does not exist', fix: 'use one from 1 to 65535' };
    return hostname.startsWith('[') || !DNS_DOMAIN.faultOf(hostname)
      ? undefined
      : { wrong: 'has a host that is not a name in DNS', fix: `write one such as '${EXAMPLE_URL}'` };
  },
};

/** Problems of a URL, an authority and pods that do not go together. */
export function remoteConflicts(
  path: string,
  { url, ca, pods }: Pick<RemoteLokiProps, 'url' | 'ca' | 'pods'>,
): Problem[] {
  if (!url.startsWith('http:')) return [];
  const isOutside = urlConnection(url, pods).namespace === undefined;
  return [
    ...(ca === undefined
      ? []
      : [{ path: `${path}.ca`, found: `is not used by ${url}`, fix: 'use https, or leave it out' }]),
    // Within the cluster the network policy keeps the way to the pods of one namespace.
    ...(isOutside
      ? [{ path: `${path}.url`, found: `${url} sends the password unencrypted out of the cluster`, fix: 'use https' }]
      : []),
  ];
}

/** Validator of a Loki elsewhere. */
export const remoteLoki = together<RemoteLokiProps>(
  fields<RemoteLokiProps>(`{ url: '${EXAMPLE_URL}', tenants, credentials }`, {
    url: required(text(REMOTE_URL), `'${EXAMPLE_URL}'`),
    tenants: tenantList,
    credentials: required(credentialsSource, EXAMPLE_SOURCE),
    writer: text(USER_FORM),
    reader: text(USER_FORM),
    ca: gatewayAuthority,
    pods: gatewayPods,
    queryTimeout: made<Duration>(
      'a Duration',
      'Duration.minutes(5)',
      (duration) => typeof duration.toSeconds === 'function',
      queryTimeoutFault,
    ),
    identityKind: oneOf(IDENTITY_KINDS),
    storageClassName: text(OBJECT_NAME),
    networkPolicies: boolean,
    metricsNamespaces: once(texts(NAMESPACE)),
    metricsPods: podLabels,
  }),
  remoteConflicts,
);

/** Endpoint of a Loki elsewhere. */
export function remoteEndpoint(props: RemoteLokiProps): LokiEndpoint {
  const { url, tenants, credentials, writer = 'writer', reader = 'reader', ca, pods } = props;
  return new LokiEndpoint({
    url,
    tenants,
    credentials,
    queryTimeoutSeconds: (props.queryTimeout ?? DEFAULT_QUERY_TIMEOUT).toSeconds(),
    namespace: DEFAULT_NAMESPACES.loki,
    writer: gatewayUser(writer, 'writer'),
    reader: gatewayUser(reader, 'reader'),
    outside: { ca, pods },
  });
}

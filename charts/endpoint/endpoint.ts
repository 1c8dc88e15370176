import { GATEWAY_URL, NAMESPACE } from '../input/forms';
import { tenantList } from './tenants';
import { list, made, number, type PropValidators, refuseInvalid, required, text } from '../input/props';
import {
  type CredentialsClient,
  credentialsSource,
  type CredentialsSource,
  EXAMPLE_SOURCE,
} from './credentials/source';
import { type OutsideGateway, outsideGateway } from './outside';
import { QUERY_TIMEOUT_MARGIN_SECONDS } from './timeouts';
import { type GatewayRole, type GatewayUser, gatewayUser } from './user';

export type { OutsideGateway } from './outside';
export { QUERY_TIMEOUT_MARGIN_SECONDS } from './timeouts';
export type { GatewayRole, GatewayUser, GatewayUserName, ReaderDatasource } from './user';

/** Properties of a `LokiEndpoint`. */
export interface LokiEndpointProps {
  /** Base URL of the gateway, without a path and a trailing slash. */
  readonly url: string;

  /** Tenants that the gateway accepts. The first gets all logs that no route sends elsewhere. */
  readonly tenants: string[];

  /** Source of the passwords. */
  readonly credentials: CredentialsSource;

  /** Loki's timeout of a query in seconds. The datasources wait exactly as long, the gateway longer. */
  readonly queryTimeoutSeconds: number;

  /** Namespace of the gateway, in its cluster. */
  readonly namespace: string;

  /** Users besides those of Alloy and Grafana. @default - none */
  readonly users?: readonly GatewayUser[];

  /** User with which Alloy pushes. @default - `writer`, who may push to every tenant */
  readonly writer?: GatewayUser;

  /** User with which Grafana and the canary query. @default - `reader`, who sees every tenant */
  readonly reader?: GatewayUser;

  /** Connection to a gateway outside the cluster. @default - the gateway is in the cluster */
  readonly outside?: OutsideGateway;
}

const USER_EXAMPLE = "{ username: 'shop', passwordKey: 'shop-password', role: 'reader', tenants: ['apps'] }";

const user = made<GatewayUser>('a user', USER_EXAMPLE, ({ username, passwordKey, role }) =>
  [username, passwordKey, role].every((each) => typeof each === 'string'),
);

const PROPS: PropValidators<LokiEndpointProps> = {
  url: required(text(GATEWAY_URL), `'${GATEWAY_URL.example}'`),
  tenants: tenantList,
  credentials: required(credentialsSource, EXAMPLE_SOURCE),
  queryTimeoutSeconds: required(number({ example: '300', least: 1 }), '300'),
  namespace: required(text(NAMESPACE), `'${NAMESPACE.example}'`),
  users: list(user, USER_EXAMPLE),
  writer: user,
  reader: user,
  outside: outsideGateway,
};

/**
 * Endpoint of a Loki: URL, tenants, users and timeout.
 *
 * `LokiChart` creates it. Alloy, the datasources and all other clients reach Loki through it, so writers and readers
 * cannot disagree on URL, tenant or password.
 */
export class LokiEndpoint {
  /** HTTP header with the tenant. */
  public static readonly TENANT_HEADER = 'X-Scope-OrgID';

  /** Path of Loki's push API (https://grafana.com/docs/loki/latest/reference/loki-http-api/). */
  public static readonly PUSH_PATH = '/loki/api/v1/push';

  /** Maximum body of a push in MiB that the gateway accepts. Alloy's batches have 1 MiB; OTLP clients send more. */
  public static readonly MAX_PUSH_MIB = 16;

  /** Folder of the mounted passwords, in every pod that needs them. */
  public static readonly CREDENTIALS_PATH = '/etc/loki/credentials';

  /**
   * Port of the gateway's pods and of its Service. It is above 1023, since the container is not root, and the same for
   * both, which network policies of the Amazon VPC CNI require
   * (https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, considerations).
   */
  public static readonly GATEWAY_PORT = 8080;

  /** Labels of the gateway's pods, to which a client's NetworkPolicy allows traffic. */
  public static readonly GATEWAY_LABELS: Record<string, string> = {
    'app.kubernetes.io/name': 'loki',
    'app.kubernetes.io/component': 'gateway',
  };

  /** Base URL of the gateway, for Grafana datasources. */
  public readonly url: string;

  /** Tenants that the gateway accepts. */
  public readonly tenants: string[];

  /** Source of the passwords. */
  public readonly credentials: CredentialsSource;

  /** Loki's timeout of a query in seconds. */
  public readonly queryTimeoutSeconds: number;

  /** Namespace of the gateway. */
  public readonly namespace: string;

  /** User that may only push: Alloy. */
  public readonly writer: GatewayUser;

  /** User that may only query: Grafana. */
  public readonly reader: GatewayUser;

  /** Users besides these two: readers and writers of some tenants, and the user of delete requests. */
  public readonly users: readonly GatewayUser[];

  /** Connection to a gateway outside the cluster; undefined if it is in the cluster. */
  public readonly outside?: OutsideGateway;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(props: LokiEndpointProps) {
    refuseInvalid('LokiEndpoint', props, PROPS);
    this.url = props.url;
    this.tenants = props.tenants;
    this.credentials = props.credentials;
    this.queryTimeoutSeconds = props.queryTimeoutSeconds;
    this.namespace = props.namespace;
    this.users = props.users ?? [];
    this.writer = props.writer ?? gatewayUser('writer', 'writer');
    this.reader = props.reader ?? gatewayUser('reader', 'reader');
    this.outside = props.outside;
  }

  /** Every user of the gateway. */
  public get allUsers(): readonly GatewayUser[] {
    return [this.writer, this.reader, ...this.users];
  }

  /** Users of a role. */
  public usersWith(role: GatewayRole): readonly GatewayUser[] {
    return this.allUsers.filter((user) => user.role === role);
  }

  /** Gateway as a client of the passwords: it gets those of all users. */
  public get gatewayClient(): CredentialsClient {
    const users = this.allUsers;
    return { name: 'gateway', namespace: this.namespace, users, acceptsBothPasswords: true, isRoot: false };
  }

  /**
   * Alloy in a namespace, as a client of the writer's password: the DaemonSet, or another workload with a service
   * account of its own.
   */
  public alloyClient(
    namespace: string,
    workload: Partial<Pick<CredentialsClient, 'serviceAccountName' | 'isRoot'>> = {},
  ): CredentialsClient {
    return { name: 'alloy', namespace, users: [this.writer], acceptsBothPasswords: false, isRoot: true, ...workload };
  }

  /** Names of the readers besides `reader` for which Grafana has a datasource. */
  public get grafanaReaders(): string[] {
    return this.users.filter(({ datasource }) => datasource).map(({ username }) => username);
  }

  /** Grafana in a namespace, as a client of the passwords of `reader` and of other readers with a datasource. */
  public grafanaClient(namespace: string): CredentialsClient {
    const users = [this.reader, ...this.users.filter(({ datasource }) => datasource)];
    return { name: 'grafana', namespace, users, acceptsBothPasswords: false, isRoot: false };
  }

  /** Canary in a namespace, as a client of the reader's password. */
  public canaryClient(namespace: string): CredentialsClient {
    return { name: 'canary', namespace, users: [this.reader], acceptsBothPasswords: false, isRoot: false };
  }

  /** Seconds until the answer to the longest query arrives, or Loki's message that it took too long. */
  public get longestQuerySeconds(): number {
    return this.queryTimeoutSeconds + QUERY_TIMEOUT_MARGIN_SECONDS;
  }

  /** URL of the push API. */
  public get pushUrl(): string {
    return `${this.url}${LokiEndpoint.PUSH_PATH}`;
  }

  /** Tenant of all logs that no route sends elsewhere: the first of `tenants`. */
  public get defaultTenant(): string {
    return this.tenants[0] as string;
  }

  /** Path of the file with a user's password. */
  public passwordFile(user: GatewayUser): string {
    return `${LokiEndpoint.CREDENTIALS_PATH}/${user.passwordKey}`;
  }
}

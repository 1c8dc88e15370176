import type { CredentialsClient, CredentialsSource } from './credentials/source';
import type { GatewayUser } from './user';

export type { GatewayUser, GatewayUserName } from './user';

/**
 * Seconds that everyone on the way of a query waits longer than Loki lets it run, so that Loki's own answer that it
 * took too long arrives, and not somebody else's broken connection.
 */
export const QUERY_TIMEOUT_MARGIN_SECONDS = 30;

/** What a `LokiEndpoint` is made of. */
export interface LokiEndpointProps {
  /** Base URL of the gateway inside the cluster, without a path and without a trailing slash. */
  readonly url: string;

  /** Tenants the gateway lets through. The first gets whatever is not routed elsewhere. */
  readonly tenants: string[];

  /** Where the passwords are kept. */
  readonly credentials: CredentialsSource;

  /** How long Loki lets a query run, in seconds. The datasources wait exactly as long, the gateway longer. */
  readonly queryTimeoutSeconds: number;

  /** Namespace the gateway runs in. */
  readonly namespace: string;
}

/**
 * How to reach a Loki: URL, tenants, users, timeout.
 *
 * `LokiChart` makes it, and it is the only way for Alloy, the datasources and everything else to reach Loki, so a
 * writer and a reader cannot disagree on URL, tenant or password.
 */
export class LokiEndpoint {
  /** The HTTP header that names the tenant. */
  public static readonly TENANT_HEADER = 'X-Scope-OrgID';

  /** The path Loki takes log lines at (https://grafana.com/docs/loki/latest/reference/loki-http-api/). */
  public static readonly PUSH_PATH = '/loki/api/v1/push';

  /** Folder the passwords are mounted at, in every pod that needs them. */
  public static readonly CREDENTIALS_PATH = '/etc/loki/credentials';

  /**
   * Port of the gateway's pods and of its Service. Not below 1024, since the container is not root, and the same for
   * both: the network policies of the Amazon VPC CNI ask for that
   * (https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, considerations).
   */
  public static readonly GATEWAY_PORT = 8080;

  /** Labels of the gateway's pods: what a NetworkPolicy of a client lets traffic out to. */
  public static readonly GATEWAY_LABELS: Record<string, string> = {
    'app.kubernetes.io/name': 'loki',
    'app.kubernetes.io/component': 'gateway',
  };

  /** Base URL of the gateway: what a Grafana datasource takes. */
  public readonly url: string;

  /** Tenants the gateway lets through. */
  public readonly tenants: string[];

  /** Where the passwords are kept. */
  public readonly credentials: CredentialsSource;

  /** How long Loki lets a query run, in seconds. */
  public readonly queryTimeoutSeconds: number;

  /** Namespace the gateway runs in. */
  public readonly namespace: string;

  /** The user that may push and nothing else: Alloy. */
  public readonly writer: GatewayUser = { username: 'writer', passwordKey: 'writer-password' };

  /** The user that may query and nothing else: Grafana. */
  public readonly reader: GatewayUser = { username: 'reader', passwordKey: 'reader-password' };

  constructor(props: LokiEndpointProps) {
    this.url = props.url;
    this.tenants = props.tenants;
    this.credentials = props.credentials;
    this.queryTimeoutSeconds = props.queryTimeoutSeconds;
    this.namespace = props.namespace;
  }

  /** The gateway itself, which knows both users' passwords. */
  public get gatewayClient(): CredentialsClient {
    const users = [this.writer, this.reader];
    return { name: 'gateway', namespace: this.namespace, users, takesOthers: true, isRoot: false };
  }

  /** Alloy in a namespace: the DaemonSet, or another workload with a service account of its own. */
  public alloyClient(
    namespace: string,
    workload: Partial<Pick<CredentialsClient, 'serviceAccountName' | 'isRoot'>> = {},
  ): CredentialsClient {
    return { name: 'alloy', namespace, users: [this.writer], takesOthers: false, isRoot: true, ...workload };
  }

  /** A Grafana in a namespace. */
  public grafanaClient(namespace: string): CredentialsClient {
    return { name: 'grafana', namespace, users: [this.reader], takesOthers: false, isRoot: false };
  }

  /** The URL writers push to. */
  public get pushUrl(): string {
    return `${this.url}${LokiEndpoint.PUSH_PATH}`;
  }

  /** The tenant of everything that is not routed elsewhere: the first of `tenants`. */
  public get defaultTenant(): string {
    return this.tenants[0] as string;
  }

  /** The file a user's password is mounted as. */
  public passwordFile(user: GatewayUser): string {
    return `${LokiEndpoint.CREDENTIALS_PATH}/${user.passwordKey}`;
  }
}

import type { PodsBehind } from '../../endpoint/connection';
import type { DoorProps, ExposureProps } from '../../endpoint/exposure/props';

/** Name of Grafana's objects, and of its workload. */
export const GRAFANA = 'grafana';

/** Secret of yours that a pod gets as a file. */
export interface SecretReference {
  /**
   * Name of the secret in AWS Secrets Manager or, with credentials from `kubernetes-secret`, of a Secret in Grafana's
   * namespace.
   */
  readonly secret: string;

  /** Field of its JSON, or key of the Kubernetes Secret. @default password */
  readonly field?: string;
}

/** Groups of people by the role that they get in Grafana. The first role that matches counts. */
export interface GrafanaRoles {
  /** Groups whose members may change everything. @default - none */
  readonly admin?: readonly string[];

  /** Groups whose members may query in Explore and edit dashboards. @default - none */
  readonly editor?: readonly string[];

  /** Groups whose members may see dashboards; `['*']` for everyone who can log in. @default - none */
  readonly viewer?: readonly string[];
}

/** Login by OpenID Connect. */
export interface GrafanaLoginProps {
  /** Id of the client that your identity provider has for Grafana. */
  readonly clientId: string;

  /** Secret of that client. */
  readonly clientSecret: SecretReference;

  /** Address of the provider for browsers, its `authorization_endpoint`. */
  readonly authUrl: string;

  /** Address of the provider for tokens, its `token_endpoint`. */
  readonly tokenUrl: string;

  /** Address of the provider for a person's claims, its `userinfo_endpoint`. */
  readonly userUrl: string;

  /**
   * Pods behind `tokenUrl` and `userUrl`, for the network policy, if they are in this cluster.
   *
   * @default - from the URLs
   */
  readonly pods?: PodsBehind;

  /** Scopes that Grafana asks for. @default - openid, profile and email */
  readonly scopes?: readonly string[];

  /** Claim with the groups of a person, such as `cognito:groups`. @default groups */
  readonly groupsClaim?: string;

  /** Groups by role. A person in none of them cannot log in. @default - everyone who can log in is a viewer */
  readonly roles?: GrafanaRoles;

  /** Name of the provider on the login page. @default - the name of the protocol, OpenID Connect */
  readonly name?: string;

  /** If true, the login page also takes the name and password of `admin`. @default false */
  readonly passwordForm?: boolean;
}

/** Volume of Grafana. */
export interface GrafanaStorageProps {
  /** Size of the volume in GiB. @default 10 */
  readonly size?: number;

  /** StorageClass of the volume. @default - that of Loki's volumes */
  readonly storageClass?: string;
}

/** Existing database for Grafana, which several pods can share. */
export interface GrafanaDatabaseProps {
  /** Kind of database. */
  readonly type: 'postgres' | 'mysql';

  /** Its host and port, such as `db.example.com:5432`. */
  readonly host: string;

  /** Password of its user. */
  readonly password: SecretReference;

  /** Name of the database. @default grafana */
  readonly name?: string;

  /** Its user. @default grafana */
  readonly user?: string;

  /** If false, the connection is not encrypted. @default true */
  readonly tls?: boolean;

  /** Pods of the database, for the network policy, if they are in this cluster. @default - from the host */
  readonly pods?: PodsBehind;
}

/** A Grafana that is deployed with the rest. */
export interface GrafanaDeployProps {
  /**
   * Door for browsers: a load balancer or a route of its own, with TLS, as `expose` makes one for Loki.
   *
   * ### Cost
   * See docs/cost.md, "A load balancer".
   *
   * @default - it is reached with `kubectl port-forward`
   */
  readonly expose?: DoorProps;

  /** Login by OpenID Connect. @default - the user `admin` with a password that is generated */
  readonly login?: GrafanaLoginProps;

  /**
   * Volume for dashboards and settings that people make in Grafana; true for one of 10 GiB. It stays when Grafana is
   * removed.
   *
   * @default - no volume: everything that is not in the manifests is lost with the pod
   */
  readonly storage?: boolean | GrafanaStorageProps;

  /** Database for dashboards and settings that people make in Grafana. Not with `storage`. @default - none */
  readonly database?: GrafanaDatabaseProps;

  /** Number of pods. More than one needs `database`, in which they share logins. @default 1 */
  readonly replicas?: number;

  /**
   * ConfigMaps of yours in Grafana's namespace whose keys are dashboards, `<name>.json`, by the folder that shows them.
   *
   * @default - none
   */
  readonly dashboardConfigMaps?: Readonly<Record<string, readonly string[]>>;
}

/** Settings of a Grafana that is deployed, including those of its cluster. */
export interface GrafanaDeploySettings extends Omit<GrafanaDeployProps, 'expose'> {
  /** Door for browsers. @default - it is reached with `kubectl port-forward` */
  readonly expose?: Omit<ExposureProps, 'privateLink' | 'targetGroupName'>;

  /**
   * ARN of the role with which Grafana queries a workspace of Amazon Managed Service for Prometheus, unless its
   * passwords are read with a role already.
   *
   * @default - none
   */
  readonly queryRoleArn?: string;
}

/** Settings of a Grafana that is deployed; undefined if there is none. */
export const deployOf = <T extends GrafanaDeployProps | GrafanaDeploySettings>(
  field: boolean | T | undefined,
): T | undefined => (field === true ? ({} as T) : field || undefined);

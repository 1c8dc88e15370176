import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { StoredCredentialsProps } from '../../charts/endpoint/credentials/stored';
import { InputError } from '../../charts/input/problems';
import { regionFault } from '../../charts/endpoint/object-store';
import { IDENTITY_EXAMPLE } from '../../charts/endpoint/validate';
import { clusterName } from '../environment/schema/cluster';
import { checked, list, map, objectOf, string } from '../environment/schema/fields';
import { cluster, identity } from '../environment/constructs/objects';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import { IrsaRole } from './irsa-role';
import type { ILogCredentials } from './log-credentials';
import type { IOidcTrust } from './oidc-trust';
import { secretName, trust } from './schemas';
import { SecretsDriver } from './secrets-driver';

/** Properties of a `CredentialsAccess`. */
export interface CredentialsAccessProps {
  /** Secrets with the passwords. */
  readonly credentials: ILogCredentials;

  /** Names of the secrets, and the identities that read them. */
  readonly stored: StoredCredentialsProps;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /**
   * Every collector of Alloy whose pods read the writer's password with Alloy's role.
   *
   * @default - the DaemonSet alone
   */
  readonly alloyIdentities?: readonly WorkloadIdentity[];

  /** Names of the readers beside `reader` that Grafana has a datasource of. @default - none */
  readonly grafanaReaders?: readonly string[];

  /** Names of other secrets that a Grafana that is deployed reads. @default - none */
  readonly grafanaSecretNames?: readonly string[];

  /** Name of the cluster. @default - required by identities of EKS Pod Identity */
  readonly clusterName?: string;

  /** Cluster to install the Secrets Store CSI driver on. @default - it is not installed */
  readonly driverCluster?: eks.ICluster;
}

const credentials = objectOfCdk<ILogCredentials>(
  'credentials',
  "new LogCredentials(this, 'Credentials', { … })",
  'grantRead',
  'node',
);

const PROPS: PropSchemas<CredentialsAccessProps> = {
  credentials,
  stored: objectOf<StoredCredentialsProps>(
    'stored credentials',
    '{ region, writerSecretName, readerSecretName, gateway, alloy, grafana }',
  )({
    region: checked('us-east-1', regionFault),
    writerSecretName: secretName,
    readerSecretName: secretName,
    userSecretNames: map(secretName, "shop: 'loki/prod/shop/password'").optional(),
    gateway: identity,
    alloy: identity,
    grafana: identity,
    canary: identity.optional(),
  }),
  trust,
  alloyIdentities: list(identity, IDENTITY_EXAMPLE).optional(),
  grafanaReaders: list(string('shop')).optional(),
  grafanaSecretNames: list(secretName, "'loki/prod/grafana/admin'").optional(),
  clusterName: clusterName.optional(),
  driverCluster: cluster.optional(),
};

/**
 * Access of pods to the passwords in Secrets Manager: a role for each client, which may read the client's passwords and
 * no others, and the driver that mounts them.
 */
export class CredentialsAccess extends Construct {
  /** Role that reads all passwords, for the gateway. */
  public readonly gatewayRole: IrsaRole;

  /** Role that reads the writer's password, for Alloy. */
  public readonly alloyRole: IrsaRole;

  /** Role that reads the reader's password, and those of readers with a datasource, for Grafana. */
  public readonly grafanaRole: IrsaRole;

  /** Role that reads the reader's password for the canary, if there is one. */
  public readonly canaryRole?: IrsaRole;

  /** Secrets Store CSI driver, if it is installed. */
  public readonly driver?: SecretsDriver;

  private readonly credentials: ILogCredentials;
  private readonly grants: readonly iam.Grant[];

  /** @throws InputError if a property is invalid, or an identity has no role that this stack can create, with all problems */
  constructor(scope: Construct, id: string, props: CredentialsAccessProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    const { stored } = props;
    const common = { trust: props.trust, clusterName: props.clusterName };
    this.credentials = props.credentials;
    this.gatewayRole = new IrsaRole(this, 'GatewayRole', { ...common, identity: stored.gateway });
    this.alloyRole = new IrsaRole(this, 'AlloyRole', {
      ...common,
      identity: stored.alloy,
      otherIdentities: props.alloyIdentities?.filter(({ subject }) => subject !== stored.alloy.subject),
    });
    this.grafanaRole = new IrsaRole(this, 'GrafanaRole', { ...common, identity: stored.grafana });
    this.canaryRole = stored.canary && new IrsaRole(this, 'CanaryRole', { ...common, identity: stored.canary });
    this.grants = [
      this.credentials.grantRead(this.gatewayRole, 'writer', 'reader', ...Object.keys(stored.userSecretNames ?? {})),
      this.credentials.grantRead(this.alloyRole, 'writer'),
      this.credentials.grantRead(this.grafanaRole, 'reader', ...(props.grafanaReaders ?? [])),
      ...(this.canaryRole ? [this.credentials.grantRead(this.canaryRole, 'reader')] : []),
      ...this.grantGrafana(props.grafanaSecretNames ?? []),
    ];
    if (props.driverCluster) this.driver = new SecretsDriver(this, 'Driver', { cluster: props.driverCluster });
  }

  /** @throws InputError if the secrets are of a class that grants access to those of users only */
  private grantGrafana(secretNames: readonly string[]): iam.Grant[] {
    if (secretNames.length === 0) return [];
    const grant = this.credentials.grantReadSecrets?.(this.grafanaRole, ...secretNames);
    if (grant) return [grant];
    const found = 'has no function grantReadSecrets, and Grafana reads more secrets than those of users';
    throw new InputError([{ path: `${this.node.path}.credentials`, found, fix: 'use LogCredentials, or add it' }]);
  }

  /** Orders the secrets, the roles' permissions and the driver before a construct that has pods. */
  public applyBefore(construct: Construct): void {
    construct.node.addDependency(this.credentials);
    for (const grant of this.grants) grant.applyBefore(construct);
    const roles = [this.gatewayRole, this.alloyRole, this.grafanaRole, ...(this.canaryRole ? [this.canaryRole] : [])];
    for (const role of roles) role.applyBefore(construct);
    if (this.driver) construct.node.addDependency(this.driver);
  }
}

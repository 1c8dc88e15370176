import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { KAFKA_DEFAULTS } from '../../../charts/alloy/kafka/props';
import { topicOf } from '../../../charts/alloy/kafka/topics';
import { InputError } from '../../../charts/input/problems';
import type { LoggingCharts } from '../../../charts/logging/charts';
import type { CredentialsAccess } from '../../identity/credentials-access';
import { IrsaRole } from '../../identity/irsa-role';
import type { IOidcTrust } from '../../identity/oidc-trust';
import { clusterName } from '../../environment/schema/cluster';
import { trust } from '../../identity/schemas';
import { charts } from '../../environment/constructs/objects';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../../environment/constructs/validate';
import { grantConsume, grantProduce, listedOrPattern } from './permissions';

/** Properties of a `KafkaAccess`. */
export interface KafkaAccessProps {
  /** Charts whose collectors use Kafka. */
  readonly charts: LoggingCharts;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Name of the cluster. @default - required by identities of EKS Pod Identity */
  readonly clusterName?: string;

  /** Access to the passwords, if Alloy's role reads them: a service account has one role. @default - none */
  readonly credentialsAccess?: CredentialsAccess;
}

const PROPS: PropSchemas<KafkaAccessProps> = {
  charts,
  trust,
  clusterName: clusterName.optional(),
  credentialsAccess: objectOfCdk<CredentialsAccess>(
    'access to the passwords',
    "new CredentialsAccess(this, 'Access', { … })",
    'alloyRole',
    'node',
  ).optional(),
};

/** Fault of charts that need no access. */
const NO_IAM = {
  found: 'their collectors do not use IAM for Kafka',
  fix: 'give them alloyPipeline: { kafka: { brokers, iam: { clusterArn } } }, or use KafkaAccess.of(…)',
};

/**
 * Access of the collectors to a Kafka that is Amazon MSK: their role may write and read the topics of their tenants as
 * their group, and nothing else.
 */
export class KafkaAccess extends Construct {
  /** Access for charts that use IAM for Kafka; undefined for others. */
  public static of(scope: Construct, id: string, props: KafkaAccessProps): KafkaAccess | undefined {
    return props.charts.alloy.kafka?.iam ? new KafkaAccess(scope, id, props) : undefined;
  }

  /** Role of the collectors. */
  public readonly role: IrsaRole;

  private readonly grants: readonly iam.Grant[];

  /** @throws InputError if a property is invalid, the charts use no IAM for Kafka, or this stack cannot create the role */
  constructor(scope: Construct, id: string, props: KafkaAccessProps) {
    super(scope, id);
    refuse(this.node.path, propProblems(props, PROPS));
    const { alloy, endpoint } = props.charts;
    const { kafka, kafkaIdentities, podIdentities } = alloy;
    const { credentialsAccess } = props;
    const [identity, ...otherIdentities] = kafkaIdentities;
    if (!kafka?.iam || !identity) throw new InputError([{ path: `${this.node.path}.charts`, ...NO_IAM }]);
    this.role =
      podIdentities.length > 0 && credentialsAccess
        ? credentialsAccess.alloyRole
        : new IrsaRole(this, 'Role', { trust: props.trust, clusterName: props.clusterName, identity, otherIdentities });
    const topics = listedOrPattern(
      { clusterArn: kafka.iam.clusterArn, topics: endpoint.tenants.map((tenant) => topicOf(kafka, tenant)) },
      topicOf(kafka, '*'),
    );
    const { group = KAFKA_DEFAULTS.group } = kafka;
    this.grants = [grantProduce(topics, this.role), grantConsume({ ...topics, group }, this.role)];
  }

  /** Orders the permissions before a construct that has pods. */
  public applyBefore(construct: Construct): void {
    for (const grant of this.grants) grant.applyBefore(construct);
    this.role.applyBefore(construct);
  }
}

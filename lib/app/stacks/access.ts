import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { EndpointService } from '../../cluster/endpoint-service';
import type { Environment } from '../../environment/environment';
import { CredentialsAccess } from '../../identity/credentials-access';
import { GrafanaAccess } from '../../identity/grafana-access';
import type { ILogCredentials } from '../../identity/log-credentials';
import { MetricsAccess } from '../../identity/metrics-access';
import type { IOidcTrust } from '../../identity/oidc-trust';
import { SharedCredentialsAccess } from '../../identity/shared-credentials-access';
import { KafkaAccess } from '../../storage/kafka/kafka-access';

/** Pods, and the trust in their service accounts. */
interface AccessProps {
  /** The environment. */
  readonly environment: Environment;

  /** Its charts. */
  readonly charts: LoggingCharts;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** The cluster. */
  readonly cluster: eks.ICluster;
}

/** A construct that pods depend on. */
interface Prerequisite {
  applyBefore(construct: Construct): void;
}

/**
 * Access of pods to passwords in Secrets Manager, of the environment or of a Loki elsewhere; undefined for passwords in
 * other places.
 */
export function passwordAccess(
  scope: Construct,
  { environment, charts, trust, cluster, ...props }: AccessProps & { readonly credentials?: ILogCredentials },
): CredentialsAccess | SharedCredentialsAccess | undefined {
  const { stored, shared, installsDriver } = environment.credentials;
  const access = {
    trust,
    clusterName: cluster.clusterName,
    alloyIdentities: charts.alloy.podIdentities,
    driverCluster: installsDriver ? cluster : undefined,
  };
  if (stored && props.credentials) {
    return new CredentialsAccess(scope, 'Credentials', {
      ...access,
      credentials: props.credentials,
      stored,
      grafanaReaders: charts.endpoint.grafanaReaders,
      grafanaSecretNames: charts.grafana.secretNames,
    });
  }
  return shared && new SharedCredentialsAccess(scope, 'Credentials', { ...access, shared });
}

/** Access of pods to other AWS resources: Kafka, workspaces of metrics, and the door behind AWS PrivateLink. */
export function otherAccess(
  scope: Construct,
  { charts, trust, cluster, ...props }: AccessProps & { readonly credentialsAccess?: CredentialsAccess },
): Prerequisite[] {
  const { credentialsAccess } = props;
  const access = { charts, trust, clusterName: cluster.clusterName };
  return [
    KafkaAccess.of(scope, 'Kafka', { ...access, credentialsAccess }),
    EndpointService.of(scope, 'Door', { charts, cluster }),
    MetricsAccess.of(scope, 'Metrics', access),
    GrafanaAccess.of(scope, 'Grafana', { ...access, credentialsAccess }),
  ].filter((each) => each !== undefined);
}

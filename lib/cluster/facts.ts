import { Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct, IDependable } from 'constructs';
import { ebsProvisioner } from '../../charts/kubernetes/storage-class';
import { ExistingLoggingCluster } from './existing-cluster';
import { type ILoggingCluster, LoggingCluster } from './logging-cluster';
import { type IOidcTrust, OidcTrust } from '../identity/oidc-trust';

/**
 * Refuses a cluster nothing can be delivered to.
 *
 * @throws where it is of the older aws-eks, or has no kubectl provider
 */
export function assertDeliverable(path: string, cluster: eks.ICluster): void {
  if (isOfOldLibrary(cluster)) {
    throw new Error(
      `${path}: the cluster is of aws-cdk-lib/aws-eks, and manifests are delivered by aws-cdk-lib/aws-eks-v2; import ` +
        "it: new ExistingLoggingCluster(this, 'LoggingCluster', { clusterName: cluster.clusterName, oidcIssuer: " +
        'cluster.clusterOpenIdConnectIssuerUrl, oidcProviderArn: ' +
        'cluster.openIdConnectProvider.openIdConnectProviderArn }).cluster, and make the old one with ' +
        'authenticationMode: AuthenticationMode.API_AND_CONFIG_MAP',
    );
  }
  if (cluster.kubectlProvider === undefined) {
    throw new Error(
      `${path}: the cluster has no kubectl provider to deliver by; give eks.Cluster kubectlProviderOptions: ` +
        '{ kubectlLayer }, or import it by ExistingLoggingCluster, which makes one',
    );
  }
}

/** Who may assume a role by the cluster's tokens: what is there already, else a provider made below `scope`. */
export function trustOf(scope: Construct, cluster: eks.ICluster): IOidcTrust {
  const maker = makerOf(cluster);
  if (maker) return maker.trust;
  if (!(cluster instanceof eks.Cluster)) {
    return OidcTrust.fromOidcTrustAttributes(scope, 'Trust', {
      providerArn: importedProviderArn(cluster, scope.node.path),
    });
  }
  const issuerUrl = cluster.clusterOpenIdConnectIssuerUrl;
  // AWS takes one provider an issuer. The cluster makes its own once somebody asks, for `addServiceAccount` say.
  if (cluster.node.tryFindChild('OpenIdConnectProvider')) {
    const providerArn = cluster.openIdConnectProvider.openIdConnectProviderArn;
    return OidcTrust.fromOidcTrustAttributes(scope, 'Trust', { providerArn, issuerUrl });
  }
  return new OidcTrust(scope, 'Trust', { issuerUrl });
}

/** What every manifest must come after. CDK itself makes it come after a cluster of the same app. */
export function readinessOf(cluster: eks.ICluster): IDependable[] {
  return makerOf(cluster)?.kubernetesReady ?? [];
}

/** Who makes volumes. `eks.Cluster` is in Auto Mode unless it is told otherwise. */
export function provisionerOf(cluster: eks.ICluster, autoMode?: boolean): string {
  if (autoMode !== undefined) return ebsProvisioner(autoMode);
  const maker = makerOf(cluster);
  if (maker) return maker.storageClassProvisioner;
  const resource = cluster.node.defaultChild;
  const compute = resource instanceof eks.CfnCluster ? resource.computeConfig : undefined;
  return ebsProvisioner((compute as eks.CfnCluster.ComputeConfigProperty | undefined)?.enabled === true);
}

/** The cluster's name, where it is known before the deploy. */
export function literalName({ clusterName }: eks.ICluster): string | undefined {
  return Token.isUnresolved(clusterName) ? undefined : clusterName;
}

/** The construct of this library a cluster was made or imported by. */
function makerOf({ node }: eks.ICluster): ILoggingCluster | undefined {
  const { scope } = node;
  return scope instanceof LoggingCluster || scope instanceof ExistingLoggingCluster ? scope : undefined;
}

/** Whether a cluster is of aws-eks, which TypeScript refuses and JavaScript does not. Nothing here loads that library. */
function isOfOldLibrary(cluster: eks.ICluster): boolean {
  for (let type: unknown = cluster.constructor; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    const id = (type as { readonly PROPERTY_INJECTION_ID?: string }).PROPERTY_INJECTION_ID;
    if (id?.startsWith('aws-cdk-lib.aws-eks.')) return true;
  }
  return false;
}

function importedProviderArn(cluster: eks.ICluster, path: string): string {
  try {
    return cluster.openIdConnectProvider.openIdConnectProviderArn;
  } catch {
    throw new Error(
      `${path}: the imported cluster names no OIDC provider; give Cluster.fromClusterAttributes an ` +
        "openIdConnectProvider, or LokiLogging trust: new OidcTrust(this, 'Trust', { issuerUrl: 'https://…' })",
    );
  }
}

import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct, IDependable } from 'constructs';
import { ebsProvisioner } from '../../charts/kubernetes/storage-class';
import { readOf } from '../../charts/input/plain-copy';
import { InputError } from '../../charts/input/problems';
import type { CreateClusterProps } from '../environment/cluster-props';
import { ZONES } from '../../charts/loki/replication';
import { ExistingLoggingCluster } from './existing-cluster';
import { type ILoggingCluster, LoggingCluster } from './logging-cluster';
import { type IOidcTrust, OidcTrust } from '../identity/oidc-trust';

/**
 * Refuses a cluster that manifests cannot be delivered to.
 *
 * @throws InputError if it is a cluster of the older aws-eks, or has no kubectl provider
 */
export function assertDeliverable(path: string, cluster: eks.ICluster): void {
  if (isOfOldLibrary(cluster)) {
    const found = 'comes from aws-cdk-lib/aws-eks, and manifests are delivered by aws-cdk-lib/aws-eks-v2';
    const importing =
      "import it: new ExistingLoggingCluster(this, 'LoggingCluster', { clusterName: cluster.clusterName, oidcIssuer: ";
    // A cluster that was imported does not know its issuer.
    const isMade = typeof readOf(cluster, 'clusterOpenIdConnectIssuerUrl') === 'string';
    throw clusterError(
      path,
      found,
      isMade
        ? `${importing}cluster.clusterOpenIdConnectIssuerUrl, oidcProviderArn: ` +
            'cluster.openIdConnectProvider.openIdConnectProviderArn }).cluster, and create the old one with ' +
            'authenticationMode: AuthenticationMode.API_AND_CONFIG_MAP'
        : `${importing}'https://…' }).cluster`,
    );
  }
  if (cluster.kubectlProvider === undefined) {
    throw clusterError(
      path,
      'has no kubectl provider to deliver manifests with',
      'give eks.Cluster kubectlProviderOptions: { kubectlLayer }, or import it with ExistingLoggingCluster, which creates one',
    );
  }
}

const clusterError = (path: string, found: string, fix: string) =>
  new InputError([{ path: `${path}.cluster`, found, fix }]);

/** Trust in the cluster's service accounts: the existing one, else an OIDC provider created below `scope`. */
export function trustOf(scope: Construct, cluster: eks.ICluster): IOidcTrust {
  const owner = ownerOf(cluster);
  if (owner) return owner.trust;
  if (!(cluster instanceof eks.Cluster)) {
    return OidcTrust.fromOidcTrustAttributes(scope, 'Trust', {
      providerArn: importedProviderArn(cluster, scope.node.path),
    });
  }
  const issuerUrl = cluster.clusterOpenIdConnectIssuerUrl;
  // AWS allows one provider per issuer. The cluster creates its own on first use, by `addServiceAccount` for example.
  if (cluster.node.tryFindChild('OpenIdConnectProvider')) {
    const providerArn = cluster.openIdConnectProvider.openIdConnectProviderArn;
    return OidcTrust.fromOidcTrustAttributes(scope, 'Trust', { providerArn, issuerUrl });
  }
  // Other roles of the cluster may use it too.
  return new OidcTrust(scope, 'Trust', { issuerUrl, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
}

/** Issuer of a cluster that this library created or imported, as far as it is known. */
export const issuerOf = (cluster: eks.ICluster): string | undefined => ownerOf(cluster)?.trust.issuer;

/** Constructs that every manifest depends on. CDK itself adds the dependency on a cluster of the same app. */
export function readinessOf(cluster: eks.ICluster): IDependable[] {
  return ownerOf(cluster)?.kubernetesReady ?? [];
}

/** Provisioner of EBS volumes. `eks.Cluster` is in Auto Mode by default. */
export function provisionerOf(cluster: eks.ICluster, autoMode?: boolean): string {
  if (autoMode !== undefined) return ebsProvisioner(autoMode);
  const owner = ownerOf(cluster);
  if (owner) return owner.storageClassProvisioner;
  const resource = cluster.node.defaultChild;
  const compute = resource instanceof eks.CfnCluster ? resource.computeConfig : undefined;
  return ebsProvisioner((compute as eks.CfnCluster.ComputeConfigProperty | undefined)?.enabled === true);
}

/** Number of zones of its nodes; undefined for a cluster that this library did not create. */
export function zonesOf(cluster: eks.ICluster): number | undefined {
  const owner = ownerOf(cluster);
  return owner instanceof LoggingCluster ? (owner.recorded.availabilityZones?.length ?? ZONES) : undefined;
}

/** True if its nodes are a group that this library creates, to which nothing adds nodes by itself. */
export function hasFixedNodes(cluster: eks.ICluster): boolean {
  const owner = ownerOf(cluster);
  return owner instanceof LoggingCluster && owner.nodes !== undefined;
}

/** Address ranges of its VPC, if the app makes both. */
export function vpcCidrsOf(cluster: eks.ICluster): readonly string[] | undefined {
  const owner = ownerOf(cluster);
  const vpc = owner instanceof LoggingCluster ? owner.cluster.vpc.node.defaultChild : undefined;
  const range = vpc instanceof ec2.CfnVPC ? vpc.cidrBlock : undefined;
  return range === undefined || Token.isUnresolved(range) ? undefined : [range];
}

/** A cluster that this library creates. */
export interface CreatedCluster {
  /** Path of its construct. */
  readonly path: string;

  /** Its properties, as far as a change of them replaces or strands something. */
  readonly props: CreateClusterProps;
}

/** The cluster, if this library creates it. */
export function createdCluster(cluster: eks.ICluster): CreatedCluster | undefined {
  const owner = ownerOf(cluster);
  return owner instanceof LoggingCluster ? { path: owner.node.path, props: owner.recorded } : undefined;
}

/** Name of the cluster; undefined if it is known at deploy time only. */
export function literalName({ clusterName }: eks.ICluster): string | undefined {
  return Token.isUnresolved(clusterName) ? undefined : clusterName;
}

/** Construct of this library that created or imported a cluster. */
function ownerOf({ node }: eks.ICluster): ILoggingCluster | undefined {
  const { scope } = node;
  return scope instanceof LoggingCluster || scope instanceof ExistingLoggingCluster ? scope : undefined;
}

/** True for a cluster of aws-eks, which TypeScript refuses and JavaScript does not. The library is not loaded for it. */
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
    throw clusterError(
      path,
      'is imported and names no OIDC provider',
      "give Cluster.fromClusterAttributes an openIdConnectProvider, or LokiLogging trust: new OidcTrust(this, 'Trust', { issuerUrl: 'https://…' })",
    );
  }
}

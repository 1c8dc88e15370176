import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { problemOfValue, problemText } from '../../charts/problems';
import { ADDON_NAMES, type AddonVersions, addonVersionFault, kubeProxyFault } from './addons';
import { CLUSTER_NAME, unusedProperties } from './constraints';
import { DEFAULT_KUBERNETES_VERSION } from './kubernetes-versions';
import { ApiEndpointAccess, ClusterMode, type LoggingClusterProps } from './props';

/**
 * Validates the properties of a new cluster.
 *
 * @throws Error if a property is invalid, or two contradict each other
 */
export function validateClusterProps(path: string, props: LoggingClusterProps): void {
  const fail = (problem: string): never => {
    throw new Error(`${path}: ${problem}`);
  };
  const { clusterName } = props;
  if (!Token.isUnresolved(clusterName) && !CLUSTER_NAME.test(clusterName)) {
    fail(
      `clusterName '${clusterName}' is not a valid cluster name; write 1 to 100 letters, digits, - and _, beginning ` +
        'with a letter or a digit',
    );
  }
  const unused = unusedProperties(props, {
    autoMode: props.mode === ClusterMode.AUTO,
    existingVpc: props.vpc !== undefined,
    privateEndpoint: props.endpointAccess === ApiEndpointAccess.PRIVATE,
  });
  if (unused.length > 0) fail(unused.map(([name, reason]) => `${name} ${reason}; leave it out`).join('. '));
  const vpc = props.vpc && vpcProblem(props.vpc);
  if (vpc) fail(vpc);
  if (props.publicAccessCidrs?.length === 0) {
    fail('publicAccessCidrs is empty, which EKS takes for every network; name some, or use ApiEndpointAccess.PRIVATE');
  }
  const problem = addonProblem(props.addonVersions ?? {}, props.version ?? DEFAULT_KUBERNETES_VERSION);
  if (problem) fail(problem);
}

function vpcProblem(vpc: ec2.IVpc): string | undefined {
  // The length of a list that is known at deploy time only is unknown.
  if (vpc.privateSubnets.some(({ subnetId }) => Token.isUnresolved([subnetId]))) return undefined;
  const zones = new Set(vpc.privateSubnets.map(({ availabilityZone }) => availabilityZone)).size;
  if (zones >= 2) return undefined;
  return (
    `the vpc has private subnets with a route to the internet in ${zones === 0 ? 'no zone' : 'one zone'}, and EKS ` +
    'needs at least two zones; give a VPC with such subnets in three'
  );
}

function addonProblem(versions: AddonVersions, kubernetesVersion: string): string | undefined {
  for (const [name, version] of Object.entries(versions)) {
    if (!(ADDON_NAMES as readonly string[]).includes(name)) {
      return `addonVersions.${name}: not an add-on this cluster gets; they are ${ADDON_NAMES.join(', ')}`;
    }
    const fault =
      addonVersionFault(version) ?? (name === 'kube-proxy' ? kubeProxyFault(version, kubernetesVersion) : undefined);
    if (fault) return problemText(problemOfValue(`addonVersions.${name}`, version, fault));
  }
  return undefined;
}

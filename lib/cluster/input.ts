import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ADDON_NAMES, type AddonVersions, addonVersionProblem, kubeProxyProblem } from './addons';
import { DEFAULT_KUBERNETES_VERSION } from './kubernetes-versions';
import { ApiEndpointAccess, ClusterMode, type LoggingClusterProps } from './logging-cluster-props';

/** @throws where a name is none, or two properties of a cluster contradict each other */
export function assertClusterProps(path: string, props: LoggingClusterProps): void {
  const fail = (problem: string): never => {
    throw new Error(`${path}: ${problem}`);
  };
  const { clusterName } = props;
  if (!Token.isUnresolved(clusterName) && !/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(clusterName)) {
    fail(
      `clusterName '${clusterName}' is none; write 1 to 100 letters, digits, - and _, the first a letter or a digit`,
    );
  }
  const refuse = (names: readonly (keyof LoggingClusterProps)[], because: string): void => {
    const given = names.filter((name) => props[name] !== undefined);
    if (given.length > 0) fail(`leave out ${given.join(', ')}: ${because}`);
  };
  if (props.mode === ClusterMode.AUTO) {
    refuse(['instanceTypes', 'minNodes', 'maxNodes', 'desiredNodes'], 'ClusterMode.AUTO chooses nodes itself');
    refuse(['addonVersions'], 'ClusterMode.AUTO brings what these add-ons do');
  }
  if (props.vpc) {
    refuse(['availabilityZones', 'natGateways', 'interfaceEndpoints'], 'a vpc is given, which has its own');
    const problem = vpcProblem(props.vpc);
    if (problem) fail(problem);
  }
  if (props.endpointAccess === ApiEndpointAccess.PRIVATE) {
    refuse(['publicAccessCidrs'], 'ApiEndpointAccess.PRIVATE lets nobody in from outside');
  }
  if (props.publicAccessCidrs?.length === 0) {
    fail('publicAccessCidrs is empty, by which EKS means every network; name some, or use ApiEndpointAccess.PRIVATE');
  }
  const problem = addonProblem(props.addonVersions ?? {}, props.version ?? DEFAULT_KUBERNETES_VERSION);
  if (problem) fail(problem);
}

function vpcProblem(vpc: ec2.IVpc): string | undefined {
  // How many subnets there are in a list known at deploy time only, nobody can say.
  if (vpc.privateSubnets.some(({ subnetId }) => Token.isUnresolved([subnetId]))) return undefined;
  const zones = new Set(vpc.privateSubnets.map(({ availabilityZone }) => availabilityZone)).size;
  if (zones >= 2) return undefined;
  return (
    `the vpc has private subnets with a way out in ${zones === 0 ? 'no zone' : 'one zone'}, and EKS asks for two ` +
    'zones at least; give one with such subnets in three'
  );
}

function addonProblem(versions: AddonVersions, kubernetesVersion: string): string | undefined {
  for (const [name, version] of Object.entries(versions)) {
    if (!(ADDON_NAMES as readonly string[]).includes(name)) {
      return `addonVersions.${name}: not an add-on this cluster gets; they are ${ADDON_NAMES.join(', ')}`;
    }
    const problem =
      addonVersionProblem(version) ??
      (name === 'kube-proxy' ? kubeProxyProblem(version, kubernetesVersion) : undefined);
    if (problem) return `addonVersions.${name}: ${version} ${problem}`;
  }
  return undefined;
}

import type { Fault } from '../../charts/input/problems';
import { EBS_ADDON, POD_IDENTITY_ADDON } from '../environment/aws/addons';
import { minorOf } from './kubernetes-versions';

/** EKS add-ons of a cluster with a node group. In Auto Mode EKS runs all of them itself. */
export const ADDON_NAMES = ['vpc-cni', 'kube-proxy', POD_IDENTITY_ADDON, 'coredns', EBS_ADDON] as const;

/** Name of an EKS add-on. */
export type AddonName = (typeof ADDON_NAMES)[number];

/** Versions of add-ons, by name. */
export type AddonVersions = Readonly<Partial<Record<AddonName, string>>>;

/** Example of a version of an add-on. */
export const EXAMPLE_ADDON_VERSION = 'v1.12.1-eksbuild.2';

/** Fault of the version of an add-on. */
export function addonVersionFault(version: string): Fault | undefined {
  if (/^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version)) return undefined;
  return {
    wrong: 'is not a version of an EKS add-on',
    fix: `write one such as '${EXAMPLE_ADDON_VERSION}', as 'aws eks describe-addon-versions' lists them`,
  };
}

/** Fault of kube-proxy's version, which Kubernetes allows to be older than the API server, never newer. */
export function kubeProxyFault(version: string, kubernetesVersion: string): Fault | undefined {
  const [minor, newest] = [minorOf(version), minorOf(kubernetesVersion)];
  if (minor === undefined || newest === undefined || minor <= newest) return undefined;
  return {
    wrong: `is newer than Kubernetes ${kubernetesVersion}`,
    fix: `write one that begins with v${kubernetesVersion}, or leave it out`,
  };
}

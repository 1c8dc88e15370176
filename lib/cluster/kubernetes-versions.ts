import type { Fault } from '../../charts/input/problems';
import { inDays, today } from '../environment/today';

/** Kubernetes version of EKS. */
interface EksVersion {
  /** Version, such as `1.35`. */
  readonly version: string;

  /** Last day at the standard price. */
  readonly standardSupportEnds: string;
}

/** Source of `EKS_VERSIONS`; a new version needs its layer `@aws-cdk/lambda-layer-kubectl-v…` in package.json, too. */
export const EKS_VERSIONS_SOURCE = 'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html';

/** Supported versions, oldest first. Each has a kubectl layer to deliver manifests with. */
export const EKS_VERSIONS: readonly EksVersion[] = [
  { version: '1.33', standardSupportEnds: '2026-07-29' },
  { version: '1.34', standardSupportEnds: '2026-12-02' },
  { version: '1.35', standardSupportEnds: '2027-03-27' },
  { version: '1.36', standardSupportEnds: '2027-08-02' },
];

/** Numbers of the supported versions, oldest first. */
export const KUBERNETES_VERSIONS: readonly string[] = EKS_VERSIONS.map(({ version }) => version);

/**
 * Version of a cluster that names none. It stays when a newer version is added, so that an update of this library does
 * not upgrade a cluster, and its kubectl may be used with the version before and the version after it.
 */
export const DEFAULT_KUBERNETES_VERSION = '1.35';

/** Days before the end of standard support in which a warning is due: enough for one upgrade. */
const NOTICE_DAYS = 60;

const lastDayOf = (version: string): string | undefined =>
  EKS_VERSIONS.find((each) => each.version === version)?.standardSupportEnds;

/** True for a version whose standard support has ended; false for unknown versions. */
export const isInExtendedSupport = (version: string): boolean => (lastDayOf(version) ?? today()) < today();

/** Fault of a version whose standard support has ended or ends soon; undefined for others and unknown versions. */
export function supportFault(version: string): Fault | undefined {
  const last = lastDayOf(version);
  const soon = inDays(NOTICE_DAYS);
  if (last === undefined || last > soon) return undefined;
  const ended = last < today();
  const lasting = EKS_VERSIONS.find(({ standardSupportEnds }) => standardSupportEnds > soon);
  return {
    wrong: `${ended ? 'left' : 'leaves'} standard support on ${last}, and extended support costs six times as much`,
    fix: lasting
      ? `upgrade the cluster to ${lasting.version}, one minor version at a time, and write it here`
      : 'update this library to one that supports newer versions, and upgrade the cluster',
  };
}

/** Minor version: 35 of `1.35`, `v1.35.2` or `v1.35.0-eksbuild.1`; undefined for other texts. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?![\d])/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

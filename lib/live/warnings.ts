import { type Claim, claimsOf, type ClusterEvent, type Pod } from './pods';

/** Reason of a warning about missing registry Secrets. The pull may succeed without them. */
export const NO_PULL_SECRET = 'FailedToRetrieveImagePullSecret';

/** Messages of a registry that refuses the pull. */
export const DENIED =
  /40[13] (?:Forbidden|Unauthorized)|pull access denied|no basic auth credentials|insufficient_scope|: (?:unauthorized|denied): |authentication required|requested access to the resource is denied/;

/** Reasons of warnings that do not prevent a start. */
const ASIDE = [
  NO_PULL_SECRET,
  ...['DNSConfigForming', 'MissingClusterDNS', 'HostIPsIPFamilyMismatch', 'ProbeWarning', 'AlreadyMountedVolume'],
  ...['MultiplePodDisruptionBudgets', 'MultipleSELinuxLabels', 'FailedPreStopHook', 'ResizeDeferred', 'ResizeError'],
];

/**
 * Message that only names the volumes for which a pod waits. Another message, which alternates with it, has the cause.
 */
const WAITS_FOR_VOLUMES = /^Unable to attach or mount volumes: /;

/** Reason of the controller that gives pods a network interface of their own; the network plugin only reports that it has none. */
const NO_BRANCH = 'BranchAllocationFailed';

/** The last warning about a pod that says why it does not start. */
export function lastCause(own: readonly ClusterEvent[]): ClusterEvent | undefined {
  const causes = own.filter(({ reason = '' }) => !ASIDE.includes(reason));
  const last = causes.at(-1);
  if (last?.reason === 'FailedCreatePodSandBox') return causes.findLast(({ reason }) => reason === NO_BRANCH) ?? last;
  if (!WAITS_FOR_VOLUMES.test(last?.message ?? '')) return last;
  const said = ({ reason = '', message = '' }: ClusterEvent) =>
    /^(FailedMount|FailedAttachVolume|FailedMapVolume)$/.test(reason) && !WAITS_FOR_VOLUMES.test(message);
  return causes.findLast(said) ?? last;
}

/**
 * Warning about a volume claim of a pod that has no volume: the scheduler only reports that the pod waits for it. Claims that are bound have
 * old warnings, and others about their size.
 */
export function claimWarning(
  pod: Pod,
  warnings: readonly ClusterEvent[],
  claims: readonly Claim[],
): ClusterEvent | undefined {
  const bound = claims.flatMap(({ metadata, status }) => (status?.phase === 'Bound' ? [metadata.name] : []));
  const waits = claimsOf(pod).filter((name) => !bound.includes(name));
  const own = warnings.filter(
    ({ reason = '', involvedObject: { kind, name = '' } }) =>
      kind === 'PersistentVolumeClaim' && waits.includes(name) && !/Resize|Expand/i.test(reason),
  );
  return own.at(-1);
}

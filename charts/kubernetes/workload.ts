import { k8s } from 'cdk8s-plus-28';

/** CPU and memory of one container. */
export interface ContainerResources {
  /** CPU request in cores. Without a CPU limit, since a limit throttles bursts and saves nothing. */
  readonly cpu: number;

  /** Memory request and limit in MiB. They are equal, so that no node is overcommitted. */
  readonly memoryMiB: number;
}

/** Requests and limits of a container. */
export function resources(size: ContainerResources): k8s.ResourceRequirements {
  const memory = k8s.Quantity.fromString(`${size.memoryMiB}Mi`);
  return {
    requests: { cpu: k8s.Quantity.fromString(`${Math.round(size.cpu * 1000)}m`), memory },
    limits: { memory },
  };
}

/**
 * The Go runtime's own memory limit, 90 % of the container's: the garbage collector works harder before the kernel
 * kills the process (https://go.dev/doc/gc-guide#Memory_limit).
 */
export function goMemoryLimit(size: ContainerResources): k8s.EnvVar {
  return { name: 'GOMEMLIMIT', value: `${Math.floor(size.memoryMiB * 0.9)}MiB` };
}

/** Fewest processors of Go: a burst of logs may take more than what is requested. */
const LEAST_PROCESSORS = 2;

/**
 * Processors of the Go runtime: the requested ones, in whole cores, and at least two. By default Go takes all of the
 * node, and spends CPU on the search for work on each.
 */
export function goMaxProcs(size: ContainerResources): k8s.EnvVar {
  return { name: 'GOMAXPROCS', value: String(Math.max(LEAST_PROCESSORS, Math.ceil(size.cpu))) };
}

/** Budget of one unavailable pod. */
export const oneUnavailable = (matchLabels: Record<string, string>): k8s.PodDisruptionBudgetSpec =>
  unavailable(matchLabels, 1);

/**
 * Budget of unavailable pods. Those that are not ready may always be evicted: one that cannot start would otherwise block
 * the drain of its node for ever.
 */
export function unavailable(matchLabels: Record<string, string>, most: number): k8s.PodDisruptionBudgetSpec {
  return {
    maxUnavailable: k8s.IntOrString.fromNumber(most),
    selector: { matchLabels },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
}

/** Rollout of a Deployment: one pod more at a time, and up to `missing` pods fewer. */
export const oneMore = (missing = 0): k8s.DeploymentStrategy => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(missing) },
});

/** Pod security of the `restricted` Pod Security Standard, with one user, one group and its volumes in that group. */
export function restrictedPod(user: number): k8s.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** Container security of the `restricted` Pod Security Standard, with a read-only root file system. */
export const RESTRICTED_CONTAINER: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** An HTTP probe of a named port. */
export function httpProbe(path: string, port: string, probe: Omit<k8s.Probe, 'httpGet'> = {}): k8s.Probe {
  return { ...probe, httpGet: { path, port: k8s.IntOrString.fromString(port) } };
}

/** A TCP probe of a named port. */
export function tcpProbe(port: string, probe: Omit<k8s.Probe, 'tcpSocket'> = {}): k8s.Probe {
  return { ...probe, tcpSocket: { port: k8s.IntOrString.fromString(port) } };
}

/**
 * Spreads pods over zones and hosts. With `strict`, a pod stays pending rather than share a zone while another is
 * empty. `zones` also counts zones without a node, so that nodes on demand are created there. In a Deployment, the new
 * pods of a rollout spread without regard to the former ones; otherwise they would crowd where the former ones are not.
 */
export function spread(
  labels: Record<string, string>,
  {
    strict = false,
    zones,
    ofDeployment = false,
  }: { readonly strict?: boolean; readonly zones?: number; readonly ofDeployment?: boolean } = {},
): k8s.TopologySpreadConstraint[] {
  const pods = {
    labelSelector: { matchLabels: labels },
    ...(ofDeployment ? { matchLabelKeys: ['pod-template-hash'] } : {}),
  };
  return [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: strict ? 'DoNotSchedule' : 'ScheduleAnyway',
      ...(strict && zones ? { minDomains: zones } : {}),
      ...pods,
    },
    { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', ...pods },
  ];
}

/** At most one of these pods per host. */
export function onePerHost(labels: Record<string, string>): k8s.Affinity {
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  };
}

/**
 * StatefulSet whose volume claims have the `apiVersion` and `kind` that the API server adds: Argo CD would otherwise report
 * a difference for ever (https://github.com/argoproj/argo-cd/issues/11143).
 */
export function statefulSet(props: k8s.KubeStatefulSetProps): unknown {
  const manifest = k8s.KubeStatefulSet.manifest(props) as { readonly spec: { volumeClaimTemplates?: object[] } };
  const { apiVersion, kind } = k8s.KubePersistentVolumeClaim.GVK;
  const volumeClaimTemplates = manifest.spec.volumeClaimTemplates?.map((claim) => ({ apiVersion, kind, ...claim }));
  return { ...manifest, spec: { ...manifest.spec, ...(volumeClaimTemplates ? { volumeClaimTemplates } : {}) } };
}

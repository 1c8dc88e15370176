import { record, records, text } from './shape';

/** Container: the fields that are read. */
export interface Container {
  /** Its name. */
  readonly name: string;

  /** Its image. */
  readonly image?: string;

  /** The ports it declares. */
  readonly ports?: readonly ContainerPort[];

  /** Its environment, variable by variable. */
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: Record<string, Reference | undefined>;
  }[];

  /** ConfigMaps and Secrets whose keys become its environment. */
  readonly envFrom?: readonly Record<string, Reference | undefined>[];

  /** Its volume mounts. */
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
  }[];

  /** The volumes it takes as they are, without a file system. */
  readonly volumeDevices?: readonly { readonly name: string }[];

  /** Its requests and limits. */
  readonly resources?: {
    readonly requests?: Record<string, unknown>;
    readonly limits?: Record<string, unknown>;
  };

  /** `Always` makes a sidecar of an init container. */
  readonly restartPolicy?: string;

  /** Its security context. */
  readonly securityContext?: SecurityContext & {
    readonly privileged?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };

  /** Any other field. */
  readonly [field: string]: unknown;
}

/** Security context: the fields that a pod and its containers both have. Those of a container replace those of its pod. */
export interface SecurityContext {
  /** System calls that it may make. */
  readonly seccompProfile?: { readonly type?: string };

  /** Number of the user that its program runs as. @default - that of the image */
  readonly runAsUser?: number;

  /** If true, the kubelet does not start a program that runs as root. @default false */
  readonly runAsNonRoot?: boolean;
}

/** A port of a container. */
interface ContainerPort {
  /** Its name. */
  readonly name?: string;

  /** Its number. */
  readonly containerPort: number;

  /** TCP, UDP or SCTP. @default TCP */
  readonly protocol?: string;
}

/** A reference to a ConfigMap or a Secret, in one of Kubernetes' several forms. */
export interface Reference {
  /** Name of the object. */
  readonly name?: string;

  /** Name of a Secret that is a volume. */
  readonly secretName?: string;

  /** Key within the object. */
  readonly key?: string;

  /** Keys and the files they become. @default - all keys */
  readonly items?: readonly { readonly key: string; readonly path?: string }[];

  /** If true, the pod also starts without it. @default false */
  readonly optional?: boolean;
}

/** Volume: the fields that are read. */
export interface Volume {
  /** Its name in the pod. */
  readonly name: string;

  /** The ConfigMap it is made of. */
  readonly configMap?: Reference;

  /** The Secret it is made of. */
  readonly secret?: Reference;

  /** CSI driver of an inline volume, and its attributes. */
  readonly csi?: { readonly driver?: string; readonly volumeAttributes?: Readonly<Record<string, string>> };

  /** Its claim. */
  readonly persistentVolumeClaim?: { readonly claimName: string };

  /** Its projected sources. */
  readonly projected?: { readonly sources?: readonly { configMap?: Reference; secret?: Reference }[] };
}

/** Spec of a pod: the fields that are read. */
export interface PodSpec {
  /** Its containers. */
  readonly containers: readonly Container[];

  /** Its init containers and sidecars. */
  readonly initContainers?: readonly Container[];

  /** Its volumes. */
  readonly volumes?: readonly Volume[];

  /** Name of its service account. @default default */
  readonly serviceAccountName?: string;

  /** Its priority class. */
  readonly priorityClassName?: string;

  /** Secrets with which its images are pulled. */
  readonly imagePullSecrets?: readonly { readonly name: string }[];

  /** Security context of its containers. */
  readonly securityContext?: SecurityContext;

  /** True if it shares the network of its node. @default false */
  readonly hostNetwork?: boolean;

  /** Resources of its containers together. */
  readonly resources?: { readonly requests?: Record<string, unknown> };
}

/** Reads a pod spec. Fields of a wrong shape are dropped and its lists always exist, so that rules need not check them. */
export function podOf(value: unknown): PodSpec {
  const pod = record(value);
  return {
    ...pod,
    containers: records(pod['containers']).map(containerOf),
    initContainers: records(pod['initContainers']).map(containerOf),
    volumes: records(pod['volumes']) as unknown as Volume[],
    imagePullSecrets: records(pod['imagePullSecrets']) as unknown as { name: string }[],
    serviceAccountName: text(pod['serviceAccountName']) ?? text(pod['serviceAccount']),
  };
}

function containerOf(value: Record<string, unknown>): Container {
  const lists = ['ports', 'env', 'envFrom', 'volumeMounts', 'volumeDevices'].map((key) => [key, records(value[key])]);
  const { requests, limits } = record(value['resources']);
  return {
    ...value,
    ...Object.fromEntries(lists),
    name: nameOf(value),
    image: text(value['image']),
    resources: { requests: record(requests), limits: record(limits) },
    securityContext: record(value['securityContext']),
  };
}

/** Name of an object that should have one; `?` without one. */
export function nameOf(value: Record<string, unknown>): string {
  return text(value['name']) ?? '?';
}

import { parseAllDocuments } from 'yaml';
import type { LoggingCharts } from '../../../charts/logging/charts';
import type { KubernetesObject } from '../../helpers/charts';

/** Fields of a container that the rig reads. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly restartPolicy?: 'Always';
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvSource[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: PreStop };
  readonly resources?: { readonly limits?: Quantities; readonly requests?: Quantities };
  readonly volumeMounts?: readonly VolumeMount[];
  readonly securityContext?: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly add?: readonly string[] };
  };
}

/** Variable of a container's environment. */
export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: ResourceField;
    readonly secretKeyRef?: KeyOf;
    readonly configMapKeyRef?: KeyOf;
  };
}

/** Amounts of resources, by their names. */
type Quantities = Readonly<Record<string, string>>;

/** Key of a ConfigMap or Secret. */
interface KeyOf {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

/** Amount of a resource of a container, for example `limits.memory`, in parts of `divisor`. */
export interface ResourceField {
  readonly containerName?: string;
  readonly resource: string;
  readonly divisor?: string;
}

/** All keys of a ConfigMap or Secret, as variables. */
interface EnvSource {
  readonly prefix?: string;
  readonly configMapRef?: { readonly name: string };
  readonly secretRef?: { readonly name: string };
}

/** Action before a container is told to end. */
interface PreStop {
  readonly exec?: { readonly command: readonly string[] };
  readonly httpGet?: { readonly path: string; readonly port: string | number };
  readonly sleep?: { readonly seconds: number };
}

/** Probe that tells if a container has started, is ready, or has to be restarted. */
export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string | number };
  readonly tcpSocket?: { readonly port: string | number };
  readonly exec?: { readonly command: readonly string[] };
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly initialDelaySeconds?: number;
}

/** Mount of a volume in a container. */
interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
}

/** Volume of a pod, of the kinds that our objects use. */
export interface Volume {
  readonly name: string;
  readonly emptyDir?: object;
  readonly configMap?: { readonly name: string };
  readonly projected?: {
    readonly sources: readonly ProjectedSource[];
  };
  readonly secret?: { readonly secretName: string; readonly items?: readonly Item[] };
  readonly downwardAPI?: { readonly items: readonly FieldItem[] };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly csi?: { readonly volumeAttributes: { readonly secretProviderClass: string } };
  readonly hostPath?: { readonly path: string; readonly type?: string };
}

/** Key, and the file for its value. */
export interface Item {
  readonly key: string;
  readonly path: string;
}

/** Field of the pod or amount of a resource, and the file for it. */
export interface FieldItem {
  readonly path: string;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: ResourceField;
}

/** One of the sources of a projected volume. */
export interface ProjectedSource {
  readonly configMap?: { readonly name: string; readonly items?: readonly Item[] };
  readonly secret?: { readonly name: string; readonly items?: readonly Item[] };
  readonly downwardAPI?: { readonly items: readonly FieldItem[] };
  readonly serviceAccountToken?: {
    readonly path: string;
    readonly audience?: string;
    readonly expirationSeconds?: number;
  };
}

/** Fields of a pod's spec that the rig reads. */
export interface PodSpec {
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly automountServiceAccountToken?: boolean;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number; readonly fsGroup?: number };
}

/** Objects by kind, name and namespace. */
export interface Objects {
  /** All objects of a kind. */
  ofKind(kind: string): readonly KubernetesObject[];

  /** One object. @throws Error if it does not exist */
  one(kind: string, name: string, namespace: string): KubernetesObject;
}

/** Rendered objects, read back from the text of their files. */
export class RenderedObjects implements Objects {
  /** All objects. */
  public readonly all: readonly KubernetesObject[];

  /** @param others objects of another installation in the same cluster */
  constructor(charts: LoggingCharts, others: readonly KubernetesObject[] = []) {
    const own = charts
      .manifests()
      .flatMap((file) => parseAllDocuments(file.yaml).map((document) => document.toJS() as KubernetesObject));
    this.all = [...own, ...others];
  }

  /** All objects of a kind. */
  public ofKind(kind: string): readonly KubernetesObject[] {
    return this.all.filter((object) => object.kind === kind);
  }

  /** One object. @throws Error if it does not exist */
  public one(kind: string, name: string, namespace: string): KubernetesObject {
    const found = this.ofKind(kind).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    if (!found) throw new Error(`no ${kind} ${namespace}/${name}`);
    return found;
  }
}

/** True if a selector matches labels. */
export function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([label, value]) => labels[label] === value);
}

import { parseAllDocuments } from 'yaml';
import type { LoggingCharts } from '../../../charts/logging-charts';
import type { KubernetesObject } from '../../helpers/charts';

/** The part of a container the rig reads. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly restartPolicy?: 'Always';
  readonly env?: readonly EnvVar[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly volumeMounts?: readonly VolumeMount[];
  readonly securityContext?: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly add?: readonly string[] };
  };
}

/** A variable of a container's environment. */
export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

/** How a container says that it has started, or is ready. */
export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string | number };
  readonly tcpSocket?: { readonly port: string | number };
  readonly exec?: { readonly command: readonly string[] };
  readonly failureThreshold?: number;
}

/** Where a volume is in a container. */
export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
}

/** A volume of a pod, of the kinds our objects use. */
export interface Volume {
  readonly name: string;
  readonly emptyDir?: object;
  readonly configMap?: { readonly name: string };
  readonly secret?: {
    readonly secretName: string;
    readonly items?: readonly { readonly key: string; readonly path: string }[];
  };
  readonly csi?: { readonly volumeAttributes: { readonly secretProviderClass: string } };
  readonly hostPath?: { readonly path: string; readonly type?: string };
}

/** The part of a pod's spec the rig reads. */
export interface PodSpec {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken?: boolean;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number; readonly fsGroup?: number };
}

/** The rendered objects, read back from the text of their files. */
export class RenderedObjects {
  /** All of them. */
  public readonly all: readonly KubernetesObject[];

  constructor(charts: LoggingCharts) {
    this.all = charts
      .manifests()
      .flatMap((file) => parseAllDocuments(file.yaml).map((document) => document.toJS() as KubernetesObject));
  }

  /** All of a kind. */
  public ofKind(kind: string): readonly KubernetesObject[] {
    return this.all.filter((object) => object.kind === kind);
  }

  /** One of them. */
  public one(kind: string, name: string, namespace: string): KubernetesObject {
    const found = this.ofKind(kind).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    if (!found) throw new Error(`no ${kind} ${namespace}/${name}`);
    return found;
  }
}

/** Whether labels are what a selector asks for. */
export function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([label, value]) => labels[label] === value);
}

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
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
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
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
}

/** Probe that tells if a container has started, or is ready. */
interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string | number };
  readonly tcpSocket?: { readonly port: string | number };
  readonly exec?: { readonly command: readonly string[] };
  readonly failureThreshold?: number;
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
    readonly sources: readonly {
      readonly configMap: {
        readonly name: string;
        readonly items?: readonly { readonly key: string; readonly path: string }[];
      };
    }[];
  };
  readonly secret?: {
    readonly secretName: string;
    readonly items?: readonly { readonly key: string; readonly path: string }[];
  };
  readonly csi?: { readonly volumeAttributes: { readonly secretProviderClass: string } };
  readonly hostPath?: { readonly path: string; readonly type?: string };
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

/** Rendered objects, read back from the text of their files. */
export class RenderedObjects {
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

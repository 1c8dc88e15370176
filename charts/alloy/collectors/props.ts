import type { ContainerResources } from '../../kubernetes/workload';
import type { AlloySource } from '../sources/source';
import type { CollectorKind } from './kinds';

/** An Alloy workload of your own: it shares no pods, service account, permissions or configuration. */
export interface AlloyCollectorProps {
  /** Name of the collector: its objects and its service account are named `alloy-<name>`. */
  readonly name: string;

  /** Number and place of its pods. */
  readonly kind: CollectorKind;

  /** The sources. Each must be able to run on this kind: see `AlloySource.runsOn`. */
  readonly sources: readonly AlloySource[];

  /** CPU and memory of each pod. @default - 0.1 cores, 256 MiB */
  readonly resources?: ContainerResources;

  /** Number of pods. Only with kind `replicated` or `clustered`. @default 2 */
  readonly replicas?: number;

  /** Namespaces whose pods reach the ports of the sources. Only for sources that have ports. @default - none */
  readonly clientNamespaces?: readonly string[];
}

import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import { unavailable } from '../kubernetes/workload';
import { LokiNames } from './components';

/** Name of the service account of pods that need no AWS role. */
export const NO_ROLE_SERVICE_ACCOUNT = 'loki-no-role';

/** Metadata of an object of Loki. */
export function lokiMetadata(names: LokiNames, name: string, component?: string): k8s.ObjectMeta {
  return {
    name,
    namespace: names.namespace,
    labels: { ...(component ? LokiNames.selector(component) : LokiNames.SELECTOR), ...MANAGED_BY },
  };
}

/** Adds a budget of unavailable pods, if there are several. With a single pod it would block every drain. */
export function podDisruptionBudget(
  chart: Chart,
  names: LokiNames,
  component: string,
  replicas: number,
  maxUnavailable = 1,
): void {
  if (replicas < 2) return;
  addObject(
    chart,
    k8s.KubePodDisruptionBudget.manifest({
      metadata: lokiMetadata(names, names.workload(component), component),
      spec: unavailable(LokiNames.selector(component), maxUnavailable),
    }),
  );
}

import { componentKey, type SizedComponent } from '../../../charts/loki/sizes/size';
import { SIZED_COMPONENTS } from '../../../charts/loki/sizes/sizes';
import { at, record, records } from '../../manifests/shape';
import type { Workload } from '../../manifests/workloads';

/** Component of a workload of Loki, by the label that charts and this library set; undefined for another workload. */
export function componentOf({ labels, pod }: Workload): SizedComponent | undefined {
  // YAML takes a label without quotes for a number.
  const label = String(labels['app.kubernetes.io/component'] ?? targetOf(pod) ?? '');
  const key = componentKey(label.replace(/^memcached-/, ''));
  return SIZED_COMPONENTS.find((one) => one === key);
}

/** Target of a program of Loki. */
function targetOf(pod: Workload['pod']): string | undefined {
  const args = records(pod.containers).flatMap(({ args: own }) => (Array.isArray(own) ? own.map(String) : []));
  // Modules may be named before the component.
  return args.flatMap((arg) => /^-?-target=(?:[\w-]+,)*([\w-]+)$/.exec(arg)?.[1] ?? [])[0];
}

/** A workload in the form in which charts have the values of a component. */
export function sectionOf({ pod, spec }: Workload): Record<string, unknown> {
  const [container] = records(pod.containers);
  const claim = records(spec.volumeClaimTemplates)[0];
  const size = at(claim, 'spec.resources.requests.storage');
  const storageClass = at(claim, 'spec.storageClassName');
  const { nodeSelector, priorityClassName, tolerations } = record(pod) as Record<string, unknown>;
  return {
    ...(spec.replicas === undefined ? {} : { replicas: spec.replicas }),
    ...(container?.['resources'] === undefined ? {} : { resources: container['resources'] }),
    ...(claim ? { persistence: { enabled: true, size, ...(storageClass === undefined ? {} : { storageClass }) } } : {}),
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    ...(tolerations === undefined ? {} : { tolerations }),
  };
}

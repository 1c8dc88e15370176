import type { Manifests } from '../../manifests/manifests';
import { containersOf, type Workload } from '../../manifests/workloads';
import { alloyReadings } from './alloy/config';
import { gateways } from './gateway/gateway';
import { readLoki } from './loki/loki';

/**
 * Workloads that run Loki, Alloy or a gateway. The rules do not know whether other programs require a login or
 * the ports they listen on: a container may listen on ports that it does not declare.
 */
export function loggingWorkloads(manifests: Manifests): ReadonlySet<Workload> {
  return manifests.read(readLoggingWorkloads);
}

/** Images of Loki and Alloy, whose configuration may be elsewhere. */
const IMAGE = /(^|\/)(loki|alloy)(:|@|$)/;

const readLoggingWorkloads = (manifests: Manifests): ReadonlySet<Workload> =>
  new Set([
    ...manifests.workloads.filter((workload) => containersOf(workload).some(({ image }) => IMAGE.test(String(image)))),
    ...manifests.read(readLoki).lokis.flatMap(({ pods }) => pods.map(({ workload }) => workload)),
    ...alloyReadings(manifests).flatMap(({ workloads }) => workloads),
    ...gateways(manifests).flatMap(({ workloads }) => workloads),
  ]);

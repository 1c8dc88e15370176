import type { AlloySources } from '../../../charts/alloy/sources/library';
import { idleParts, PARTS_BESIDE_LOKI } from '../../../charts/logging/part-switches';
import { SIZED_COMPONENTS } from '../../../charts/loki/sizes/sizes';
import type { Problem } from '../../../charts/input/problems';
import { KUBERNETES } from '../../../charts/kubernetes/validate';
import { collectorWorkload, unknownParts } from '../../../charts/kubernetes/workloads';
import { isSpoke } from '../hub/hub';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Collectors of the user's own that have a name. */
function collectorsOf(alloy: unknown): { readonly name: string; readonly resources?: unknown }[] {
  const collectors: unknown[] = isObject(alloy) && Array.isArray(alloy['collectors']) ? alloy['collectors'] : [];
  return collectors.filter(
    (one): one is { name: string; resources?: unknown } => isObject(one) && typeof one['name'] === 'string',
  );
}

const parts: LoggingRule = (_name, { workloads, alloy }) =>
  isObject(workloads) ? unknownParts(workloads, collectorsOf(alloy)) : [];

/** Problems of settings of parts without pods. Rules of spokes report the parts that a spoke lacks. */
const idle: LoggingRule = (_name, { workloads, alloy, canary, grafana, monitoring, loki }) => {
  if (!isObject(workloads)) return [];
  const isValid = (part: string, settings: unknown) => KUBERNETES.workloads('', { [part]: settings }).length === 0;
  const given = Object.entries(workloads).filter(
    ([part, settings]) => !(isSpoke({ loki }) && PARTS_BESIDE_LOKI.includes(part)) && isValid(part, settings),
  );
  return idleParts(Object.fromEntries(given), {
    canary,
    deploy: isObject(grafana) ? (grafana.deploy as boolean | object | undefined) : undefined,
    monitoring: isObject(monitoring) ? monitoring : undefined,
    sources: isObject(alloy) ? (alloy as AlloySources) : undefined,
    kafka: isObject(alloy) ? (alloy.kafka as object | undefined) : undefined,
  });
};

/** Problems of CPU and memory that are set in two places. */
const resources: LoggingRule = (_name, { workloads, loki, alloy }) => {
  if (!isObject(workloads)) return [];
  const resourcesOf = (part: string): Record<string, unknown> => {
    const settings = Object.hasOwn(workloads, part) ? (workloads as Record<string, unknown>)[part] : undefined;
    return isObject(settings) && isObject(settings['resources']) ? settings['resources'] : {};
  };
  const sizes: Record<string, unknown> = isObject(loki) && isObject(loki.sizes) ? loki.sizes : {};
  const sized = SIZED_COMPONENTS.flatMap((component): Problem[] => {
    const size = isObject(sizes[component]) ? sizes[component] : {};
    return ['loki', component].flatMap((part) =>
      (
        [
          ['cpu', 'cpu'],
          ['memoryMiB', 'memory'],
        ] as const
      ).flatMap(([key, inSize]) =>
        resourcesOf(part)[key] === undefined || size[inSize] === undefined
          ? []
          : [
              {
                path: `workloads.${part}.resources.${key}`,
                found: `is set beside loki.sizes.${component}.${inSize}`,
                fix: 'keep one of the two',
              },
            ],
      ),
    );
  });
  const collected = collectorsOf(alloy).flatMap(({ name, resources }) =>
    resources === undefined || Object.keys(resourcesOf(collectorWorkload(name))).length === 0
      ? []
      : [
          {
            path: `workloads.${collectorWorkload(name)}.resources`,
            found: `is set, and so are the resources of the collector ${name}`,
            fix: 'keep one of the two',
          },
        ],
  );
  return [...sized, ...collected];
};

/** Rules about the Kubernetes objects themselves. */
export const KUBERNETES_RULES: readonly LoggingRule[] = [parts, idle, resources];

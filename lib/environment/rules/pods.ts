import { LIBRARY_COLLECTORS } from '../../../charts/alloy/collectors/library';
import { SIZED_COMPONENTS } from '../../../charts/loki/sizes';
import { type Problem, show } from '../../../charts/problems';
import { isObject } from '../schema/fields';
import { isMetadataKey } from '../schema/pods';
import { unknownKey } from '../unknown-key';
import type { InputRule } from './rule';

/** Prefixes of labels and annotations that this library, Kubernetes or AWS reads. */
const OWNED =
  /^(app\.kubernetes\.io|loki\.grafana\.com|checksum|eks\.amazonaws\.com|([a-z.-]+\.)?(kubernetes|k8s)\.io)\//;

function keyProblems(path: string, metadata: unknown): Problem[] {
  return Object.keys(isObject(metadata) ? metadata : {}).flatMap((key) => {
    const at = `${path}.${key}`;
    if (OWNED.test(key))
      return [{ path: at, found: `${show(key)} is a key that others read`, fix: 'use a key of your own' }];
    if (isMetadataKey(key)) return [];
    return [
      { path: at, found: `${show(key)} is not a key Kubernetes accepts`, fix: "write one such as 'example.com/team'" },
    ];
  });
}

/** Keys of labels and annotations of all objects. */
export const metadataKeys: InputRule = (_name, { labels, annotations }) => [
  ...keyProblems('labels', labels),
  ...keyProblems('annotations', annotations),
];

/** Parts that `workloads` names, and settings that another field has already. */
export const workloadParts: InputRule = (_name, { workloads, alloy, loki }) => {
  if (!isObject(workloads)) return [];
  const own = isObject(alloy) && Array.isArray(alloy.collectors) ? alloy.collectors : [];
  const parts = [
    'loki',
    ...SIZED_COMPONENTS,
    ...Object.values(LIBRARY_COLLECTORS).map(({ name }) => name),
    ...own.map((collector) => `alloy-${String(collector?.name)}`),
  ];
  return Object.entries(workloads).flatMap(([part, settings]): Problem[] => {
    const path = `workloads.${part}`;
    if (!parts.includes(part)) return [{ path, ...unknownKey(part, parts) }];
    if (!isObject(settings)) return [];
    const size = isObject(loki) && isObject(loki.sizes) ? loki.sizes[part as keyof typeof loki.sizes] : undefined;
    const sized = (['cpu', 'memory'] as const).filter((key) => isObject(size) && size[key] !== undefined);
    return [
      ...keyProblems(`${path}.labels`, settings.labels),
      ...keyProblems(`${path}.annotations`, settings.annotations),
      ...tolerationProblems(`${path}.tolerations`, settings.tolerations),
      ...(part === 'loki' && settings.resources !== undefined
        ? [
            {
              path: `${path}.resources`,
              found: 'is for one component',
              fix: 'write it for each, such as workloads.ingester',
            },
          ]
        : []),
      ...(settings.resources !== undefined && sized.length > 0
        ? [
            {
              path: `${path}.resources`,
              found: `loki.sizes.${part} has ${sized.join(' and ')}`,
              fix: 'keep one of the two',
            },
          ]
        : []),
    ];
  });
};

/** Kubernetes refuses these. */
function tolerationProblems(path: string, tolerations: unknown): Problem[] {
  if (!Array.isArray(tolerations)) return [];
  return tolerations.flatMap((toleration: unknown, index) => {
    if (!isObject(toleration)) return [];
    const { key, operator, value, effect, tolerationSeconds } = toleration;
    const problem = (found: string, fix: string) => [{ path: `${path}[${index}]`, found, fix }];
    if (key === undefined && operator !== 'Exists')
      return problem('has no key', "write a key, or operator: 'Exists' for any taint");
    if (operator === 'Exists' && value !== undefined)
      return problem(`has value ${show(value)} with Exists`, 'leave the value out');
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      return problem('has tolerationSeconds without NoExecute', "write effect: 'NoExecute', or leave it out");
    }
    return [];
  });
}

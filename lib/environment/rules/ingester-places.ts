import { isPlain } from '../../../charts/input/show';
import { type Problem, show } from '../../../charts/input/problems';
import { REPLICATION_FACTOR } from '../../../charts/loki/config/config';
import { hasIngesterZones } from '../../../charts/loki/sizes/sizes';
import { areInZones } from '../../../charts/loki/workloads/migration';
import { isSpoke } from '../hub/hub';
import { isLocal } from '../local';
import type { EnvironmentProps } from '../props';
import { parseVolume } from '../quantities';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Places that ingesters are spread over, by the label of a node. */
const PLACES = {
  'topology.kubernetes.io/zone': 'zone',
  'failure-domain.beta.kubernetes.io/zone': 'zone',
  'kubernetes.io/hostname': 'node',
} as const;

type Place = keyof typeof PLACES;

/** Parts whose settings ingesters have. */
const PARTS = ['loki', 'ingester'] as const;

/** Number of values of a label that pods may be on, by the terms of a node affinity, of which one must hold. */
function valuesOf(terms: readonly unknown[], label: Place): number | undefined {
  const named = new Set<unknown>();
  for (const term of terms) {
    const expressions: unknown = isPlain(term) ? term['matchExpressions'] : undefined;
    const own = (Array.isArray(expressions) ? (expressions as unknown[]) : []).find(
      (each) => isPlain(each) && each['key'] === label && each['operator'] === 'In',
    );
    const values = isPlain(own) ? own['values'] : undefined;
    if (!Array.isArray(values)) return undefined;
    values.forEach((value) => named.add(value));
  }
  return named.size === 0 ? undefined : named.size;
}

/** Too narrow a place of one part: its path, the value there and the number of places that it leaves. */
function narrowest(part: string, settings: Readonly<Record<string, unknown>>, label: Place) {
  const { nodeSelector, affinity } = settings;
  const path = `workloads.${part}`;
  if (isPlain(nodeSelector) && typeof nodeSelector[label] === 'string') {
    return { path: `${path}.nodeSelector.${label}`, value: nodeSelector[label], left: 1 };
  }
  const nodeAffinity = isPlain(affinity) ? affinity['nodeAffinity'] : undefined;
  const required = isPlain(nodeAffinity) ? nodeAffinity['requiredDuringSchedulingIgnoredDuringExecution'] : undefined;
  const terms = isPlain(required) ? required['nodeSelectorTerms'] : undefined;
  const left = Array.isArray(terms) ? valuesOf(terms, label) : undefined;
  return left === undefined
    ? undefined
    : {
        path: `${path}.affinity.nodeAffinity`,
        value: `${label} with ${left} ${left === 1 ? 'value' : 'values'}`,
        left,
      };
}

/** Ingesters that a selection of nodes leaves without a place: they are pending for ever. */
export const ingesterPlaces: LoggingRule = (_name, input) => {
  const { workloads, loki, volume, cluster } = input as EnvironmentProps;
  if (!isObject(workloads) || isSpoke(input) || isLocal({ cluster })) return [];
  const own: Readonly<Record<string, unknown>> = isObject(loki) ? { ...loki } : {};
  const { ingesterZones } = own;
  const written = areInZones(ingesterZones);
  const gigabytes = typeof volume === 'string' ? parseVolume(volume).value : undefined;
  const inZones = typeof written === 'boolean' ? written : hasIngesterZones(gigabytes);
  const isMade = isObject(cluster) && isObject(cluster.create);
  const needs = { zone: inZones || isMade ? REPLICATION_FACTOR : 1, node: REPLICATION_FACTOR };
  const why = {
    zone: inZones ? 'each of three StatefulSets of ingesters takes a zone' : 'the three ingesters are in three zones',
    node: 'each ingester takes a node',
  };
  return PARTS.flatMap((part) => {
    const settings: unknown = workloads[part];
    if (!isPlain(settings)) return [];
    return (Object.keys(PLACES) as Place[]).flatMap((label): Problem[] => {
      const place = PLACES[label];
      const found = narrowest(part, settings, label);
      if (!found || found.left >= needs[place]) return [];
      return [
        {
          path: found.path,
          found: `${show(found.value)} leaves ${found.left === 1 ? `one ${place}` : `${found.left} ${place}s`}, and ${why[place]}: the others would be pending`,
          fix: place === 'zone' ? 'select nodes in three zones' : 'select nodes by a label that several of them have',
        },
      ];
    });
  });
};

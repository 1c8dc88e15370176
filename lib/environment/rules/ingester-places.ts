import { isPlain } from '../../../charts/input/show';
import { type Problem, show } from '../../../charts/input/problems';
import { REPLICATION_FACTOR } from '../../../charts/loki/replication';
import { hasIngesterZones } from '../../../charts/loki/sizes/sizes';
import { areInZones } from '../../../charts/loki/workloads/migration';
import { isSpoke } from '../hub/hub';
import { isLocal } from '../local';
import type { LoggingProps } from '../props';
import { parseVolume } from '../quantities';
import { isObject } from '../values';
import { zonesOfNodes } from './cluster';
import type { InputRule } from './rule';

/** Topology domains that ingesters are spread over, by node label. */
const PLACES = {
  'topology.kubernetes.io/zone': 'zone',
  'failure-domain.beta.kubernetes.io/zone': 'zone',
  'kubernetes.io/hostname': 'node',
} as const;

type Place = keyof typeof PLACES;

/** Keys of `workloads` that apply to ingesters. Settings for ingesters win over those for all of Loki. */
const PARTS = ['ingester', 'loki'] as const;

/** Number of values of a node label that the terms of a node affinity allow. One of the terms must hold. */
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

/** Restriction of ingesters to nodes: its path, its value, and the number of places that it leaves. */
interface Selection {
  readonly path: string;
  readonly value: unknown;
  readonly left: number;
}

/** Restriction of ingesters by a node label; undefined without one. */
function selectionOf(workloads: Readonly<Record<string, unknown>>, label: Place): Selection | undefined {
  const parts = PARTS.map((part) => {
    const settings = workloads[part];
    const { nodeSelector = {}, affinity }: Readonly<Record<string, unknown>> = isPlain(settings) ? settings : {};
    return { path: `workloads.${part}`, selected: isPlain(nodeSelector) ? nodeSelector[label] : undefined, affinity };
  });
  // Selectors of both parts are merged by key; an affinity replaces the other.
  const selector = parts.find(({ selected }) => selected !== undefined);
  if (selector) return { path: `${selector.path}.nodeSelector.${label}`, value: selector.selected, left: 1 };
  const part = parts.find(({ affinity }) => affinity !== undefined);
  const nodeAffinity = isPlain(part?.affinity) ? part.affinity['nodeAffinity'] : undefined;
  const required = isPlain(nodeAffinity) ? nodeAffinity['requiredDuringSchedulingIgnoredDuringExecution'] : undefined;
  const terms = isPlain(required) ? required['nodeSelectorTerms'] : undefined;
  const left = Array.isArray(terms) ? valuesOf(terms, label) : undefined;
  if (!part || left === undefined) return undefined;
  return {
    path: `${part.path}.affinity.nodeAffinity`,
    value: `${label} with ${left} ${left === 1 ? 'value' : 'values'}`,
    left,
  };
}

/** Facts about a Loki and the nodes of its cluster that are not among the shared fields. */
interface PlaceFacts {
  /** Number of zones with nodes. @default - unknown: an existing cluster may have nodes in one zone */
  readonly zones?: number;

  /** Volume in GB a day. @default - the default volume */
  readonly gigabytesPerDay?: number;
}

/** Problems of selections of nodes that leave ingesters without a place: they stay Pending. */
export const ingesterPlaces: InputRule = (_name, input) => {
  const { volume, cluster } = input;
  if (isLocal(input)) return [];
  const gigabytesPerDay = typeof volume === 'string' ? parseVolume(volume).value : undefined;
  return placeProblems(input, { zones: zonesOfNodes(cluster?.create), gigabytesPerDay });
};

/** Problems of the placement of ingesters that depend on the cluster. */
export function placeProblems(input: LoggingProps, facts: PlaceFacts): Problem[] {
  const { workloads, loki } = input;
  if (!isObject(workloads) || isSpoke(input)) return [];
  const own: Readonly<Record<string, unknown>> = isObject(loki) ? { ...loki } : {};
  const written = areInZones(own['ingesterZones']);
  const inZones = typeof written === 'boolean' ? written : hasIngesterZones(facts.gigabytesPerDay);
  const zones = inZones ? REPLICATION_FACTOR : Math.min(REPLICATION_FACTOR, facts.zones ?? 1);
  const needs = { zone: zones, node: REPLICATION_FACTOR };
  const why = {
    zone: inZones
      ? 'each of three StatefulSets of ingesters takes a zone'
      : `the ingesters are spread over ${zones} zones`,
    node: 'each ingester takes a node',
  };
  const fix = {
    zone: `select nodes in ${zones} zones`,
    node: 'select nodes by a label that several of them have',
  };
  return (Object.keys(PLACES) as Place[]).flatMap((label): Problem[] => {
    const place = PLACES[label];
    const selection = selectionOf({ ...workloads }, label);
    if (!selection || selection.left >= needs[place]) return [];
    const { path, value, left } = selection;
    const leaves = `leaves ${left === 1 ? `one ${place}` : `${left} ${place}s`}`;
    return [
      { path, found: `${show(value)} ${leaves}, and ${why[place]}: the others would be pending`, fix: fix[place] },
    ];
  });
}

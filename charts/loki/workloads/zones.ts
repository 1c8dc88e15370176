import type { k8s } from 'cdk8s-plus-28';
import { noEffect } from '../../input/no-effect';
import { type Problem, show } from '../../input/problems';
import { FORMER_ZONE } from './migration';

/** Zones of ingesters. The names are Loki's own: the scheduler chooses the zone of AWS for each set. */
export const INGESTER_ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

/** Zone of ingesters. */
export type IngesterZone = (typeof INGESTER_ZONES)[number];

/** Zone of a StatefulSet of ingesters: one of three, or that of the former StatefulSet during a migration. */
export type ZoneOfSet = IngesterZone | typeof FORMER_ZONE;

/** True if a StatefulSet is one of those in zones. */
export const isInZone = (zone: ZoneOfSet | undefined): zone is IngesterZone =>
  zone !== undefined && zone !== FORMER_ZONE;

/** Label of the pods of one zone. */
export const ZONE_LABEL = 'loki.grafana.com/zone';

/** Label with which grafana/rollout-operator finds the StatefulSets that it rolls one after the other. */
const ROLLOUT_GROUP = 'rollout-group';

/** Annotation of a StatefulSet: how many of its pods may be restarted at once, also for grafana/rollout-operator. */
const MAX_UNAVAILABLE = 'rollout-max-unavailable';

/** Largest volume of three ingesters, in GB a day: one of them would need a larger pod than the nodes have. */
const MOST_OF_THREE = 3000;

/** Labels that the pods of a zone have besides those of the component. */
export const zoneLabels = (zone: ZoneOfSet): Record<string, string> => ({ [ZONE_LABEL]: zone });

/** Label of the pods of all zones, for grafana/rollout-operator. */
export const rolloutLabels = (component: string): Record<string, string> => ({ [ROLLOUT_GROUP]: component });

/** Metadata of a zone's StatefulSet. The annotation is the number of its pods that may be restarted at once. */
export function zoneMetadata(
  metadata: k8s.ObjectMeta,
  zone: IngesterZone,
  component: string,
  atOnce: number,
): k8s.ObjectMeta {
  return {
    ...metadata,
    labels: { ...metadata.labels, ...zoneLabels(zone), ...rolloutLabels(component) },
    annotations: { [MAX_UNAVAILABLE]: String(atOnce) },
  };
}

/**
 * Affinity that gives each set of a component a zone of AWS of its own, without naming the zone: a pod must be in the
 * zone of its own set, and not in that of another set. The scheduler places the first pod of a set in any zone without
 * another set.
 */
export function oneZoneEach(component: Record<string, string>, zone: IngesterZone): k8s.Affinity {
  const topologyKey = 'topology.kubernetes.io/zone';
  return {
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { ...component, ...zoneLabels(zone) } }, topologyKey },
      ],
    },
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        {
          labelSelector: {
            matchLabels: component,
            matchExpressions: [
              { key: ZONE_LABEL, operator: 'In', values: INGESTER_ZONES.filter((one) => one !== zone) },
            ],
          },
          topologyKey,
        },
      ],
    },
  };
}

/** Constraint that spreads the pods of a set over the hosts of its zone, as far as possible. */
export function overHosts(labels: Record<string, string>): k8s.TopologySpreadConstraint[] {
  return [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
    },
  ];
}

/** Fields about zones of ingesters, as the user wrote them. */
export interface ZonesInput {
  /** Volume in GB a day. @default - the default volume */
  readonly gigabytesPerDay?: unknown;

  /** StatefulSets of ingesters. @default - from the volume */
  readonly ingesterZones?: unknown;

  /** Operator that restarts them. @default - none */
  readonly rolloutOperator?: unknown;

  /** True if each zone has a StatefulSet. */
  readonly inZones: boolean;

  /** Number of zones with nodes. @default - unknown */
  readonly zones?: unknown;
}

/**
 * Problems of fields that contradict the StatefulSets of ingesters. Values of the wrong form are ignored. `root` is the
 * path before the fields.
 */
export function zonesProblems(input: ZonesInput, root: string): Problem[] {
  return [...tooFewIngesters(input, root), ...tooFewZones(input, root), ...operatorProblems(input, root)];
}

/** Problem of one StatefulSet whose three ingesters are too few for the volume. */
function tooFewIngesters({ gigabytesPerDay, ingesterZones }: ZonesInput, root: string): Problem[] {
  const isOne = ingesterZones === false || isObject(ingesterZones);
  if (!isOne || typeof gigabytesPerDay !== 'number' || gigabytesPerDay <= MOST_OF_THREE) return [];
  return [
    {
      path: `${root}ingesterZones`,
      found: `${show(ingesterZones)} leaves three ingesters for ${gigabytesPerDay} GB a day, but three take at most ${MOST_OF_THREE}`,
      fix: isObject(ingesterZones)
        ? 'write a smaller volume until it is true'
        : 'leave it out, or write a smaller volume',
    },
  ];
}

/** Problem of nodes in fewer zones than there are StatefulSets: the pods of one would wait for ever. */
function tooFewZones({ inZones, ingesterZones, zones }: ZonesInput, root: string): Problem[] {
  const needed = INGESTER_ZONES.length;
  if (!inZones || typeof zones !== 'number' || zones >= needed) return [];
  const written = ingesterZones === undefined ? 'the volume' : show(ingesterZones);
  return [
    {
      path: `${root}ingesterZones`,
      found: `${written} places ingesters in ${needed} zones, but the nodes are in ${zones}`,
      fix: `add nodes in ${needed} zones, or write false`,
    },
  ];
}

/** Problem of an operator that has nothing to restart, or that would restart too much. */
function operatorProblems({ inZones, ingesterZones, rolloutOperator }: ZonesInput, root: string): Problem[] {
  if (rolloutOperator !== true && !isObject(rolloutOperator)) return [];
  const path = `${root}rolloutOperator`;
  if (!inZones) {
    return [
      noEffect(
        path,
        rolloutOperator,
        'Kubernetes restarts the ingesters of one StatefulSet',
        'leave it out, or write ingesterZones: true (docs/how-to/zones.md)',
      ),
    ];
  }
  if (!isObject(ingesterZones)) return [];
  return [
    {
      path,
      found: `${show(rolloutOperator)} would restart ingesters of the zones while Kubernetes restarts those of the former StatefulSet`,
      fix: 'write it after the migration, beside ingesterZones: true',
    },
  ];
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

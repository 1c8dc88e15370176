import type { k8s } from 'cdk8s-plus-28';
import { type Problem } from '../../input/problems';

/** Zones of ingesters. They are Loki's own names: which zone of AWS a set gets is up to the scheduler. */
export const INGESTER_ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

/** Zone of ingesters. */
export type IngesterZone = (typeof INGESTER_ZONES)[number];

/** Label of the pods of one zone. */
const ZONE_LABEL = 'loki.grafana.com/zone';

/** Label by which grafana/rollout-operator finds StatefulSets that it rolls one after the other. */
const ROLLOUT_GROUP = 'rollout-group';

/** Largest volume of three ingesters, in GB a day: one of them would need a larger pod than the nodes have. */
const MOST_OF_THREE = 3000;

/** Labels that the pods of a zone have besides those of the component. */
export const zoneLabels = (zone: IngesterZone): Record<string, string> => ({ [ZONE_LABEL]: zone });

/** Label of the pods of all zones, for grafana/rollout-operator. */
export const rolloutLabels = (component: string): Record<string, string> => ({ [ROLLOUT_GROUP]: component });

/** Metadata of a zone's StatefulSet. The annotation lets grafana/rollout-operator restart all pods of a zone at once. */
export function zoneMetadata(
  metadata: k8s.ObjectMeta,
  zone: IngesterZone,
  component: string,
  replicas: number,
): k8s.ObjectMeta {
  return {
    ...metadata,
    labels: { ...metadata.labels, ...zoneLabels(zone), ...rolloutLabels(component) },
    annotations: { 'rollout-max-unavailable': String(replicas) },
  };
}

/**
 * Affinity that gives each set of a component a zone of AWS of its own, without naming it: next to pods of its own set, and
 * not beside pods of the others. The scheduler places the first pod of a set anywhere else than the other sets.
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

/** Spreads the pods of a set over the hosts of its zone, as far as there are some. */
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

/** Finds ingesters in one StatefulSet that would be too few. Values of the wrong form are ignored. `root` is the path of the field. */
export function zonesProblems(gigabytesPerDay: unknown, ingesterZones: unknown, root: string): Problem[] {
  if (ingesterZones !== false || typeof gigabytesPerDay !== 'number' || gigabytesPerDay <= MOST_OF_THREE) return [];
  return [
    {
      path: root,
      found: `false leaves three ingesters for ${gigabytesPerDay} GB a day, and three take ${MOST_OF_THREE} at most`,
      fix: 'leave it out, or write a smaller volume',
    },
  ];
}

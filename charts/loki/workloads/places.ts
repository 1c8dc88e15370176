import type { k8s } from 'cdk8s-plus-28';
import { onePerHost, spread } from '../../kubernetes/workload';
import { type LokiComponent, LokiNames } from '../components';
import { REPLICATION_FACTOR } from '../replication';
import { isInZone, oneZoneEach, overHosts, zoneLabels, type ZoneOfSet } from './zones';

/** Labels that select the pods of a component, or those of a zone. An existing StatefulSet keeps its labels. */
export const selectorOf = ({ target }: LokiComponent, zone?: ZoneOfSet): Record<string, string> => ({
  ...LokiNames.selector(target),
  ...(isInZone(zone) ? zoneLabels(zone) : {}),
});

/** Name of the workload of a component, or of the one in a zone, without the prefix. */
export const nameOf = ({ target }: LokiComponent, zone?: ZoneOfSet): string =>
  isInZone(zone) ? `${target}-${zone}` : target;

/**
 * Placement of pods: one in each host and zone if they keep a quorum, or all in the zone of their set. During a
 * migration, the former ingesters avoid only each other, so that those of zones find room beside them.
 */
export function placeOf(
  component: LokiComponent,
  { zones, oneNode }: { readonly zones?: number; readonly oneNode: boolean },
  zone?: ZoneOfSet,
): Partial<k8s.PodSpec> {
  const all = LokiNames.selector(component.target);
  if (isInZone(zone)) {
    return {
      affinity: oneZoneEach(all, zone),
      topologySpreadConstraints: overHosts(selectorOf(component, zone)),
    };
  }
  const selector = zone ? { ...all, ...zoneLabels(zone) } : all;
  const isApart = component.quorum && !oneNode;
  return {
    ...(isApart ? { affinity: onePerHost(selector) } : {}),
    topologySpreadConstraints: spread(selector, {
      strict: isApart,
      ofDeployment: component.kind === 'Deployment',
      zones: zones && Math.min(zones, REPLICATION_FACTOR),
    }),
  };
}

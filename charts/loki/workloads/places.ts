import type { k8s } from 'cdk8s-plus-28';
import { onePerHost, spread } from '../../kubernetes/workload';
import { type LokiComponent, LokiNames } from '../components';
import { REPLICATION_FACTOR } from '../config/config';
import { type IngesterZone, oneZoneEach, overHosts, zoneLabels } from './zones';

/** Labels that select the pods of a component, or of those in a zone. */
export const selectorOf = ({ target }: LokiComponent, zone?: IngesterZone): Record<string, string> => ({
  ...LokiNames.selector(target),
  ...(zone ? zoneLabels(zone) : {}),
});

/** Name of the workload of a component, or of the one in a zone, without the prefix. */
export const nameOf = ({ target }: LokiComponent, zone?: IngesterZone): string => (zone ? `${target}-${zone}` : target);

/** Where pods run: one of each host and zone if they keep a quorum, or in the zone of their set. */
export function placeOf(
  component: LokiComponent,
  { zones, oneNode }: { readonly zones?: number; readonly oneNode: boolean },
  zone?: IngesterZone,
): Partial<k8s.PodSpec> {
  const selector = LokiNames.selector(component.target);
  if (zone) {
    return {
      affinity: oneZoneEach(selector, zone),
      topologySpreadConstraints: overHosts(selectorOf(component, zone)),
    };
  }
  const isApart = component.quorum && !oneNode;
  return {
    ...(isApart ? { affinity: onePerHost(selector) } : {}),
    topologySpreadConstraints: spread(selector, {
      strict: isApart,
      zones: zones && Math.min(zones, REPLICATION_FACTOR),
    }),
  };
}

import type { Manifests } from '../../../manifests/manifests';
import type { Entrance } from './entrance';
import { ingressEntrances, routeEntrances } from './routes';
import { serviceEntrances } from './services';

/** All entrances from outside the cluster. */
export function entrancesOf(manifests: Manifests): readonly Entrance[] {
  return manifests.read(readEntrances);
}

const readEntrances = (manifests: Manifests): Entrance[] => [
  ...serviceEntrances(manifests),
  ...ingressEntrances(manifests),
  ...routeEntrances(manifests),
];

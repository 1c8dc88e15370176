import { flag } from '../../../manifests/flags';
import { at } from '../../../manifests/shape';
import type { Loki } from './loki';

/** True if a Loki uses the Thanos client for its buckets. */
export function hasThanosClient({ config, pods }: Loki): boolean {
  const given = pods.map(({ container }) => flag(container, 'use-thanos-objstore')).find((one) => one !== undefined);
  return given === undefined ? at(config, 'storage_config.use_thanos_objstore') === true : given === 'true';
}

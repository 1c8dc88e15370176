import { DEFAULT_GIGABYTES_PER_DAY } from '../../defaults';
import { InputError } from '../../input/problems';
import { areInZones, type IngesterZones, stepOf } from '../workloads/migration';
import { between } from './between';
import { SIZE_ROWS } from './rows';
import type { ComponentSize, ComponentSizeOverride, LokiSize, LokiSizeOverrides, SizedComponent } from './size';

export { SIZED_COMPONENTS } from './size';
export type { ComponentSize, ComponentSizeOverride, LokiSize, LokiSizeOverrides, SizedComponent } from './size';

/** Volumes in GB per day for which the table has sizes. */
export const SIZE_VOLUMES: readonly number[] = SIZE_ROWS.map((row) => row.gigabytesPerDay);

/** Maximum volume of the largest size, in GB per day. */
export const MAX_GIGABYTES_PER_DAY = Math.max(...SIZE_VOLUMES);

/** Volume in GB per day above which each zone has a StatefulSet of ingesters, unless the caller decides. */
const MOST_WITHOUT_ZONES = 1000;

/** True if each zone has a StatefulSet of ingesters, unless the caller decides. */
export const hasIngesterZones = (gigabytesPerDay = DEFAULT_GIGABYTES_PER_DAY): boolean =>
  gigabytesPerDay > MOST_WITHOUT_ZONES;

/** Size for a volume, with the caller's changes. @throws InputError if the volume exceeds the largest size */
export function lokiSize(
  gigabytesPerDay: number,
  overrides: LokiSizeOverrides = {},
  ingesterZones: IngesterZones = hasIngesterZones(gigabytesPerDay),
): LokiSize {
  if (gigabytesPerDay > MAX_GIGABYTES_PER_DAY) {
    const found = `${gigabytesPerDay} GB/day is more than the largest size, ${MAX_GIGABYTES_PER_DAY} GB/day`;
    throw new InputError([{ path: 'volume', found, fix: 'run the workloads on several clusters' }]);
  }
  const size = between(gigabytesPerDay, areInZones(ingesterZones));
  const components = { ...size.components };
  for (const [name, change] of Object.entries(overrides) as [SizedComponent, ComponentSizeOverride][]) {
    components[name] = { ...components[name], ...change };
  }
  return {
    ...size,
    components,
    ...(stepOf(ingesterZones) ? { formerIngester: formerIngester(gigabytesPerDay, overrides.ingester) } : {}),
  };
}

/**
 * Size of the StatefulSet that zones replace. The caller's number of pods is that of the zones, so it does not apply
 * here.
 */
function formerIngester(gigabytesPerDay: number, override: ComponentSizeOverride = {}): ComponentSize {
  const { ingester } = between(gigabytesPerDay).components;
  return { ...ingester, ...override, replicas: ingester.replicas };
}

/** Sizes for the volumes of the table. Sizes for volumes between them are interpolated: see `lokiSize`. */
export const LOKI_SIZES: readonly LokiSize[] = SIZE_VOLUMES.map((volume) => lokiSize(volume));

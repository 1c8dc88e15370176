import { ZONES } from '../replication';
import { type ComponentSize, type LokiSize, SIZED_COMPONENTS, type SizedComponent } from './size';
import { type RowSize, SIZE_ROWS, type SizeRow } from './rows';
import { isWriting, writingCpu } from './write-path';

/** Steps of requests: 0.05 cores, and 128 MiB. */
const [CPU_STEP, MEMORY_STEP] = [0.05, 0.125];

/**
 * Volume of an ingester in a zone, the same for every volume of logs. More ingesters share the writes, so gp3's
 * throughput is enough.
 */
const ZONE_VOLUME = { volume: 200, throughput: undefined };

/** Value rounded up to a step. Because of the slack, a multiple of the step stays as it is. */
const upTo = (value: number, step: number): number => Math.ceil(value / step - 1e-6) * step;
const cores = (value: number): number => Number(upTo(value, CPU_STEP).toFixed(2));

/** Rows below and above a volume, and the position of the volume between them, from 0 to 1. */
interface Place {
  readonly lower: SizeRow;
  readonly upper: SizeRow;
  readonly share: number;
}

function placeOf(gigabytesPerDay: number): Place {
  const found = SIZE_ROWS.findIndex((row) => gigabytesPerDay <= row.gigabytesPerDay);
  const upper = SIZE_ROWS[found] as SizeRow;
  const lower = SIZE_ROWS[found - 1] ?? upper;
  const range = upper.gigabytesPerDay - lower.gigabytesPerDay;
  return { lower, upper, share: range === 0 ? 1 : (gigabytesPerDay - lower.gigabytesPerDay) / range };
}

/**
 * Size for a volume. The sum of the requests of a component and its number of pods are interpolated between the rows
 * around the volume, and the sum is divided among the pods. So one more GB a day never costs much more.
 */
export function between(gigabytesPerDay: number, ingesterZones = false): LokiSize {
  const place = placeOf(gigabytesPerDay);
  const at = (of: (row: SizeRow) => number): number => {
    const [lower, upper] = [of(place.lower), of(place.upper)];
    return lower + (upper - lower) * place.share;
  };
  const component = (name: SizedComponent): ComponentSize => {
    const of = (row: SizeRow): RowSize => row.components[name];
    const replicas = Math.round(at((row) => of(row).replicas));
    const memory = at((row) => of(row).replicas * of(row).memory) / replicas;
    const cpu = isWriting(name)
      ? writingCpu(name, gigabytesPerDay, replicas)
      : at((row) => of(row).replicas * (of(row).cpu ?? 0)) / replicas;
    // Volumes of a StatefulSet cannot change, so they are not interpolated: they have the size of the row above.
    const { volume, throughput } = of(place.upper);
    return {
      replicas,
      cpu: cores(cpu),
      memory: upTo(memory, MEMORY_STEP),
      ...(volume === undefined ? {} : { volume }),
      ...(throughput === undefined ? {} : { throughput }),
    };
  };
  const components = Object.fromEntries(SIZED_COMPONENTS.map((name) => [name, component(name)])) as Record<
    SizedComponent,
    ComponentSize
  >;
  const perZone = ingesterZones ? Math.round(at((row) => row.components.ingester.replicas)) : 1;
  components.ingester = {
    ...components.ingester,
    replicas: ZONES * perZone,
    cpu: cores(writingCpu('ingester', gigabytesPerDay, ZONES * perZone)),
    memory: upTo(at((row) => row.components.ingester.memory) / perZone, MEMORY_STEP),
    ...(ingesterZones ? ZONE_VOLUME : {}),
  };
  const { querier } = components;
  const slots = at((row) => row.components.querier.replicas * row.querierConcurrency);
  return {
    gigabytesPerDay,
    ingesterZones,
    components,
    ingestionRateMb: Math.ceil(at((row) => row.ingestionRateMb) - 1e-6),
    maxStreams: Math.ceil(at((row) => row.maxStreams) / 1000) * 1000,
    querierConcurrency: Math.floor(slots / querier.replicas + 1e-6),
  };
}

import { number, required, fields, type Validator } from '../../input/props';
import { switchOr } from '../../input/combine';
import type { LimitsConfig, LokiConfig } from '../config/generated/types';

/** Step of a migration from one StatefulSet of ingesters to one in each zone. Each is a deploy. */
export type MigrationStep = 1 | 2 | 3 | 4 | 5;

/** All steps, in order. */
export const MIGRATION_STEPS: readonly MigrationStep[] = [1, 2, 3, 4, 5];

/** Migration from one StatefulSet of ingesters to one in each zone, during which both exist. */
export interface IngesterMigration {
  /**
   * Step that is deployed, one after the other (docs/how-to/zones.md):
   *
   * 1. the former ingesters become a zone of their own, and the StatefulSets of the zones are made without pods;
   * 2. the ingesters of the zones start, and take a part of the lines;
   * 3. distributors write one copy of each line to each of three zones;
   * 4. queriers expect the copies there, and the former ingesters get no more lines;
   * 5. the former ingesters, whose lines are in the object store by now, have no pods.
   */
  readonly step: MigrationStep;
}

/** StatefulSets of ingesters: false is one for all, true one in each zone, and an object the way from one to the other. */
export type IngesterZones = boolean | IngesterMigration;

const EXAMPLE = '{ step: 1 }';

/** Validates the field `ingesterZones`. */
export const ingesterZonesField: Validator = switchOr(
  fields<IngesterMigration>(EXAMPLE, {
    step: required(number({ example: '1', least: 1, most: MIGRATION_STEPS.length }), '1'),
  }),
  EXAMPLE,
);

/** True if there are StatefulSets in zones; undefined if nothing is written. */
export const areInZones = (ingesterZones: unknown): boolean | undefined =>
  typeof ingesterZones === 'object' && ingesterZones !== null ? true : (ingesterZones as boolean | undefined);

/** Step of a migration; undefined if none is under way. */
export const stepOf = (ingesterZones: IngesterZones | undefined): MigrationStep | undefined =>
  typeof ingesterZones === 'object' ? ingesterZones.step : undefined;

/** Zone of the ring in which the former ingesters are during a migration. */
export const FORMER_ZONE = 'zone-default';

/** Step with which the ingesters of zones start. */
const START = 2;

/** Step with which distributors write to three zones. */
const WRITE = 3;

/** Step with which queriers expect one copy in each of three zones, and the former ingesters get no more lines. */
const READ = 4;

/** Step with which the former ingesters end. */
const END = 5;

/** True if the zones have pods. */
export const zonesRun = (step: MigrationStep): boolean => step >= START;

/** True if the former StatefulSet has pods. */
export const formerRuns = (step: MigrationStep): boolean => step < END;

/** True if the former ingesters get lines. */
export const formerTakesLines = (step: MigrationStep): boolean => step < READ;

/** Components that read from the ring of ingesters: the ruler does if it evaluates rules by itself, and it writes no lines. */
const READERS = ['querier', 'ruler'];

/**
 * Flags of a component that differ from the configuration, which is that of zones during the whole migration. Writers
 * change first: a reader that expects a copy in each zone would miss earlier lines.
 */
export function ringFlags(target: string, step: MigrationStep | undefined): string[] {
  if (step === undefined) return [];
  const isReader = READERS.includes(target);
  if (!isReader && target !== 'distributor') return [];
  const isAware = step >= (isReader ? READ : WRITE);
  return [
    ...(isAware ? [] : ['-distributor.zone-awareness-enabled=false']),
    ...(!isReader && step >= READ ? [`-distributor.excluded-zones=${FORMER_ZONE}`] : []),
  ];
}

/**
 * Factor of the limits of streams during a migration. Loki divides a limit by the zones and then by the ingesters of a zone:
 * with a fourth zone, each of three former ingesters would take a quarter of it, and holds all streams.
 */
const STREAMS_FACTOR = 4;

/** Key of the limit of streams. */
const STREAMS = 'max_global_streams_per_user';

const withMoreStreams = (limits: LimitsConfig): LimitsConfig => {
  const { [STREAMS]: streams } = limits;
  return typeof streams === 'number' ? { ...limits, [STREAMS]: streams * STREAMS_FACTOR } : limits;
};

/** Configuration with more streams during a migration. Zero, which is not a limit, stays. */
export function migrationConfig(config: LokiConfig, step: MigrationStep | undefined): LokiConfig {
  const { limits_config: limits } = config;
  return step && limits ? { ...config, limits_config: withMoreStreams(limits) } : config;
}

/** Limits of tenants with more streams during a migration. */
export function migrationLimits(
  limits: Readonly<Record<string, LimitsConfig>> | undefined,
  step: MigrationStep | undefined,
): Readonly<Record<string, LimitsConfig>> | undefined {
  if (step === undefined || limits === undefined) return limits;
  return Object.fromEntries(Object.entries(limits).map(([tenant, own]) => [tenant, withMoreStreams(own)]));
}

import { InputError } from '../../../charts/input/problems';
import { SIZE_VOLUMES } from '../../../charts/loki/sizes/sizes';
import { type Environment, resolveEnvironment } from '../../environment/environment';
import { billOf } from '../bill/bill';
import { PART_KEYS, PARTS } from '../bill/line';
import { averageDays } from '../bill/store';
import { rounded } from '../bill/terms';
import { environmentSetup } from '../plan';
import type { PriceFile } from '../prices/file';
import { Tariff } from '../prices/tariff';
import type { Setup } from '../setup/setup';
import { type Size, sizeOf } from '../size';

/** Volumes between those of the table of sizes, in GB a day. */
const BETWEEN = [10, 20, 30, 75, 150, 200, 300, 400, 700, 1500, 2000, 5000, 7000, 15_000, 20_000];

/** Retentions in days. */
const RETENTIONS = [1, 3, 7, 14, 21, 28, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1095, 1825, 2555, 3650];

/** Dollars for a volume and a retention. */
interface GridCell {
  /** Dollars of each part of the grid. */
  readonly parts: readonly number[];

  /** Dollars of CloudWatch Logs for the same lines. */
  readonly cloudWatch: number;
}

/** Row of a grid: all retentions of a volume. */
interface GridRow {
  /** Volume in GB a day. */
  readonly volume: number;

  /** Size for the volume. */
  readonly size: Size;

  /** A cell for each retention. */
  readonly cells: readonly GridCell[];
}

/** Prices of an environment with other volumes and retentions. */
export interface Grid {
  /** Name of the environment. */
  readonly environment: string;

  /** AWS region. */
  readonly region: string;

  /** Parts that cost something in any cell, by name. */
  readonly parts: readonly string[];

  /** Retentions in days. */
  readonly retentions: readonly number[];

  /** Rows by volume. */
  readonly rows: readonly GridRow[];

  /** True if its lines go to a Loki elsewhere: then its price depends on neither volume nor retention. */
  readonly isElsewhere: boolean;

  /** Row and cell of the environment as it is. */
  readonly present: { readonly row: number; readonly cell: number };
}

const sorted = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** The setup with one retention for all lines. */
const keptFor = (setup: Setup, days: number): Setup =>
  setup.loki ? { ...setup, loki: { ...setup.loki, retentions: [{ days, tenants: 1 }] } } : setup;

/** The setup with another volume; undefined if the environment cannot have it. */
function withVolume({ name, props }: Environment, gigabytesPerDay: number): Setup | undefined {
  try {
    return environmentSetup(resolveEnvironment(name, { ...props, volume: `${gigabytesPerDay} GB/day` }));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * Prices of an environment for every volume and retention that sliders choose from. Each row is rendered, so that it has the
 * user's own sizes and changes.
 */
export function gridOf(environment: Environment, present: Setup, file?: PriceFile): Grid {
  const { region, loki, gigabytesPerDay } = present;
  const tariff = new Tariff(region, file);
  const days = Math.round((loki ? averageDays(loki, tariff.assumed('foreverDays')) : 0) * 10) / 10 || 1;
  const retentions = loki ? sorted([...RETENTIONS, days]) : [days];
  // The cost of a cluster without a Loki does not depend on its volume.
  const volumes = loki ? sorted([...SIZE_VOLUMES, ...BETWEEN, gigabytesPerDay]) : [gigabytesPerDay];
  const setups = volumes.flatMap(
    (volume) => (volume === gigabytesPerDay ? present : withVolume(environment, volume)) ?? [],
  );
  const isPresent = (setup: Setup, each: number): boolean => setup === present && each === days;
  const bills = setups.map((setup) =>
    retentions.map((each) => billOf(isPresent(setup, each) ? present : keptFor(setup, each), tariff)),
  );
  const parts = PART_KEYS.filter((part) => bills.flat().some(({ lines }) => lines.some((one) => one.part === part)));
  const rows = setups.map((setup, index) => ({
    volume: setup.gigabytesPerDay,
    size: sizeOf(setup),
    cells: (bills[index] ?? []).map(({ lines, cloudWatch }) => ({
      parts: parts.map((part) => rounded(lines.find((one) => one.part === part)?.dollars ?? 0)),
      cloudWatch: rounded(cloudWatch?.dollars ?? 0),
    })),
  }));
  return {
    environment: environment.name,
    region,
    parts: parts.map((part) => PARTS[part]),
    retentions,
    rows,
    isElsewhere: !loki,
    present: { row: setups.indexOf(present), cell: retentions.indexOf(days) },
  };
}

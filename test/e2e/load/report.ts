import type { Logs } from './logs';
import { QUERY_NAMES } from './queries';
import type { Measured } from './side';

/** A figure of both sides. Less is better, always. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;

  /** How much more ours may be, as a part of theirs, before that is no noise. Nothing where it is only told. */
  readonly margin?: number;
}

/**
 * What two runs of the same side differ by: the largest found in repeated runs on two cores, rounded up. Counts of
 * bytes and requests depend only on how pushes meet, CPU time on little else, and waiting on all the machine does.
 */
const MARGIN = { stored: 0.05, cpu: 0.1, time: 0.35 };

/** All figures, from what was measured of both. */
export function figures(logs: Logs, ours: Measured, theirs: Measured): Figure[] {
  const gigabytes = logs.bytes / 1e9;
  const figure = (name: string, of: (side: Measured) => number, margin?: number): Figure => ({
    name,
    ours: of(ours),
    theirs: of(theirs),
    margin,
  });
  const components = [...new Set([...ours.cpu.keys(), ...theirs.cpu.keys()])];
  const time = (name: string, of: (side: Measured) => readonly number[]): Figure[] => [
    figure(`${name}, p50 ms`, (side) => quantile(of(side), 0.5), MARGIN.time),
    figure(`${name}, p95 ms`, (side) => quantile(of(side), 0.95), MARGIN.time),
  ];
  return [
    figure('CPU seconds per GB in', ({ cpu }) => sum(cpu.values()) / gigabytes, MARGIN.cpu),
    ...components.map((name) => figure(`  ${name}`, ({ cpu }) => (cpu.get(name) ?? 0) / gigabytes)),
    figure('bytes stored per raw byte', (side) => (side.chunkBytes + side.indexBytes) / logs.bytes, MARGIN.stored),
    figure('  chunks', (side) => side.chunkBytes / logs.bytes),
    figure('  index', (side) => side.indexBytes / logs.bytes),
    figure('S3 PUTs per GB in', ({ puts }) => puts / gigabytes, MARGIN.stored),
    ...time('push', ({ pushes }) => pushes),
    figure('pushes told to come again', ({ refused }) => refused),
    ...QUERY_NAMES.flatMap((name) => [
      ...time(`${name} from memory`, ({ fromMemory }) => fromMemory.get(name) ?? []),
      ...time(`${name} from S3`, ({ fromStore }) => fromStore.get(name) ?? []),
    ]),
    figure('CPU seconds of a query', ({ queryCpu, fromMemory, fromStore }) => {
      const asked = [...fromMemory.values(), ...fromStore.values()].flat().length;
      return queryCpu / asked;
    }, MARGIN.cpu),
  ];
}

/** Names of the figures that ours is worse at, beyond noise. */
export function worse(all: readonly Figure[]): string[] {
  return all
    .filter(({ ours, theirs, margin }) => margin !== undefined && ours > theirs * (1 + margin))
    .map(({ name, ours, theirs }) => `${name}: ${round(ours)}, and the community chart's ${round(theirs)}`);
}

/** The figures as a table. */
export function table(all: readonly Figure[]): string {
  const rows = [
    ['', 'ours', 'community', 'change', 'margin'],
    ...all.map(({ name, ours, theirs, margin }) => [
      name,
      round(ours),
      round(theirs),
      theirs === 0 ? '' : percent(ours / theirs - 1),
      margin === undefined ? '' : percent(margin),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '))
    .join('\n');
}

function percent(part: number): string {
  return `${part > 0 ? '+' : ''}${(part * 100).toFixed(0)} %`;
}

function round(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 3);
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((all, one) => all + one, 0);
}

/** The value that a part of all are not above. */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

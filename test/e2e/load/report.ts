import type { Logs } from './logs';
import { QUERY_NAMES } from './queries';
import type { Measured } from './side';

/** Figure of both sides. Less is always better. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;

  /** Share of theirs by which ours may exceed it as noise. @default - the figure is only reported */
  readonly margin?: number;

  /** Settings of our configuration that it depends on. */
  readonly settings?: string;
}

/**
 * Margins of noise. For CPU time and the median push: three standard deviations of ours relative to theirs in seven pairs
 * of runs on two cores (-5 to +16 %, -11 to +16 %). For the others: one and a half times the spread of six runs of one
 * side, which was 11 % for bytes (the timing of pushes decides which streams are sharded), 1 % for PUTs and 45 % for the
 * median query. The slowest pushes and queries varied by 100 %.
 */
const MARGIN = { stored: 0.17, puts: 0.05, cpu: 0.22, push: 0.28, query: 0.65, slowest: 1 };

const SETTINGS = {
  cpu: 'GOGC 200, theirs 80; chunk_encoding snappy, as theirs',
  garbage: 'GOGC 200, theirs 80',
  patterns: 'pattern_ingester.enabled, theirs off',
  stored: 'chunk_encoding snappy, as theirs',
  puts: 'chunk_target_size, chunk_idle_period, max_chunk_age: as theirs; use_thanos_objstore, theirs off',
  query: 'encoding protobuf, max_concurrent 8: no better than json, 4, for one query at a time',
};

/** Name of the figure that `GOGC` changes. Go's estimate includes idle time reserved for the collector. */
export const GC_CPU = '  reserved for GC in ingesters';

/** All figures, from the measurements of both sides. */
export function figures(logs: Logs, ours: Measured, theirs: Measured): Figure[] {
  const gigabytes = logs.bytes / 1e9;
  const figure = (name: string, of: (side: Measured) => number, margin?: number, settings?: string): Figure => ({
    name,
    ours: of(ours),
    theirs: of(theirs),
    margin,
    settings,
  });
  const times = (name: string, of: (side: Measured) => readonly number[], margin: number, settings: string) => [
    figure(`${name}, p50 ms`, (side) => quantile(of(side), 0.5), margin, settings),
    figure(`${name}, p95 ms`, (side) => quantile(of(side), 0.95), MARGIN.slowest, settings),
  ];
  const components = [...new Set([...ours.cpu.keys(), ...theirs.cpu.keys()])].sort();
  return [
    figure('CPU seconds per GB in', ({ cpu }) => sum(cpu.values()) / gigabytes, MARGIN.cpu, SETTINGS.cpu),
    ...components.map((name) => {
      const settings = name === 'pattern-ingester' ? SETTINGS.patterns : undefined;
      return figure(`  ${name}`, ({ cpu }) => (cpu.get(name) ?? 0) / gigabytes, undefined, settings);
    }),
    figure(GC_CPU, ({ gcCpu }) => gcCpu / gigabytes, undefined, SETTINGS.garbage),
    figure('bytes stored per raw byte', (side) => stored(side) / logs.bytes, MARGIN.stored, SETTINGS.stored),
    figure('  chunks', (side) => side.chunkBytes / logs.bytes),
    figure('  index', (side) => side.indexBytes / logs.bytes),
    figure('S3 PUTs per GB in', ({ puts }) => puts / gigabytes, MARGIN.puts, SETTINGS.puts),
    ...times('push', ({ pushes }) => pushes, MARGIN.push, SETTINGS.cpu),
    figure('pushes refused and sent again', ({ refused }) => refused),
    ...QUERY_NAMES.flatMap((name) => [
      ...times(`${name}, from memory`, (side) => side.fromMemory.get(name) ?? [], MARGIN.query, SETTINGS.query),
      ...times(`${name}, from S3`, (side) => side.fromStore.get(name) ?? [], MARGIN.query, SETTINGS.query),
    ]),
    figure('CPU seconds of a query', (side) => side.queryCpu / asked(side), MARGIN.cpu, SETTINGS.query),
  ];
}

function stored({ chunkBytes, indexBytes }: Measured): number {
  return chunkBytes + indexBytes;
}

function asked({ fromMemory, fromStore }: Measured): number {
  return [...fromMemory.values(), ...fromStore.values()].flat().length;
}

/** Figures at which ours is worse, beyond noise. */
export function worse(all: readonly Figure[]): string[] {
  return all
    .filter(({ ours, theirs, margin }) => margin !== undefined && ours > theirs * (1 + margin))
    .map(({ name, ours, theirs }) => `${name}: ${round(ours)}, and the community chart's ${round(theirs)}`);
}

/** Table of the figures. */
export function table(all: readonly Figure[]): string {
  const rows = [
    ['', 'ours', 'community', 'change', 'margin', 'settings'],
    ...all.map(({ name, ours, theirs, margin, settings = '' }) => [
      name,
      round(ours),
      round(theirs),
      theirs === 0 ? '' : percent(ours / theirs - 1),
      margin === undefined ? '' : percent(margin),
      settings,
    ]),
  ];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const cell = (text: string, column: number) =>
    column === 0 || column === 5 ? text.padEnd(width(column)) : text.padStart(width(column));
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
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

/** Value that a share of all values do not exceed. */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

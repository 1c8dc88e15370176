import { total } from './counts';
import type { Logs } from './logs';
import { QUERY_NAMES } from './queries';
import type { Measured } from './side';
import { CHUNK_DIVISOR } from './sides';

/** Figure of one turn of one side. Less is always better. */
interface Figure {
  readonly name: string;
  readonly of: (side: Measured, logs: Logs) => number;

  /**
   * Most that ours may be as a share of the community chart's. Bytes hardly differ between turns, so their limits are
   * near what was seen; times depend on what else the machine does, so theirs only say that ours is not worse.
   * @default - the figure is only reported
   */
  readonly limit?: number;
}

/** A side with what its turns measured, in order. */
export interface Turns {
  readonly name: string;
  readonly measured: readonly Measured[];
}

/** A figure of all sides: medians over the turns, and how each side compares with the second one. */
interface Row {
  readonly name: string;
  readonly medians: readonly number[];

  /** Median over the turns of ours divided by the community chart's in the same turn. */
  readonly ratio: number;
  readonly limit?: number;
}

const gigabytes = (logs: Logs): number => logs.bytes / 1e9;
const stored = ({ chunkBytes, indexBytes }: Measured): number => chunkBytes + indexBytes;

/** Bytes of lines from which on most chunks are full, if they are as large as usual. */
const FULL_CHUNKS = 800e6;

/** A figure of bytes, for each byte of a line. */
const perByte =
  (of: (side: Measured) => number | undefined): Figure['of'] =>
  (side, logs) =>
    (of(side) ?? 0) / logs.bytes;

const cpuOfQuery: Figure = {
  name: 'CPU seconds of a query',
  of: ({ queryCpu, fromMemory, fromStore }) => queryCpu / [...fromMemory.values(), ...fromStore.values()].flat().length,
  limit: 1.2,
};

/** Pods that lines pass. What the others do does not follow from lines, and is much of a short run. */
const PASSED = ['distributor', 'ingester', 'pattern-ingester'];

/** All figures. */
function figures(components: readonly string[], hasFullChunks: boolean): Figure[] {
  const queries = QUERY_NAMES.flatMap((name): Figure[] => [
    { name: `${name}, from memory, p50 ms`, of: ({ fromMemory }) => median(fromMemory.get(name) ?? []) },
    { name: `${name}, from S3, p50 ms`, of: ({ fromStore }) => median(fromStore.get(name) ?? []), limit: 1 },
  ]);
  return [
    { name: 'bytes stored per raw byte', of: (side, logs) => stored(side) / logs.bytes, limit: 0.65 },
    { name: '  chunks', of: ({ chunkBytes }, logs) => chunkBytes / logs.bytes },
    { name: '  index', of: ({ indexBytes }, logs) => indexBytes / logs.bytes },
    {
      name: 'bytes that distributors send per raw byte',
      of: perByte(({ sent }) => sent.get('distributor')),
      limit: 0.45,
    },
    { name: '  of them to pattern ingesters', of: perByte(({ received }) => received.get('pattern-ingester')) },
    { name: 'bytes from agents to gateways', of: perByte(({ received }) => received.get('gateway')) },
    { name: 'bytes from gateways to distributors', of: perByte(({ received }) => received.get('distributor')) },
    { name: 'bytes to the chunk cache', of: perByte(({ received }) => received.get('chunks-cache')) },
    { name: 'bytes from the chunk cache', of: perByte(({ sent }) => sent.get('chunks-cache')) },
    {
      name: 'S3 PUTs per GB in',
      of: ({ puts }, logs) => puts / gigabytes(logs),
      limit: hasFullChunks ? 0.8 : undefined,
    },
    {
      name: '  of chunks before all were flushed',
      of: ({ putsWhilePushing }, logs) => putsWhilePushing / gigabytes(logs),
      limit: hasFullChunks ? 0.8 : undefined,
    },
    { name: '  chunks flushed per GB in', of: ({ chunks }, logs) => chunks / gigabytes(logs) },
    { name: '  of them found in the cache', of: ({ chunks, deduped }) => deduped / chunks },
    { name: 'CPU seconds per GB in', of: ({ cpu }, logs) => total(cpu.values()) / gigabytes(logs) },
    {
      name: '  of pods that lines pass',
      of: ({ cpu }, logs) => total(PASSED.map((name) => cpu.get(name) ?? 0)) / gigabytes(logs),
      limit: 1,
    },
    ...components.map((name): Figure => ({
      name: `  ${name}`,
      of: ({ cpu }, logs) => (cpu.get(name) ?? 0) / gigabytes(logs),
    })),
    { name: 'push, p50 ms', of: ({ pushes }) => median(pushes), limit: 1.5 },
    { name: 'pushes to patterns that failed', of: ({ patternsFailed }) => patternsFailed },
    { name: 'pushes refused and sent again', of: ({ refused }) => refused },
    ...queries,
    ...(queries.length > 0 ? [cpuOfQuery] : []),
  ];
}

/** Figures of all sides: the first is ours, the second the community chart. */
export function compare(logs: Logs, sides: readonly Turns[]): Row[] {
  const [ours, theirs] = sides as [Turns, Turns];
  const components = [...new Set(sides.flatMap(({ measured }) => measured.flatMap(({ cpu }) => [...cpu.keys()])))];
  return figures(components.sort(), logs.bytes * CHUNK_DIVISOR >= FULL_CHUNKS).map(({ name, of, limit }) => {
    const ratios = ours.measured.map((mine, turn) => of(mine, logs) / of(theirs.measured[turn] as Measured, logs));
    const medians = sides.map(({ measured }) => median(measured.map((side) => of(side, logs))));
    return { name, medians, ratio: median(ratios), limit };
  });
}

/** Figures at which ours is above its limit. */
export function above(rows: readonly Row[]): string[] {
  return rows
    .filter(({ ratio, limit }) => limit !== undefined && ratio > limit)
    .map(({ name, ratio, limit }) => `${name}: ${round(ratio)} of the community chart's, above ${limit}`);
}

/** Table of the figures. */
export function table(rows: readonly Row[], sides: readonly Turns[]): string {
  const cells = [
    ['', ...sides.map(({ name }) => name), 'ratio', 'limit'],
    ...rows.map(({ name, medians, ratio, limit }) => [
      name,
      ...medians.map(round),
      Number.isFinite(ratio) ? ratio.toFixed(2) : '',
      limit === undefined ? '' : String(limit),
    ]),
  ];
  const width = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0));
  const cell = (text: string, column: number) => (column === 0 ? text.padEnd(width(0)) : text.padStart(width(column)));
  return cells.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}

function round(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 3);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
}

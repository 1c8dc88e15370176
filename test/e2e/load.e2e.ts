import { writeFileSync } from 'node:fs';
import { type Logs, makeLogs } from './load/logs';
import { above, compare, table, type Turns } from './load/report';
import { type Measured, measure } from './load/side';
import { type Side, SIDES } from './load/sides';
import { describeWith } from '../helpers/programs';
import { LOKI_RIG } from './rig/cluster';

/** Size of the lines in MB. Chunks are full from about 800 on. */
const MEGABYTES = Number(process.env.LOAD_MEGABYTES ?? 20);

/** Turns of each side. Their order alternates, and medians are compared, so one disturbed turn decides nothing. */
const TURNS = Number(process.env.LOAD_TURNS ?? 3);

/**
 * Seconds between two pushes of a node. Loki answers when two of three ingesters have a push: without a pause, the next one
 * sometimes overtakes it at the third. A node that logs 1.4 MB a second, a quarter of 500 GB a day, has a batch every 0.7 s.
 */
const PAUSE = Number(process.env.LOAD_PAUSE ?? 0);

/** Sides beside ours and the community chart with its defaults. */
const MORE = (process.env.LOAD_SIDES ?? '').split(',').filter(Boolean) as (keyof typeof SIDES)[];

/** Minutes that the logs cover: less than the 40 after which late lines go to other streams. */
const MINUTES = 30;

/** Makes objects of maps, which JSON has not. */
const withMaps = (_key: string, value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value;

test('logs are the same for the same seed, and differ for another', () => {
  const made = (seed: number) =>
    Buffer.concat(makeLogs({ start: 0, end: 60_000, bytes: 1e6, cluster: 'load', seed, nodeLabel: true }).nodes.flat());
  expect(made(1).equals(made(1))).toBe(true);
  expect(made(1).equals(made(2))).toBe(false);
});

describeWith(LOKI_RIG, 'the same logs, through our configuration and the community chart’s', () => {
  const sides = (['ours', 'community', ...MORE] as const).map((name) => SIDES[name]());
  const measured = new Map<Side, Measured[]>(sides.map((side) => [side, []]));
  const turns = (): Turns[] => sides.map((side) => ({ name: side.name, measured: measured.get(side) ?? [] }));
  let logs: Logs;
  let rows: ReturnType<typeof compare>;

  beforeAll(
    async () => {
      for (let turn = 0; turn < TURNS; turn++) {
        const end = Date.now();
        const range = { start: end - MINUTES * 60_000, end };
        // In sequence, so that each has the machine to itself; each goes first as often as last.
        for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
          const { nodeLabel } = side;
          logs = makeLogs({ ...range, bytes: MEGABYTES * 1e6, cluster: 'load', seed: 5 + turn, nodeLabel });
          measured.get(side)?.push(await measure(side.environment(), logs, range, PAUSE));
        }
      }
      rows = compare(logs, turns());
    },
    sides.length * TURNS * 600_000,
  );

  afterAll(() => {
    if (!rows) return;
    if (process.env.LOAD_JSON)
      writeFileSync(process.env.LOAD_JSON, JSON.stringify({ rows, turns: turns() }, withMaps, 2));
    process.stdout.write(
      `\n${logs.lines} lines of ${MEGABYTES} MB, medians of ${TURNS} turns\n${table(rows, turns())}\n`,
    );
  });

  test('every side stores every line once', () => {
    for (const { measured: all } of turns()) for (const { lines, pushed } of all) expect(lines).toBe(pushed);
  });

  test('ours costs less than the community chart’s defaults', () => {
    expect(above(rows)).toEqual([]);
  });
});

import { writeFileSync } from 'node:fs';
import { type Logs, makeLogs } from './load/logs';
import { type Figure, figures, GC_CPU, table, worse } from './load/report';
import { type Measured, measure } from './load/side';
import { ours, theirs } from './load/sides';
import { describeWith } from '../helpers/programs';
import { LOKI_RIG } from './rig/cluster';

/** Size of the lines in MB: `LOAD_MEGABYTES=500` gives figures that vary less. */
const MEGABYTES = Number(process.env.LOAD_MEGABYTES ?? 100);

/** Minutes that the logs cover: less than the 40 after which late lines go to other streams. */
const MINUTES = 30;

test('logs are the same for the same seed, and differ for another', () => {
  const made = (seed: number) =>
    Buffer.concat(makeLogs({ start: 0, end: 60_000, bytes: 1e6, cluster: 'load', seed }).nodes.flat());
  expect(made(1).equals(made(1))).toBe(true);
  expect(made(1).equals(made(2))).toBe(false);
});

describeWith(LOKI_RIG, 'the same logs, through our configuration and the community chart’s', () => {
  let logs: Logs;
  let all: Figure[];
  const sides: Measured[] = [];

  beforeAll(async () => {
    const end = Date.now();
    const range = { start: end - MINUTES * 60_000, end };
    logs = makeLogs({ ...range, bytes: MEGABYTES * 1e6, cluster: 'load', seed: 5 });
    // In sequence, so that each has the machine to itself.
    for (const environment of [ours(), theirs()]) sides.push(await measure(environment, logs, range));
    all = figures(logs, sides[0] as Measured, sides[1] as Measured);
  }, 600_000);

  afterAll(() => {
    if (!all) return;
    if (process.env.LOAD_JSON) writeFileSync(process.env.LOAD_JSON, JSON.stringify(all, undefined, 2));
    process.stdout.write(`\n${logs.lines} lines of ${MEGABYTES} MB in ${logs.streams} streams\n${table(all)}\n`);
    for (const { seconds } of sides) process.stdout.write(`seconds: ${JSON.stringify(seconds)}\n`);
  });

  test('both store every line once', () => {
    expect(sides.map(({ lines }) => lines)).toEqual([logs.lines, logs.lines]);
  });

  test('no figure of ours is worse, beyond noise', () => {
    expect(worse(all)).toEqual([]);
  });

  test('less CPU is reserved for garbage collection, which runs half as often', () => {
    const gc = all.find(({ name }) => name === GC_CPU) as Figure;
    expect(gc.ours).toBeGreaterThan(0);
    expect(gc.ours).toBeLessThan(gc.theirs);
  });
});

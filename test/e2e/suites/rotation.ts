import { copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { millisecondsOf, type NodeAlloy } from '../rig/node-alloy';
import { NODE_NAME } from '../rig/pod';
import { sleep } from '../rig/wait';
import { auditNumbers } from './writers';

const SECOND = 1000;

/** Lines of each file that is written while faults happen, and the seconds in which they are written. */
const [LINES, SECONDS] = [2000, 34];

const NOTHING = { missing: [], twice: [] };

/** Files that are written, which Alloy has found when the faults begin: it looks for new ones every 10 s. */
export const WRITTEN = ['var/log/app/app.log', 'opt/copied/log/out.log', 'var/run/cilium/hubble/events.log'];

/** Faults while lines are written to files of a node: of the files, and of Alloy. */
export function rotationTests(running: () => NodeAlloy): void {
  test('rotation by rename and by copy, kill -9 and a restart: every line once, at its time, in its tenant', async () => {
    const rig = running();
    const start = Date.now();
    const timeOf = (number: number): string => new Date(start + number).toISOString().replace('Z', '000000Z');
    const LINE: Record<string, (number: number) => string> = {
      'var/log/app/app.log': (number) => `${timeOf(number)} line=${number} of app`,
      'opt/copied/log/out.log': (number) => `ts=${timeOf(number)} level=warn line=${number}`,
      'var/run/cilium/hubble/events.log': (number) =>
        JSON.stringify({ flow: { verdict: 'FORWARDED', Summary: `line=${number} ` }, time: timeOf(number) }),
    };
    let paused = '';
    const write = async (path: string): Promise<void> => {
      for (let written = 0; written < LINES; await sleep(0.1)) {
        if (paused === path) continue;
        const due = Math.min(LINES, Math.ceil((LINES * (Date.now() - start)) / (SECONDS * SECOND)));
        const numbers = Array.from({ length: due - written }, (_, index) => written + index);
        rig.node.append(path, numbers.map((number) => `${LINE[path]?.(number)}\n`).join(''));
        written = due;
      }
    };
    const faults = async (): Promise<void> => {
      await sleep(2);
      const [app, copied, events] = Object.keys(LINE).map((path) => rig.node.file(path)) as [string, string, string];
      renameSync(app, `${app}.1`);
      renameSync(events, events.replace('events.log', 'events-2026-11-29T08-53-48.000.log'));
      paused = 'opt/copied/log/out.log';
      await sleep(1);
      copyFileSync(copied, `${copied}.1`);
      truncateSync(copied);
      paused = '';
      // Compressed files are read once, and those that were excluded are not.
      const old = Array.from({ length: 300 }, (_, number) => `${timeOf(-1000 + number)} old=${number} of app`);
      writeFileSync(rig.node.file('var/log/app/old.gz'), gzipSync(`${old.join('\n')}\n`));
      rig.node.append('var/log/app/debug-1.log', `${timeOf(0)} excluded\n`);
      rig.node.append('var/log/more/old/x/a.log', `${timeOf(0)} excluded\n`);
      rig.node.append('var/log/more/new/x/a.log', `${timeOf(0)} deep\n`);
      // Alloy notes its positions every 10 s and writes them every 10 s: from then on those of the new files.
      await sleep(22);
      rig.pod.kill();
      await sleep(2);
      await rig.ready();
      await rig.pod.stop();
      await rig.startAlloy();
    };
    await Promise.all([...Object.keys(LINE).map(write), faults()]);
    const apps = '{job="node_file/app"}';
    const [app, copied, flows, old] = [
      await rig.arrived(`${apps} |= "line="`, LINES, 'apps'),
      await rig.arrived('{job="node_file/copied"}', LINES),
      await rig.arrived('{job="cilium/hubble", verdict="FORWARDED"}', LINES),
      await rig.arrived(`${apps} |= "old="`, 300, 'apps'),
    ];
    expect(
      auditNumbers(
        app.map(({ text }) => text),
        LINES,
      ),
    ).toEqual(NOTHING);
    expect(
      auditNumbers(
        copied.map(({ text }) => text),
        LINES,
      ),
    ).toEqual(NOTHING);
    expect(
      auditNumbers(
        flows.map(({ text }) => text),
        LINES,
      ),
    ).toEqual(NOTHING);
    expect(
      auditNumbers(
        old.map(({ text }) => text.replace('old=', 'line=')),
        300,
      ),
    ).toEqual(NOTHING);
    expect(app.map(millisecondsOf)).toEqual(app.map((_, number) => start + number));
    expect(copied.map(millisecondsOf)).toEqual(copied.map((_, number) => start + number));
    expect(flows.map(millisecondsOf)).toEqual(flows.map((_, number) => start + number));
    expect(app[LINES - 1]).toMatchObject({
      labels: { app: 'billing', node_name: NODE_NAME },
      metadata: { filename: '/var/log/app/app.log' },
    });
    expect(copied[0]?.metadata).toMatchObject({ level: 'warn' });
    expect((await rig.loki.lines('apps', `${apps} |= "deep"`)).length).toBe(1);
    expect(await rig.loki.lines('apps', `${apps} |= "excluded"`)).toEqual([]);
    expect(await rig.loki.lines('platform', apps)).toEqual([]);
  });
}

import { copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrafanaClient } from '../client';
import { metricOf } from '../rig/metrics';
import { criLine, podLog } from '../rig/node';
import type { Pod } from '../rig/pod';
import { outage, outageSeconds, sleep, waitFor } from '../rig/wait';
import type { AlloyRig } from '../rig/alloy';
import { auditNumbers, type NumberAudit } from './writers';

const LINES = 20_000;

/** Seconds in which all lines are written. The fault occurs in the middle. */
const WRITE_SECONDS = 24;

const NOTHING = { missing: [], twice: [] };

/** Faults while lines are written to a pod's file: of Alloy, of its connection to Loki, of the file itself. */
export function nodeFaultTests(running: () => AlloyRig): void {
  const alloy = () => running().cluster.pods.find(({ props }) => props.namespace === 'alloy') as Pod;

  /** Writes numbered lines as a container runtime does during a fault, and returns missing and duplicate ones. */
  const during = async (
    name: string,
    fault: (file: string, pause: (on: boolean) => void) => Promise<void>,
  ): Promise<NumberAudit> => {
    const { cluster, node, api } = running();
    const pod = node.pod('faults', name, name);
    api.add(pod);
    const start = Date.now();
    let paused = false;
    const write = async () => {
      for (let written = 0; written < LINES; await sleep(0.1)) {
        if (paused) continue;
        const due = Math.min(LINES, Math.ceil((LINES * (Date.now() - start)) / (WRITE_SECONDS * 1000)));
        const numbers = Array.from({ length: due - written }, (_, index) => written + index);
        const text = numbers.map((number) => criLine(start + number, `line=${number} ${'x'.repeat(100)}`)).join('');
        node.append(podLog(pod), text);
        written = due;
      }
    };
    const broken = async () => {
      await sleep(WRITE_SECONDS / 2);
      await fault(node.file(podLog(pod)), (on) => (paused = on));
    };
    await Promise.all([write(), broken()]);
    const grafana = new GrafanaClient(cluster, 'platform');
    const texts = async () =>
      (await grafana.lines(`{container="${name}"}`, start - 60_000, Date.now() + 60_000)).map(({ text }) => text);
    // Missing lines may be in flight: wait until none has arrived for a while. After a long outage, Alloy tries once a minute.
    const quiet = 15_000 + 1000 * Math.min(60, outageSeconds(0));
    let [count, since] = [0, Date.now()];
    await waitFor(
      async () => {
        const now = (await texts()).length;
        if (now !== count) [count, since] = [now, Date.now()];
        return Date.now() - since > (count >= LINES ? 2000 : quiet);
      },
      300,
      () => `${count} lines, and more keep arriving`,
    );
    return auditNumbers(await texts(), LINES);
  };

  test('Alloy is restarted, as by a rollout: no line is lost or duplicated', async () => {
    const audit = await during('restarted', async () => {
      await alloy().stop();
      await sleep(3);
      await alloy().start();
      await running().cluster.ready(60, [alloy()]);
    });
    expect(audit).toEqual(NOTHING);
  });

  test('the gateway is unreachable for a while: no line is lost or duplicated', async () => {
    const gateways = running().cluster.component('gateway');
    const audit = await during('away', async () => {
      for (const gateway of gateways) gateway.connect(false);
      await outage(20);
      for (const gateway of gateways) gateway.connect(true);
    });
    expect(audit).toEqual(NOTHING);
  });

  // The container runtime renames files. Lines that are truncated before they are read are lost, so that writer waits
  // for Alloy's polling interval.
  test('a file is rotated, another is copied and truncated: no line is lost or duplicated', async () => {
    const [rotated, truncated] = await Promise.all([
      during('rotated', async (file) => {
        renameSync(file, `${file}.20261121-120000`);
        await sleep(5);
      }),
      during('truncated', async (file, pause) => {
        pause(true);
        await sleep(3);
        copyFileSync(file, `${file}.1`);
        truncateSync(file);
        pause(false);
      }),
    ]);
    expect({ rotated, truncated }).toEqual({ rotated: NOTHING, truncated: NOTHING });
  });

  // As documented, Alloy retries a push answered with 429 or 5xx, and drops one answered with 401: lines read meanwhile
  // are lost and counted, lines read afterwards are not lost.
  test('Alloy has a wrong password for 10 s: lines read meanwhile are refused and counted, the others arrive', async () => {
    const dropped = async () => metricOf(await alloy().metrics(), 'loki_write_dropped_entries_total');
    const before = await dropped();
    const audit = await during('password', async () => {
      const file = join(alloy().volume('credentials'), 'writer-password');
      const right = readFileSync(file);
      writeFileSync(file, 'wrong');
      await sleep(10);
      writeFileSync(file, right);
    });
    expect(audit.twice).toEqual([]);
    expect(audit.missing.length).toBeGreaterThan(LINES / 10);
    expect(audit.missing.length).toBeLessThan(LINES * 0.6);
    expect(audit.missing.length).toBe((await dropped()) - before);
    expect((audit.missing.at(-1) as number) - (audit.missing[0] as number)).toBe(audit.missing.length - 1);
  });

  // Alloy reads the last seconds again, with the same timestamps, and Loki returns such lines once.
  test('kill -9 of Alloy: no line is lost or duplicated', async () => {
    const audit = await during('killed', async () => {
      alloy().kill();
      await sleep(3);
      await running().cluster.ready(60, [alloy()]);
    });
    expect(audit).toEqual(NOTHING);
  });
}

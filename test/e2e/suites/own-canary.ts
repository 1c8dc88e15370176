import { readdirSync, readFileSync } from 'node:fs';
import { CANARY } from '../../../charts/canary/props';
import { metricOf } from '../rig/metrics';
import { shipOutput } from '../rig/output';
import type { Pod } from '../rig/pod';
import { sleep, waitFor } from '../rig/wait';
import type { AlloyRig } from '../rig/alloy';

/** Seconds that it runs once its first line is found. */
const SECONDS = 30;

/** Lines that it writes to standard output: a time and a filling. */
const ENTRY = /^\d{19} p+$/;

/** Command lines of all processes. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8');
      } catch {
        return [];
      }
    });
}

/** The rendered canary: its output is a file of the node, as the container runtime writes it. */
export function ownCanaryTests(running: () => AlloyRig): void {
  let pod: Pod | undefined;
  let end: (() => void) | undefined;

  beforeAll(async () => {
    const { cluster, node, api } = running();
    pod = await cluster.startDeployment(CANARY, CANARY);
    end = shipOutput({ node, api }, pod, { container: 'canary', isShipped: (line) => ENTRY.test(line) });
  }, 120_000);
  afterAll(() => end?.());

  const metric = async (name: string) => metricOf(await (pod as Pod).metrics(), `loki_canary_${name}`);

  test('it finds its lines by tail, and none is missing or doubled', async () => {
    await waitFor(
      async () => (await metric('response_latency_seconds_count')) > 0,
      90,
      () => `no line came back\n${pod?.log.slice(-3000)}`,
    );
    const before = await metric('response_latency_seconds_count');
    await sleep(SECONDS);
    expect(await metric('entries_total')).toBeGreaterThan(SECONDS);
    expect((await metric('response_latency_seconds_count')) - before).toBeGreaterThan(SECONDS - 6);
    const wrong = ['missing_entries_total', 'duplicate_entries_total', 'unexpected_entries_total'];
    expect(await Promise.all(wrong.map(metric))).toEqual([0, 0, 0]);
  });

  test('no process has the password on its command line', () => {
    const password = running().cluster.passwords['reader-password'] as string;
    const login = Buffer.from(`reader:${password}`).toString('base64');
    const lines = commandLines();
    expect(lines.some((line) => line.includes('loki-canary/canary'))).toBe(true);
    expect(lines.filter((line) => line.includes(password) || line.includes(login))).toEqual([]);
  });
}

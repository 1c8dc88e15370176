import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { GrafanaClient } from '../client';
import { criLine, podLog } from '../rig/node';
import { metricOf } from '../rig/metrics';
import { program } from '../rig/programs';
import { sleep } from '../rig/wait';
import type { AlloyRig } from './alloy';

/** Seconds the canary runs. What it waits for at most is `-wait` and `-max-wait` together. */
const SECONDS = 40;

const FLAGS = {
  interval: '100ms',
  wait: '5s',
  'max-wait': '10s',
  pruneinterval: '2s',
  'spot-check-interval': '5s',
  'spot-check-initial-wait': '5s',
  'spot-check-query-rate': '5s',
  'metric-test-interval': '10s',
  'metric-test-range': '30s',
  'cache-test-interval': '10s',
  'cache-test-range': '1m',
  'cache-test-now': '1s',
};

/** Counters of what went wrong. */
const WRONG = [
  ...['missing_entries_total', 'websocket_missing_entries_total', 'spot_check_missing_entries_total'],
  ...['duplicate_entries_total', 'unexpected_entries_total', 'out_of_order_entries_total'],
];

/**
 * Loki's own canary, of a user, since the charts have none. The gateway's users write or read, not both, so it writes as
 * pods do: to its output, which the container runtime puts into a file, and Alloy pushes. It reads as Grafana does.
 */
export function canaryTests(running: () => AlloyRig): void {
  test('loki-canary misses nothing and gets nothing twice, by tail and by query', async () => {
    const { cluster, node, api } = running();
    const pod = node.pod('canary', 'loki-canary-1', 'loki-canary');
    const { url, user, password, tenant } = new GrafanaClient(cluster, 'platform').access;
    const flags = {
      ...FLAGS,
      addr: new URL(url).host,
      user,
      pass: password,
      'tenant-id': tenant,
      // Its selector. With `-labels` it would tail another.
      ...{ labelname: 'container', labelvalue: 'loki-canary', streamname: 'namespace', streamvalue: 'canary' },
    };
    const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`);
    const canary = spawn(program('loki-canary'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    canary.stderr.on('data', (chunk) => (said += String(chunk)));
    createInterface({ input: canary.stdout }).on('line', (line) => node.append(podLog(pod), criLine(Date.now(), line)));
    api.add(pod);
    try {
      await sleep(SECONDS);
      const metrics = await (await fetch('http://127.0.0.1:3500/metrics')).text();
      const value = (name: string) => metricOf(metrics, `loki_canary_${name}`);
      expect([Object.fromEntries(WRONG.map((name) => [name, value(name)])), said]).toEqual([
        Object.fromEntries(WRONG.map((name) => [name, 0])),
        expect.anything(),
      ]);
      expect(value('entries_total')).toBeGreaterThan(300);
      // What came by the tail; the last ones are on their way.
      expect(value('response_latency_seconds_count')).toBeGreaterThan(250);
      expect(value('spot_check_entries_total')).toBeGreaterThan(0);
      expect(value('spot_check_request_duration_seconds_count')).toBeGreaterThan(0);
    } finally {
      canary.kill('SIGKILL');
    }
  });
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { GrafanaClient } from '../client';
import { criLine, podLog } from '../rig/node';
import { metricOf } from '../rig/metrics';
import { program } from '../../helpers/programs';
import { sleep, waitFor } from '../rig/wait';
import type { AlloyRig } from '../rig/alloy';

/** Seconds until the canary's tail is connected, and all it wrote before has been searched by query. */
const CONNECTED_SECONDS = 15;

/** Seconds it runs after that. */
const SECONDS = 30;

const FLAGS = {
  // The canary reconnects its tail after ten intervals without a line, and Alloy sends once a second.
  interval: '500ms',
  wait: '8s',
  'max-wait': '20s',
  pruneinterval: '2s',
  'spot-check-interval': '5s',
  'spot-check-initial-wait': '5s',
  'spot-check-query-rate': '5s',
  'metric-test-interval': '10s',
  'metric-test-range': '30s',
  'cache-test-interval': '10s',
  'cache-test-range': '10s',
  'cache-test-now': '25s',
};

/** Counters of errors, from the first line on. */
const WRONG = [
  ...['missing_entries_total', 'spot_check_missing_entries_total', 'duplicate_entries_total'],
  ...['unexpected_entries_total', 'cache_test_query_results_diff_total'],
];

/** Counters of errors of its tail, which is connected only after the first lines are written. */
const TAIL_WRONG = ['websocket_missing_entries_total', 'out_of_order_entries_total', 'ws_reconnects_total'];

/**
 * Loki's canary, added by the test. Users of the gateway may either write or read, so it writes as pods do (to its
 * output, which ends in a file that Alloy reads), and reads as Grafana does.
 */
export function canaryTests(running: () => AlloyRig): void {
  test('loki-canary finds every line once, by tail and by query', async () => {
    const { cluster, node, api } = running();
    const pod = node.pod('canary', 'loki-canary-1', 'loki-canary');
    const grafana = new GrafanaClient(cluster, 'platform');
    const { url, user, password, tenant } = grafana.access;
    const flags = {
      ...FLAGS,
      addr: new URL(url).host,
      user,
      pass: password,
      'tenant-id': tenant,
      // These make its selector; with `-labels` its tail would use another.
      ...{ labelname: 'container', labelvalue: 'loki-canary', streamname: 'namespace', streamvalue: 'canary' },
    };
    const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`);
    // Finding a new file takes its time, which is not measured here.
    node.append(podLog(pod), criLine(Date.now(), 'first line'));
    api.add(pod);
    const start = Date.now() - 60_000;
    await waitFor(
      async () => (await grafana.lines('{namespace="canary"}', start, Date.now() + 60_000)).length > 0,
      60,
      () => 'Alloy has not found the file of the canary',
    );
    const canary = spawn(program('loki-canary'), args, { stdio: ['ignore', 'pipe', 'ignore'] });
    createInterface({ input: canary.stdout }).on('line', (line) => node.append(podLog(pod), criLine(Date.now(), line)));
    try {
      await sleep(CONNECTED_SECONDS);
      const connected = await canaryMetrics();
      await sleep(SECONDS);
      const value = await canaryMetrics();
      const wrong = [
        ...WRONG.map((name) => [name, value(name)]),
        ...TAIL_WRONG.map((name) => [name, value(name) - connected(name)]),
      ];
      expect(wrong).toEqual([...WRONG, ...TAIL_WRONG].map((name) => [name, 0]));
      expect(value('entries_total')).toBeGreaterThan(80);
      // Lines received by the tail; the last ones may still be in flight.
      expect(value('response_latency_seconds_count')).toBeGreaterThan(70);
      expect(value('spot_check_entries_total')).toBeGreaterThan(0);
      expect(value('spot_check_request_duration_seconds_count')).toBeGreaterThan(0);
    } finally {
      canary.kill('SIGKILL');
    }
  });
}

async function canaryMetrics(): Promise<(name: string) => number> {
  const text = await (await fetch('http://127.0.0.1:3500/metrics')).text();
  return (name) => metricOf(text, `loki_canary_${name}`);
}

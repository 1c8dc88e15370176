import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { GrafanaClient } from '../client';
import { criLine, podLog } from '../rig/node';
import { metricOf } from '../rig/metrics';
import { program } from '../../helpers/programs';
import { sleep, waitFor } from '../rig/wait';
import type { AlloyRig } from './alloy';

/** Seconds after which the canary's own tail is there, and what it wrote before has been looked for by query. */
const CONNECTED_SECONDS = 15;

/** Seconds it runs after that. */
const SECONDS = 30;

const FLAGS = {
  // After ten times that without a line it gives its tail up, and Alloy sends once a second.
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

/** Counters of what went wrong, from its first line on. */
const WRONG = [
  ...['missing_entries_total', 'spot_check_missing_entries_total', 'duplicate_entries_total'],
  ...['unexpected_entries_total', 'cache_test_query_results_diff_total'],
];

/** Counters of what its tail did not bring, or not in order: it begins to write before its tail is there. */
const TAIL_WRONG = ['websocket_missing_entries_total', 'out_of_order_entries_total', 'ws_reconnects_total'];

/**
 * Loki's own canary, of a user, since the charts have none. The gateway's users write or read, not both, so it writes as
 * pods do: to its output, which the container runtime puts into a file, and Alloy pushes. It reads as Grafana does.
 */
export function canaryTests(running: () => AlloyRig): void {
  test('loki-canary misses nothing and gets nothing twice, by tail and by query', async () => {
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
      // Its selector. With `-labels` it would tail another.
      ...{ labelname: 'container', labelvalue: 'loki-canary', streamname: 'namespace', streamvalue: 'canary' },
    };
    const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`);
    // A new file is found in its own time: not what this is about.
    node.append(podLog(pod), criLine(Date.now(), 'to be found'));
    api.add(pod);
    const start = Date.now() - 60_000;
    await waitFor(
      async () => (await grafana.lines('{namespace="canary"}', start, Date.now() + 60_000)).length > 0,
      60,
      () => 'the file of the canary was not found',
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
      // What came by the tail; the last ones are on their way.
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

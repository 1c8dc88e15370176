import { GrafanaClient, push, pushTarget } from '../client';
import type { RigCluster } from './cluster';
import type { ApiPod, KubernetesApi } from './kubernetes-api';
import { criLine, type FakeNode, podLog } from './node';
import { CHECKOUT, examples, SERIAL } from './label-queries';
import { shipOutput } from './output';
import type { Pod } from './pod';

/** Cluster with a node, on which things happen. */
interface ActiveRig {
  readonly cluster: RigCluster;
  readonly node: FakeNode;
  readonly api: KubernetesApi;
}

/** Age in milliseconds of a line that Loki refuses. */
const TOO_OLD = 30 * 86_400_000;

/** Milliseconds between two turns. */
const TURN = 1000;

/** Pods of the applications, by their names. */
const PODS = { cart: 'cart-1', checkout: CHECKOUT, mail: 'mail-1' };

const LEVELS = ['debug', 'info', 'info', 'info', 'warn', 'error'];

const KUBELET = { _SYSTEMD_UNIT: 'kubelet.service', SYSLOG_IDENTIFIER: 'kubelet', _TRANSPORT: 'stdout' };

/** Entries of the journal of each turn. */
const JOURNAL: readonly Record<string, string>[] = [
  { ...KUBELET, PRIORITY: '6', MESSAGE: 'OOM score adjusted' },
  { ...KUBELET, PRIORITY: '4', MESSAGE: 'disk is filling' },
  {
    _TRANSPORT: 'kernel',
    SYSLOG_IDENTIFIER: 'kernel',
    PRIORITY: '3',
    MESSAGE: 'Out of memory: Killed process 1 (java)',
  },
  {
    _SYSTEMD_UNIT: 'init.scope',
    _TRANSPORT: 'journal',
    PRIORITY: '4',
    MESSAGE: "x.service: Failed with result 'exit-code'.",
  },
];

/** Lines and queries of a cluster, all the time: applications, node, events, flows, wrong passwords, refused lines, queries. */
export class Activity {
  private readonly ends: (() => void)[] = [];
  private turn = 0;
  private isBusy = false;

  constructor(private readonly rig: ActiveRig) {}

  /** Begins. The output of some pods is read by the agent, as on a node. */
  public start(read: readonly { readonly pod: Pod; readonly container: string }[]): void {
    const { node, api } = this.rig;
    for (const { pod, ...how } of read) this.ends.push(shipOutput(this.rig, pod, how));
    const pods = Object.entries(PODS).map(([app, name]) =>
      node.pod('shop', name, app, { 'app.kubernetes.io/name': app }),
    );
    for (const pod of pods) api.add(pod);
    const timer = setInterval(() => {
      this.writeFiles(pods);
      if (this.isBusy) return;
      this.isBusy = true;
      // The gateway closes a connection after it refused a password; a turn may end with that, and the next one follows.
      void this.send()
        .catch(() => undefined)
        .finally(() => (this.isBusy = false));
    }, TURN);
    this.ends.push(() => clearInterval(timer));
  }

  /** Ends. */
  public stop(): void {
    for (const end of this.ends) end();
  }

  private writeFiles(pods: readonly ApiPod[]): void {
    const { node } = this.rig;
    const now = Date.now();
    const turn = this.turn++;
    for (const [index, pod] of pods.entries()) {
      const lines = Array.from({ length: 3 + index }, (_, line) => {
        const level = LEVELS[(turn + line) % LEVELS.length] as string;
        return criLine(now + line, `level=${level} msg="request ${turn}" ms=${line * 10}`);
      });
      const failed = criLine(now + 9, '{"status":503,"msg":"timeout"}', { stream: 'stderr' });
      node.append(podLog(pod), lines.join('') + failed);
    }
    // Loki refuses it, and so the push of the agent.
    if (turn % 10 === 0) node.append(podLog(pods[0] as ApiPod), criLine(now - TOO_OLD, 'too old'));
    if (turn % 5 === 0) node.journal(JOURNAL.map((fields, index) => ({ time: now + index, fields })));
    const audit = (type: string, serial: number, result: string) =>
      `type=${type} msg=audit(${(now / 1000).toFixed(3)}:${serial}): pid=1 uid=0 res=${result}\n`;
    node.append(
      'var/log/audit/audit.log',
      audit('USER_LOGIN', SERIAL + 2 * turn, 'failed') + audit('SERVICE_START', SERIAL + 2 * turn + 1, 'success'),
    );
    const at = new Date(now).toISOString().replace('T', ' ').replace('.', ',').slice(0, -1);
    node.append('var/log/cloud-init.log', `${at} - util.py[WARNING]: try ${turn}\n`);
    node.append(
      'var/run/cilium/hubble/events.log',
      flows(now)
        .map((flow) => `${JSON.stringify(flow)}\n`)
        .join(''),
    );
  }

  /** Sends to Loki itself: events as their collector sends them, faults, and queries. */
  private async send(): Promise<void> {
    const { cluster } = this.rig;
    const target = pushTarget(cluster);
    const now = Date.now();
    const nanoseconds = `${now}000000`;
    const stream = { job: 'kubernetes/events', cluster: cluster.environment.clusterName };
    const event = (type: string, reason: string, kind = 'Pod') =>
      [
        nanoseconds,
        JSON.stringify({ reason, type, msg: 'Back-off restarting failed container' }),
        { namespace: 'shop', kind, name: CHECKOUT, reason, type, level: type === 'Warning' ? 'warn' : 'info' },
      ] as const;
    const reasons = ['BackOff', 'FailedScheduling', 'ErrImagePull', 'FailedMount', 'Evicted'];
    await push(target, stream, [event('Normal', 'Scheduled'), ...reasons.map((reason) => event('Warning', reason))]);
    for (const [labels, line, metadata] of examples())
      await push(target, { ...labels }, [[nanoseconds, line, { ...metadata }]]);
    const other = { job: 'e2e/refused' };
    await push({ ...target, password: 'wrong' }, other, [[nanoseconds, 'x']]);
    await push(target, other, [[`${now - TOO_OLD}000000`, 'too old']]);
    const grafana = new GrafanaClient(cluster, target.tenant);
    const range = { start: `${now - 600_000}000000`, end: nanoseconds };
    for (const query of ['{namespace="shop"} |= "error"', 'sum by (app) (rate({namespace="shop"}[1m]))']) {
      await grafana.get('/loki/api/v1/query_range', { query, step: '15', ...range });
    }
    await grafana.get('/loki/api/v1/labels', range);
    await grafana.get('/loki/api/v1/index/volume', { query: '{namespace="shop"}', ...range });
  }
}

/** Flows of Hubble: one that is forwarded, one that is dropped, HTTP, DNS, and a record of lost ones. */
function flows(now: number): object[] {
  const time = new Date(now).toISOString();
  const ends = {
    source: { namespace: 'shop', pod_name: 'cart-1' },
    destination: { namespace: 'db', pod_name: 'mysql-0' },
    traffic_direction: 'EGRESS',
  };
  const tcp = { l4: { TCP: { source_port: 40000, destination_port: 443 } } };
  const flow = (verdict: string, more: object, Type = 'L3_L4') => ({
    flow: { time, verdict, Type, ...ends, ...more },
    time,
  });
  return [
    flow('FORWARDED', tcp),
    flow('DROPPED', { ...tcp, drop_reason_desc: 'POLICY_DENIED' }),
    flow('FORWARDED', { l7: { type: 'RESPONSE', http: { code: 200, method: 'GET' } } }, 'L7'),
    flow('FORWARDED', { l7: { type: 'REQUEST', dns: { query: 'db.shop.svc.cluster.local.' } } }, 'L7'),
    { lost_events: { source: 'HUBBLE_RING_BUFFER', num_events_lost: 3 }, time },
  ];
}

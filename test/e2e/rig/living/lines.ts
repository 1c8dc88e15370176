import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrafanaClient, pushTarget } from '../../client';
import { auditNumbers, LINES, type NumberAudit } from '../../suites/writers';
import { documents } from '../../suites/apply';
import { sleep, waitFor } from '../wait';
import type { LivingCluster } from './living-cluster';

/** Namespace of the pods that print. */
const NAMESPACE = 'shop';

/** Lines that a pod prints at once, and times a second. Of a million (`E2E_LINES`) so many that they flow within a quarter of an hour. */
const [AT_ONCE, A_SECOND] = [Math.max(50, Math.round(LINES / 10_000)), 4];

/** Seconds in which printed lines arrive, if nothing is lost: after an outage, Alloy tries once in five minutes at worst. */
const ARRIVES_IN = 330;

const PRINT =
  `BEGIN { for (n = 0; ; ) { for (k = 0; k < ${AT_ONCE}; k++) printf "line=%d %s\\n", n++, "${'x'.repeat(100)}";` +
  ` fflush(); system("sleep ${1 / A_SECOND}") } }`;

/** Outcome of an audit. */
export interface Flow extends NumberAudit {
  /** Lines that were printed. */
  readonly printed: number;
}

/** Numbered lines of pods, one on each node, which print all the time: container, node, Alloy, gateway and Loki carry them. */
export class FlowingLines {
  private since = Date.now();
  private checked = new Map<string, number>();
  private readonly begun = Date.now();
  private readonly seen = new Map<string, number>();

  constructor(private readonly cluster: LivingCluster) {}

  /** Starts the pods. */
  public async start(): Promise<void> {
    const labels = { 'app.kubernetes.io/name': 'writer' };
    const container = { name: 'writer', image: 'docker.io/library/busybox:1', command: ['busybox', 'awk', PRINT] };
    const input = documents([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
      {
        ...{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'writer', namespace: NAMESPACE } },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container], terminationGracePeriodSeconds: 1 } },
        },
      },
    ]);
    await this.cluster.kubectl(['apply', '-f', '-'], input);
    await waitFor(
      () => [...this.printed().values()].filter((count) => count > 0).length === this.cluster.nodes.names.length,
      60,
      () => 'the writers do not print',
    );
  }

  /** Lines that all pods have printed. */
  public get count(): number {
    return [...this.printed().values()].reduce((sum, count) => sum + count, 0);
  }

  /** Number of lines of each pod, as its node has them. */
  public printed(): Map<string, number> {
    return new Map(
      this.logs(new RegExp(`^${NAMESPACE}_writer-`), 'writer').map(({ pod, text }) => {
        const last = text.lastIndexOf('line=');
        return [pod, last < 0 ? 0 : Number(/line=(\d+)/.exec(text.slice(last))?.[1]) + 1];
      }),
    );
  }

  /** Waits until a number of lines has been printed. */
  public async until(count: number): Promise<void> {
    while (this.count < count) await sleep(1);
  }

  /** Numbers that were printed up to now, since the last audit, and are not found, or twice. */
  public async audit(): Promise<Flow> {
    const at = Date.now();
    const printed = this.printed();
    const flow = await this.auditBetween(this.since - 60_000, this.checked, printed);
    [this.since, this.checked] = [at, printed];
    return flow;
  }

  /** The same of all lines since the beginning, up to numbers of each pod. */
  public auditAll(printed = this.printed()): Promise<Flow> {
    return this.auditBetween(this.begun, new Map(), printed);
  }

  /**
   * Pushes since the last time that were answered with an error, and what Alloy gave up. A push that had no answer when Alloy
   * stopped to wait (status 499) is sent again: on a busy machine that is only slow, so it is printed.
   */
  public refusals(): string[] {
    const pushes = this.fresh(/^loki_loki-gateway-/, 'nginx').filter((line) =>
      line.includes('"POST /loki/api/v1/push"'),
    );
    const slow = pushes.filter((line) => line.includes('status=499'));
    if (slow.length > 0) process.stdout.write(`${slow.length} pushes had no answer in time:\n${slow.join('\n')}\n`);
    const dropped = this.fresh(/^alloy_alloy-/, 'alloy').filter((line) => /final error sending batch/.test(line));
    return [...pushes.filter((line) => !/status=(204|499)/.test(line)), ...dropped];
  }

  private async auditBetween(
    from: number,
    before: ReadonlyMap<string, number>,
    printed: ReadonlyMap<string, number>,
  ): Promise<Flow> {
    const grafana = new GrafanaClient(this.cluster, pushTarget(this.cluster).tenant);
    const end = Date.now() + ARRIVES_IN * 1000;
    for (;;) {
      const lines = await grafana
        .lines(`{namespace="${NAMESPACE}"}`, from, Date.now() + 60_000)
        .catch((error: unknown) => {
          // Loki that has just started does not know all of its pods yet.
          if (Date.now() > end) throw error;
          return undefined;
        });
      if (!lines) {
        await sleep(3);
        continue;
      }
      const audits = [...printed].map(([pod, count]) => {
        const first = before.get(pod) ?? 0;
        const texts = lines.filter(({ labels }) => labels['pod'] === pod).map(({ text }) => text);
        const { missing, twice } = auditNumbers(texts, count);
        return {
          missing: missing.filter((number) => number >= first),
          twice: twice.filter((number) => number >= first),
        };
      });
      const missing = audits.flatMap((one) => one.missing);
      if (missing.length === 0 || Date.now() > end) {
        const total = [...printed].reduce((sum, [pod, count]) => sum + count - (before.get(pod) ?? 0), 0);
        return { missing, twice: audits.flatMap((one) => one.twice), printed: total };
      }
      await sleep(3);
    }
  }

  /** Lines of containers that were written since the last time. */
  private fresh(pods: RegExp, container: string): string[] {
    return this.logs(pods, container).flatMap(({ file, text }) => {
      const from = this.seen.get(file) ?? 0;
      this.seen.set(file, text.length);
      return text.slice(from).split('\n').filter(Boolean);
    });
  }

  /** Files with the output of a container of some pods, those that have ended too. */
  private logs(pods: RegExp, container: string): { pod: string; file: string; text: string }[] {
    return this.cluster.nodes.names.flatMap((node) => {
      const folder = join(this.cluster.nodes.folderOf(node), 'var/log/pods');
      return readdirSync(folder)
        .filter((name) => pods.test(name))
        .flatMap((name) => {
          const runs = existsSync(join(folder, name, container)) ? readdirSync(join(folder, name, container)) : [];
          const files = runs.map((run) => join(folder, name, container, run));
          return files.map((file) => ({ pod: name.split('_')[1] ?? '', file, text: readFileSync(file, 'utf8') }));
        });
    });
  }
}

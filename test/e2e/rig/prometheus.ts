import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { program } from '../../helpers/programs';
import { HOST } from './network';
import type { RenderedObjects } from './objects';
import type { Pod } from './pod';
import { waitFor } from './wait';

const PORT = 9090;

/** Windows and waiting times of alerts that are shortened, so that a fault of a minute is enough. */
const WINDOW = /\[(5|10|15|30)m\]/g;
const SHORT_WINDOW = '[1m]';
const SHORT_WAIT = '5s';

interface Job {
  readonly [key: string]: unknown;
  readonly job_name: string;
}

interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly { expr: string; for?: string }[] }[];
}

/** A pod, as Prometheus knows it. */
export type ScrapedPod = Pick<Pod, 'name' | 'address' | 'port'> & {
  readonly props: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly spec: { readonly containers: readonly { readonly name: string }[] };
  };
};

/** Pods, what is rendered for their Prometheus, and a folder for it. */
interface Scraped<P extends ScrapedPod> {
  readonly folder: string;
  readonly objects: Pick<RenderedObjects, 'one'>;
  readonly pods: readonly P[];
}

/**
 * A Prometheus with the rendered files. It finds pods by a list, because Debian's is built without the discovery of
 * Kubernetes: each has the labels that the discovery would give it, so the rendered relabelling runs on them.
 */
export class RigPrometheus<P extends ScrapedPod = Pod> {
  private process?: ChildProcess;

  private log = '';

  constructor(
    private readonly cluster: Scraped<P>,
    /** Components without metrics here, because their exporter is not on this machine. */
    private readonly without: readonly string[],
    /** Address that it listens on. */
    private readonly address: string = HOST.self,
  ) {}

  /** Starts it, and waits until it has asked every pod. */
  public async start(): Promise<void> {
    const folder = join(this.cluster.folder, 'prometheus');
    mkdirSync(folder);
    const { data } = this.cluster.objects.one('ConfigMap', 'loki-prometheus', 'monitoring') as unknown as {
      data: Record<string, string>;
    };
    const jobs = (parse(data['scrape-config.yaml'] as string) as { scrape_configs: Job[] }).scrape_configs;
    const config = {
      global: { evaluation_interval: '5s' },
      rule_files: ['alerts.json'],
      scrape_configs: jobs.map((job) => ({
        ...job,
        kubernetes_sd_configs: undefined,
        scrape_interval: '5s',
        scrape_timeout: '4s',
        static_configs: this.pods.map((pod) => ({ targets: [targetOf(pod)], labels: metaLabels(pod) })),
      })),
    };
    writeFileSync(join(folder, 'prometheus.json'), JSON.stringify(config));
    const { groups } = parse(data['alerts.yaml'] as string) as Rules;
    const shortened = groups.map(({ name, rules }) => ({
      name,
      rules: rules.map((rule) => ({
        ...rule,
        expr: this.present(rule.expr).replaceAll(WINDOW, SHORT_WINDOW),
        ...(rule.for === undefined ? {} : { for: SHORT_WAIT }),
      })),
    }));
    writeFileSync(join(folder, 'alerts.json'), JSON.stringify({ groups: shortened }));
    this.process = spawn(program('prometheus'), [
      `--config.file=${join(folder, 'prometheus.json')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${this.address}:${PORT}`,
    ]);
    this.process.stderr?.on('data', (text) => (this.log += String(text)));
    await waitFor(
      async () => (await this.query('up == 1').catch(() => [])).length >= this.pods.length,
      60,
      () => `Prometheus does not see all pods:\n${this.log.slice(-3000)}`,
    );
  }

  /** Pods that it asks. */
  public get pods(): P[] {
    return this.cluster.pods.filter(({ props: { labels } }) => {
      const component = labels['app.kubernetes.io/component'] ?? '';
      return !['gateway', ...this.without].includes(component);
    });
  }

  /** Series of an instant query, with their values. */
  public async query(expr: string): Promise<{ readonly metric: Record<string, string>; readonly value: number }[]> {
    const answer = await this.ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
      `query?query=${encodeURIComponent(expr)}`,
    );
    return answer.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** Names of the alerts that fire. */
  public async firing(): Promise<string[]> {
    const { alerts } = await this.ask<{ alerts: { state: string; labels: { alertname: string } }[] }>('alerts');
    return [...new Set(alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname))];
  }

  /** Answer of its API to a path, such as `query?query=up`. @throws Error if it refuses it */
  public async ask<T>(path: string): Promise<T> {
    const response = await fetch(`http://${this.address}:${PORT}/api/v1/${path}`);
    const { data, error } = (await response.json()) as { data: T; error?: string };
    if (error !== undefined) throw new Error(`${path}: ${error}`);
    return data;
  }

  /** An expression without the absence of components that have no metrics here. */
  private present(expr: string): string {
    const parts = expr.split('\n  or ');
    return parts.filter((part) => !this.without.some((name) => part.includes(`/${name}"`))).join('\n  or ');
  }

  /** Ends it. */
  public stop(): void {
    this.process?.kill('SIGKILL');
  }
}

/** Address of the metrics of a pod. */
const targetOf = (pod: ScrapedPod): string => `${pod.address}:${pod.port('http-metrics')}`;

/** Labels that the discovery of Kubernetes gives to a pod. */
function metaLabels({ name, props }: ScrapedPod): Record<string, string> {
  const labels = Object.entries(props.labels).map(
    ([key, value]) => [`__meta_kubernetes_pod_label_${key.replace(/[^A-Za-z0-9_]/g, '_')}`, value] as const,
  );
  return {
    ...Object.fromEntries(labels),
    __meta_kubernetes_namespace: props.namespace,
    __meta_kubernetes_pod_name: name,
    __meta_kubernetes_pod_container_name: props.spec.containers[0]?.name ?? '',
    __meta_kubernetes_pod_container_port_name: 'http-metrics',
  };
}

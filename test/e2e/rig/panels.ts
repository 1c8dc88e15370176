import type { GrafanaClient } from '../client';
import type { RenderedObjects } from './objects';
import type { RigPrometheus, ScrapedPod } from './prometheus';

/** A query of a panel, as it is in the rendered dashboard. */
interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly queryType?: string;
  readonly instant?: boolean;
}

/** A panel of a rendered dashboard. */
export interface RenderedPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit: string;
      readonly noValue: string;
      readonly max?: number;
      readonly custom?: object;
    };
  };
  readonly targets?: readonly Target[];
}

/** A rendered dashboard. */
export interface RenderedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly RenderedPanel[];
}

/** A series that a query found, with its values over time; lines have their texts. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number | string, string])[];
}

/** Answer to a query. */
export interface Answer {
  readonly target: Target;
  readonly series: readonly Series[];

  /** Message of the program. @default - it answered */
  readonly error?: string;
}

/** Values that Grafana would put in the place of variables. The scrapes of the rig are five seconds apart. */
const VARIABLES: Readonly<Record<string, string>> = {
  ...{ __rate_interval: '1m', __auto: '30s', __range: '10m' },
  ...{ cluster: '.+', namespace: '.+', app: '.*', node: '.*', level: '.*', search: '' },
};

/** Window of the dashboards and step of their graphs, in seconds. */
export const WINDOW = { range: 600, step: 15 };

/** Dashboards of a cluster, from the objects that are delivered. */
export function renderedDashboards({ objects }: { readonly objects: RenderedObjects }): RenderedDashboard[] {
  return objects
    .ofKind('ConfigMap')
    .filter(({ metadata }) => metadata.labels?.['grafana_dashboard'] !== undefined)
    .flatMap(({ data }) => Object.values(data as Record<string, string>))
    .map((text) => JSON.parse(text) as RenderedDashboard);
}

/** A query with values for its variables. @throws Error if it has a variable that no dashboard has */
const filled = (expr: string): string =>
  expr.replace(/\$([A-Za-z_]\w*)/g, (written, name: string) => {
    const value = VARIABLES[name];
    if (value === undefined) throw new Error(`${expr}: no value for ${written}`);
    return value;
  });

/** Asks what Grafana would ask. */
export class PanelQueries {
  constructor(
    private readonly prometheus: RigPrometheus<ScrapedPod>,
    /** Client of the queries of Loki. @default - no panel has one */
    private readonly grafana?: GrafanaClient,
  ) {}

  /** Answers to the queries of a panel at a time, in seconds since 1970. */
  public async ask({ targets = [], datasource, type }: RenderedPanel, now: number): Promise<Answer[]> {
    return Promise.all(
      targets.map(async (target): Promise<Answer> => {
        try {
          const series =
            datasource?.type === 'loki' ? await this.askLoki(target, type, now) : await this.askPrometheus(target, now);
          return { target, series };
        } catch (error) {
          return { target, series: [], error: (error as Error).message };
        }
      }),
    );
  }

  private async askLoki({ expr, queryType }: Target, type: string, now: number): Promise<Series[]> {
    const instant = queryType === 'instant';
    const range = { start: String(now - WINDOW.range), end: String(now), step: String(WINDOW.step) };
    const parameters: Record<string, string> = {
      query: filled(expr),
      ...(instant ? { time: String(now) } : range),
      ...(type === 'logs' ? { limit: '100' } : {}),
    };
    if (!this.grafana) throw new Error('nobody asks Loki here');
    const response = await this.grafana.get(`/loki/api/v1/${instant ? 'query' : 'query_range'}`, parameters);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const { data } = (await response.json()) as { data: { result: Result[] } };
    return data.result.map(seriesOf);
  }

  private async askPrometheus({ expr, instant }: Target, now: number): Promise<Series[]> {
    const query = `query=${encodeURIComponent(filled(expr))}`;
    const path = instant
      ? `query?${query}&time=${now}`
      : `query_range?${query}&start=${now - WINDOW.range}&end=${now}&step=${WINDOW.step}`;
    return (await this.prometheus.ask<{ result: Result[] }>(path)).result.map(seriesOf);
  }
}

/** A series, as both programs answer. */
interface Result {
  readonly metric?: Record<string, string>;
  readonly stream?: Record<string, string>;
  readonly value?: [number, string];
  readonly values?: [number | string, string][];
}

const seriesOf = ({ metric, stream, value, values }: Result): Series => ({
  labels: metric ?? stream ?? {},
  values: values ?? (value ? [value] : []),
});

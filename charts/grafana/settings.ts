import { podsBehind } from '../endpoint/pods-behind';
import { switchOr, together } from '../input/combine';
import { LOKI_LABEL, type TextForm, urlForm, withPort } from '../input/forms';
import { type Problem, show } from '../input/problems';
import { boolean, fields, oneOf, type PropValidators, text, type Validator } from '../input/props';
import { withoutPath } from '../input/prometheus-forms';
import { podLabels } from '../kubernetes/validate';
import { BY_ARN, unsigned, WORKSPACE_ARN } from '../endpoint/workspace';
import type { PrometheusLink } from './prometheus';
import { datasourceUidForm } from './uid-form';

/** Ways in which datasources reach Grafana. */
const DATASOURCES_AS: readonly DatasourcesAs[] = ['sidecar', 'files', 'operator'];

/** Way in which datasources reach Grafana. */
export type DatasourcesAs = 'sidecar' | 'files' | 'operator';

/** Link from the trace id of a line to its trace. */
export interface TracesLink {
  /** Uid of a datasource of traces in the same Grafana, such as Tempo's. @default - `url` is given */
  readonly uid?: string;

  /** URL of the trace, in which `${__value.raw}` is its id. @default - `uid` is given */
  readonly url?: string;

  /** Label or structured metadata that has the id. @default trace_id */
  readonly field?: string;

  /** Regular expression that finds the id in the line, in its first group. @default - it is in `field` */
  readonly pattern?: string;
}

/** Settings of Grafana's datasources. */
export interface DatasourceSettings {
  /**
   * Way in which datasources reach Grafana: `sidecar` for ConfigMaps that the sidecar of Grafana's charts finds, `files` for
   * ConfigMaps with provisioning files that you mount or copy, or `operator` for resources of the Grafana operator.
   *
   * @default sidecar
   */
  readonly as?: DatasourcesAs;

  /** Labels of the `Grafana` resources that get the datasources. Only with `operator`. @default - `dashboards: grafana` */
  readonly instances?: Readonly<Record<string, string>>;

  /** Link from trace ids to traces. @default - none */
  readonly traces?: TracesLink;

  /**
   * If true, the Alertmanager of Loki's ruler is a datasource, and Grafana lists the rules of tenants with its alerts.
   *
   * @default false
   */
  readonly alertmanager?: boolean;

  /**
   * Prometheus with the metrics of Loki and Alloy as a datasource; true for the workspace in `monitoring.remoteWrite`.
   *
   * @default false
   */
  readonly prometheus?: boolean | PrometheusLink;
}

/** Labels of the `Grafana` resources by default: those of the operator's own examples. */
export const DEFAULT_INSTANCES: Readonly<Record<string, string>> = { dashboards: 'grafana' };

/** Label or structured metadata with the id of a trace by default, as OTLP has it. */
export const DEFAULT_TRACE_FIELD = 'trace_id';

const TRACE_URL: TextForm = withPort({
  example: 'https://traces.example.com/trace/${__value.raw}',
  faultOf: (url) => {
    const fix = 'write one such as https://traces.example.com/trace/${__value.raw}';
    if (!/^https?:\/\/[^/\s]+\/\S*$/.test(url)) return { wrong: 'is not a URL with a path', fix };
    return url.includes('${__value.raw}') ? undefined : { wrong: 'has no place for the id of the trace', fix };
  },
});

const PATTERN: TextForm = {
  example: 'traceID=(\\w+)',
  faultOf: (pattern) => {
    const fix = "write one with a group for the id, such as 'traceID=(\\\\w+)'";
    try {
      // The empty alternative matches, and the match has the number of groups.
      const groups = (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
      return groups > 0 ? undefined : { wrong: 'has no group', fix };
    } catch {
      return { wrong: 'is not a regular expression of JavaScript, as Grafana reads it', fix };
    }
  },
};

const tracesLink = together<TracesLink>(
  fields<TracesLink>("{ uid: 'tempo' }", {
    uid: text(datasourceUidForm('tempo')),
    url: text(TRACE_URL),
    field: text(LOKI_LABEL),
    pattern: text(PATTERN),
  }),
  (path, { uid, url, field, pattern }): Problem[] => [
    ...(uid === undefined && url === undefined
      ? [{ path, found: 'has neither uid nor url', fix: "write one such as { uid: 'tempo' }" }]
      : []),
    ...(uid !== undefined && url !== undefined
      ? [{ path, found: 'has uid and url', fix: 'leave one of the two out' }]
      : []),
    ...(field !== undefined && pattern !== undefined
      ? [{ path, found: 'has field and pattern', fix: 'leave one of the two out' }]
      : []),
  ],
);

const EXAMPLE_PROMETHEUS = "{ url: 'http://prometheus.monitoring:9090' }";

/** End of the path of a page or an API of Prometheus. Grafana adds the path itself. */
const API_PATH = /\/(?:api\/v1(?:\/.*)?|graph|federate)$/;

const PROMETHEUS_URL = withoutPath(
  urlForm(
    'http://prometheus.monitoring:9090',
    /^https?:\/\/(?:[^/\s@]*@)?[^/\s:@]+(:\d{1,5})?(\/[^\s?#]*[^\s?#/])?$/,
    'is not a URL without a slash at the end',
  ),
  API_PATH,
  'end it before that: Grafana adds the path',
);

/** Validator of a place with metrics. */
export const prometheusLink: Validator = together<PrometheusLink>(
  fields<PrometheusLink>(EXAMPLE_PROMETHEUS, {
    url: text(unsigned(PROMETHEUS_URL, BY_ARN)),
    workspaceArn: text(WORKSPACE_ARN),
    pods: podsBehind('monitoring', 9090),
  }),
  (path, { url, workspaceArn, pods }): Problem[] => [
    ...(url === undefined && workspaceArn === undefined
      ? [{ path, found: 'has neither url nor workspaceArn', fix: `write one such as ${EXAMPLE_PROMETHEUS}` }]
      : []),
    ...(url !== undefined && workspaceArn !== undefined
      ? [{ path, found: 'has url and workspaceArn', fix: 'leave one of the two out' }]
      : []),
    ...(pods !== undefined && url === undefined
      ? [{ path: `${path}.pods`, found: `${show(pods)} has no effect without url`, fix: 'leave it out' }]
      : []),
  ],
);

/** Validators of the settings. */
export const DATASOURCE_SETTINGS: PropValidators<DatasourceSettings> = {
  as: oneOf(DATASOURCES_AS),
  instances: podLabels,
  traces: tracesLink,
  alertmanager: boolean,
  prometheus: switchOr(prometheusLink, EXAMPLE_PROMETHEUS),
};

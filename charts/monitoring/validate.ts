import { filled, keyed, once, someTexts, switchOr, together } from '../input/combine';
import { IDENTITY_KINDS } from '../endpoint/identity';
import { podsBehind } from '../endpoint/pods-behind';
import { onePlace, REMOTE_WRITE } from '../endpoint/remote-write';
import { WORKSPACE_ARN } from '../endpoint/workspace';
import { ROLE_ARN } from '../input/aws-forms';
import { IMAGE, NAMESPACE, OBJECT_NAME, PLAIN_TEXT, type TextForm, textForm, urlForm } from '../input/forms';
import { templateFault } from '../loki/rules/template';
import { nearest } from '../input/nearest';
import { noEffect } from '../input/no-effect';
import { type Problem, show } from '../input/problems';
import {
  boolean,
  fields,
  list,
  number,
  oneOf,
  type PropValidators,
  required,
  text,
  type Validator,
} from '../input/props';
import { requiredClusterName } from '../alloy/validate';
import { PORT } from '../kubernetes/bounds';
import type { MetricsSource } from '../kubernetes/metrics';
import { apiServerPorts, labels, podResources } from '../kubernetes/validate';
import { ALERT_NAMES, LABELS_OF_ALERTS } from './alerts/alerts';
import type { MonitoringChartProps } from './chart-props';
import { isHistogram } from './keep';
import {
  type AlertsProps,
  DEFAULT_INTERVAL,
  METRICS_KEPT,
  type MonitoringProps,
  type MonitoringSettings,
  type RemoteWriteProps,
  SCRAPERS_OF_METRICS,
} from './props';

const EXAMPLE = "{ from: 'prometheus-operator', namespace: 'monitoring' }";
const EXAMPLE_WRITE = `{ workspaceArn: '${WORKSPACE_ARN.example}' }`;

/** Interval of scrapes. Prometheus forgets a series five minutes after its last sample. */
const interval = textForm('60s', /^([1-9]\d?s|[1-4]m)$/, 'is not an interval of 1s to 4m');

/** Interval of scrapes up to which the shortest windows of alerts, five minutes, always have two samples. */
const LONGEST_WITH_ALERTS = '2m';

const secondsOf = (text: string): number => parseInt(text, 10) * (text.endsWith('m') ? 60 : 1);

const METRIC_NAME = textForm(
  'loki_build_info',
  /^[a-zA-Z_:][a-zA-Z0-9_:]*$/,
  'is not the name of a metric',
  'use letters, digits, underscores and colons',
);

/** Name of a metric, which is that of its series: a histogram has no series of its own name. */
const metricName: TextForm = {
  ...METRIC_NAME,
  faultOf: (name) => {
    const fault = METRIC_NAME.faultOf(name);
    if (fault || !isHistogram(name)) return fault;
    return { wrong: 'is a histogram, which has no series of that name', fix: `write ${name}_bucket, _sum or _count` };
  },
};

const ALERT_LABEL = textForm(
  'team',
  /^(?!__)(?!(severity|alertname)$)[A-Za-z_][A-Za-z0-9_]*$/,
  'cannot be a label of an alert',
  'use letters, digits and underscores, but not severity or alertname',
);

/** Label of Prometheus that alerts do not have: with one value for all, Prometheus refuses two that differ in it. */
const alertLabel: TextForm = {
  ...ALERT_LABEL,
  faultOf: (label) =>
    ALERT_LABEL.faultOf(label) ??
    (LABELS_OF_ALERTS.includes(label)
      ? { wrong: 'is a label by which alerts differ', fix: 'use another name, such as team' }
      : undefined),
};

/** Value of such a label: a template of Prometheus, which refuses the whole file for a wrong one. */
const alertValue: TextForm = {
  ...PLAIN_TEXT,
  faultOf: (value) => PLAIN_TEXT.faultOf(value) ?? templateFault(value),
};

const RUNBOOKS_URL = urlForm('https://wiki.example.com/loki', /^https?:\/\/[^\s#]+$/, 'is not a URL without #');

/** URL in an annotation of every alert, which is also a template. */
const runbooks: TextForm = { ...RUNBOOKS_URL, faultOf: (url) => RUNBOOKS_URL.faultOf(url) ?? templateFault(url) };

const alertName: Validator = (path, value) => {
  if (ALERT_NAMES.includes(value as string)) return [];
  const meant = typeof value === 'string' ? nearest(value, ALERT_NAMES) : undefined;
  const fix = meant ? `did you mean ${meant}?` : 'write a name from docs/runbooks.md';
  return [{ path, found: `${show(value)} is not the name of an alert`, fix }];
};

const alerts: Validator = switchOr(
  fields<AlertsProps>("{ without: ['LokiChunkCacheUseless'] }", {
    without: filled(once(list(alertName, "'LokiChunkCacheUseless'"))),
    labels: keyed(alertLabel, text(alertValue), "team: 'platform'"),
    runbooks: text(runbooks),
  }),
  "{ without: ['LokiChunkCacheUseless'] }",
);

const remoteWrite: Validator = together<RemoteWriteProps>(
  fields<RemoteWriteProps>(EXAMPLE_WRITE, {
    ...REMOTE_WRITE,
    pods: podsBehind('monitoring', 9090),
  }),
  (path, { workspaceArn, url, pods }) => [
    ...onePlace(path, { url, workspaceArn }),
    ...(workspaceArn !== undefined && pods !== undefined
      ? [{ path: `${path}.pods`, found: `${show(pods)} has no effect on a workspace`, fix: 'leave it out' }]
      : []),
  ],
);

const FIELDS: PropValidators<MonitoringProps> = {
  from: required(oneOf(SCRAPERS_OF_METRICS), "'prometheus-operator'"),
  namespace: text({ ...NAMESPACE, example: 'monitoring' }),
  labels,
  metrics: oneOf(METRICS_KEPT),
  keep: someTexts(metricName),
  interval: text(interval),
  remoteWrite,
  alerts,
};

/** Problems of fields that exclude or need each other. */
function contradictions(path: string, props: MonitoringProps): Problem[] {
  const { from, metrics, alerts: made = true, interval: written = DEFAULT_INTERVAL } = props;
  const unused = (key: keyof MonitoringProps, isUnused: boolean, why: string): Problem[] =>
    isUnused && props[key] !== undefined ? [noEffect(`${path}.${key}`, props[key], why)] : [];
  return [
    ...unused('namespace', from === 'alloy', 'Alloy scrapes from its own namespace'),
    ...unused('labels', from !== 'prometheus-operator', `${from} makes no PodMonitors`),
    ...unused('remoteWrite', from !== 'alloy', `${from} is for a Prometheus that scrapes itself`),
    ...unused('keep', metrics === 'all', 'all metrics are stored'),
    ...(made !== false && secondsOf(written) > secondsOf(LONGEST_WITH_ALERTS)
      ? [
          {
            path: `${path}.interval`,
            found: `${show(written)} is too long for alerts, which compare two samples of five minutes`,
            fix: `use at most ${LONGEST_WITH_ALERTS}, or alerts: false`,
          },
        ]
      : []),
    ...(from === 'alloy' && props.remoteWrite === undefined
      ? [{ path: `${path}.remoteWrite`, found: 'missing', fix: `write one such as ${EXAMPLE_WRITE}` }]
      : []),
  ];
}

/** Validator of monitoring, as a user writes it. */
export const monitoring: Validator = together<MonitoringProps>(fields(EXAMPLE, FIELDS), contradictions);

/** Validator of monitoring with the role that writes to a workspace. */
export const monitoringSettings: Validator = together<MonitoringSettings>(
  fields<MonitoringSettings>(EXAMPLE, { ...FIELDS, roleArn: text(ROLE_ARN) }),
  (path, props) => [
    ...contradictions(path, props),
    ...(props.remoteWrite?.workspaceArn !== undefined && props.roleArn === undefined
      ? [
          {
            path: `${path}.roleArn`,
            found: 'missing, and writing to a workspace takes a role',
            fix: `write one such as '${ROLE_ARN.example}'`,
          },
        ]
      : []),
  ],
);

const source = fields<MetricsSource>("{ namespace: 'loki', name: 'loki', component: 'ingester', port: 3100 }", {
  namespace: required(text(NAMESPACE), "'loki'"),
  name: required(text({ ...NAMESPACE, example: 'loki' }), "'loki'"),
  component: required(text({ ...NAMESPACE, example: 'ingester' }), "'ingester'"),
  port: required(number({ ...PORT, example: '3100' }), '3100'),
});

/** Validators of the properties of a `MonitoringChart`. */
export const MONITORING_CHART: PropValidators<MonitoringChartProps> = {
  monitoring: required(monitoringSettings, EXAMPLE),
  sources: required(
    filled(list(source, "{ namespace: 'loki', name: 'loki', component: 'ingester', port: 3100 }")),
    '[...loki.metrics, ...alloy.metrics]',
  ),
  clusterName: requiredClusterName,
  lokiNamespace: text(NAMESPACE),
  alloyNamespace: required(text({ ...NAMESPACE, example: 'alloy' }), "'alloy'"),
  gigabytesPerDay: required(number({ example: '50', least: Number.MIN_VALUE, whole: false }), '50'),
  passwordSecret: text(OBJECT_NAME),
  image: required(text(IMAGE), `'${IMAGE.example}'`),
  resources: podResources,
  identityKind: oneOf(IDENTITY_KINDS),
  networkPolicies: boolean,
  apiServerPorts,
};

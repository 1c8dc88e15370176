import { ALLOY_SERVICE_ACCOUNT } from '../defaults';
import { METRICS_SOURCE_OF_CANARY, type MetricsSource, jobOf } from '../kubernetes/metrics';
import { AGENT_GROUPS, ALERT_GROUPS, alertsOf, anchorOf, CANARY_GROUPS, KAFKA_GROUPS } from './alerts/alerts';
import type { AlertContext } from './alerts/alert';
import type { AlertsProps } from './props';

/** Page of the runbooks in this project. */
const RUNBOOKS = 'https://github.com/cdk-eks-loki/cdk-eks-loki/blob/main/docs/runbooks.md';

/** An alerting rule, as Prometheus reads it. */
export interface AlertingRule {
  /** Name of the alert. */
  readonly alert: string;

  /** Expression in PromQL. */
  readonly expr: string;

  /** Time for which it holds before the alert fires. @default - it fires at once */
  readonly for?: string;

  /** Labels of the alert. */
  readonly labels: Readonly<Record<string, string>>;

  /** Annotations of the alert. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A group of rules, as Prometheus reads it. */
export interface AlertGroup {
  /** Its name. */
  readonly name: string;

  /** Its rules. */
  readonly rules: readonly AlertingRule[];
}

/** Facts of a setup that its rules depend on. */
export interface RuleFacts extends Omit<AlertContext, 'jobs' | 'loki'> {
  /** Namespace of Loki. @default - it is in another cluster, which has the alerts on it */
  readonly loki?: string;

  /** Pods with metrics. */
  readonly sources: readonly MetricsSource[];
}

/** True if a collector of the pods reads topics of Kafka. */
export const hasKafka = (sources: readonly MetricsSource[]): boolean =>
  sources.some(({ name, component }) => name === ALLOY_SERVICE_ACCOUNT && component === 'kafka');

/** Groups of rules for a setup. Those without a rule are left out. */
export function ruleGroups(facts: RuleFacts, settings: AlertsProps = {}): AlertGroup[] {
  const { without = [], labels = {}, runbooks = RUNBOOKS } = settings;
  const { sources, loki } = facts;
  const context: AlertContext = {
    ...facts,
    loki: loki ?? '',
    jobs: sources.filter(({ namespace, name }) => namespace === loki && name === 'loki').map(jobOf),
  };
  const hasCanary = sources.some(({ component }) => component === METRICS_SOURCE_OF_CANARY);
  const groups = loki === undefined ? AGENT_GROUPS : ALERT_GROUPS;
  const more = [...(hasCanary ? CANARY_GROUPS : []), ...(hasKafka(sources) ? KAFKA_GROUPS : [])];
  return [...groups, ...more].flatMap((group) => {
    const rules = alertsOf(group, context)
      .filter((alert) => !without.includes(alert.name))
      .map((alert) => ({
        alert: alert.name,
        expr: alert.expr,
        ...(alert.for === undefined ? {} : { for: alert.for }),
        labels: { ...labels, severity: alert.severity },
        annotations: {
          summary: alert.summary,
          description: alert.why,
          runbook_url: `${runbooks}#${anchorOf(alert)}`,
        },
      }));
    return rules.length > 0 ? [{ name: group.name, rules }] : [];
  });
}

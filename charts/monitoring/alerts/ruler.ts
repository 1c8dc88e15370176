import type { AlertGroup } from './alert';

/** Rules in Loki itself. */
export const RULER: AlertGroup = {
  name: 'loki-ruler',
  title: 'Rules in Loki',
  alerts: () => [
    {
      name: 'LokiRuleFailing',
      expr: 'sum by (cluster, namespace, user, rule_group) (increase(loki_prometheus_rule_evaluation_failures_total[15m])) > 0',
      for: '15m',
      severity: 'warning',
      summary: 'a rule of {{ $labels.user }} in {{ $labels.rule_group }} fails',
      why: 'Its alert cannot fire.',
      first:
        '`/prometheus/api/v1/rules` of the ruler has `lastError`: too many series, a selector instead of a metric, or a limit of the tenant.',
    },
    {
      name: 'LokiRulesRefused',
      expr: 'min by (cluster, namespace, user) (loki_ruler_config_last_reload_successful) == 0',
      for: '15m',
      severity: 'warning',
      summary: 'the rules of {{ $labels.user }} are not loaded',
      why: 'Former rules go on, new ones do not run.',
      first: "The ruler's log names the rule.",
    },
    {
      name: 'LokiRuleGroupLate',
      expr: 'sum by (cluster, namespace, user, rule_group) (increase(loki_prometheus_rule_group_iterations_missed_total[15m])) > 0',
      for: '15m',
      severity: 'warning',
      summary: 'the group {{ $labels.rule_group }} of {{ $labels.user }} takes longer than its interval',
      why: 'Alerts come late, and recorded series have gaps.',
      first: 'Give the group a longer interval, or its queries a narrower selector.',
    },
    {
      name: 'LokiAlertsNotSent',
      expr: 'sum by (cluster, namespace, user, alertmanager) (increase(loki_prometheus_notifications_errors_total[15m]) + increase(loki_prometheus_notifications_dropped_total[15m])) > 0',
      for: '5m',
      severity: 'critical',
      summary: 'alerts of {{ $labels.user }} do not reach {{ $labels.alertmanager }}',
      why: 'Nobody hears of them.',
      first: 'Look at `loki.alertmanagerUrl`, `network.rulerEgress`, and the Alertmanager.',
    },
    {
      name: 'LokiAlertmanagerUnknown',
      expr: 'max by (cluster, namespace, user) (loki_prometheus_notifications_alertmanagers_discovered) == 0',
      for: '10m',
      severity: 'critical',
      summary: 'the ruler knows no Alertmanager for {{ $labels.user }}',
      why: 'Its alerts go nowhere.',
      first:
        "Look at the tenant's `ruler_alertmanager_config` in `loki.tenantLimits`: it replaces `loki.alertmanagerUrl` whole.",
    },
  ],
};

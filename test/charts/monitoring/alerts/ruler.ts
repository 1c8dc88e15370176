import { type AlertCases, loki } from './case';

const group = 'user="dev", rule_group="/var/loki/rules/dev/team;errors"';
const failed = loki('loki_prometheus_rule_evaluation_failures_total', 'ruler', group);
const loaded = loki('loki_ruler_config_last_reload_successful', 'ruler', 'user="dev"');
const missed = loki('loki_prometheus_rule_group_iterations_missed_total', 'ruler', group);
const to = 'user="dev", alertmanager="http://alertmanager.monitoring:9093/api/v2/alerts"';
const errors = loki('loki_prometheus_notifications_errors_total', 'ruler', to);
const dropped = loki('loki_prometheus_notifications_dropped_total', 'ruler', to);
const known = loki('loki_prometheus_notifications_alertmanagers_discovered', 'ruler', 'user="dev"');

export const RULER_CASES: AlertCases = {
  LokiRuleFailing: { at: '40m', fires: { [failed]: '0+1x45' }, silent: { [failed]: '7x45' } },
  LokiRulesRefused: { at: '20m', fires: { [loaded]: '0x25' }, silent: { [loaded]: '1x25' } },
  LokiRuleGroupLate: { at: '40m', fires: { [missed]: '0+1x45' }, silent: { [missed]: '7x45' } },
  LokiAlertsNotSent: {
    at: '20m',
    fires: { [errors]: '0+1x25', [dropped]: '0x25' },
    silent: { [errors]: '3x25', [dropped]: '0x25' },
  },
  LokiAlertmanagerUnknown: { at: '15m', fires: { [known]: '0x20' }, silent: { [known]: '1x20' } },
};

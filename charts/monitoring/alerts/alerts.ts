import { AGENTS } from './agents';
import type { Alert, AlertContext, AlertGroup } from './alert';
import { CANARY } from './canary';
import { COST } from './cost';
import { inCluster } from './in-cluster';
import { KAFKA } from './kafka';
import { LIMITS } from './limits';
import { PATH } from './path';
import { QUERIES } from './queries';
import { RING } from './ring';
import { RULER } from './ruler';
import { STORAGE } from './storage';

/** Alerts on Loki and Alloy, by subject. */
export const ALERT_GROUPS: readonly AlertGroup[] = [PATH, LIMITS, RING, STORAGE, QUERIES, RULER, AGENTS, COST];

/** Alerts that a cluster without a Loki has. */
export const AGENT_GROUPS: readonly AlertGroup[] = [AGENTS];

/** Alerts on the canary, which only an environment with one has. */
export const CANARY_GROUPS: readonly AlertGroup[] = [CANARY];

/** Alerts on Kafka, which only an environment with a consumer has. */
export const KAFKA_GROUPS: readonly AlertGroup[] = [KAFKA];

/** Alerts of a group for a setup. */
export const alertsOf = ({ alerts }: AlertGroup, context: AlertContext): Alert[] =>
  alerts(context).map((alert) => ({ ...alert, expr: inCluster(alert.expr, context.cluster) }));

/** Context for alerts if only their names are read. */
const ANY: AlertContext = { cluster: '', loki: '', alloy: '', jobs: [], gigabytesPerDay: 1, passwordSecret: '' };

/** Names of all alerts. */
export const ALERT_NAMES: readonly string[] = [...ALERT_GROUPS, ...CANARY_GROUPS, ...KAFKA_GROUPS].flatMap(
  ({ alerts }) => alerts(ANY).map(({ name }) => name),
);

/** Labels by which alerts of one name differ, besides the cluster. */
export const LABELS_OF_ALERTS: readonly string[] = [
  ...['namespace', 'job', 'pod', 'container', 'instance', 'tenant', 'user', 'reason', 'name', 'route', 'operation'],
  ...['status_code', 'rule_group', 'alertmanager', 'topic', 'secret', 'daemonset', 'persistentvolumeclaim'],
];

/** Anchor of an alert on the page of runbooks. */
export const anchorOf = ({ name }: Pick<Alert, 'name'>): string => name.toLowerCase();

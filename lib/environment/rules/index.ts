import { acknowledgements } from './acknowledgements';
import { ALLOY_RULES } from './alloy';
import { AWS_INPUT_RULES } from './aws';
import { CANARY_RULES } from './canary/canary';
import { CLUSTER_RULES } from './cluster';
import { credentialsProblems } from './credentials';
import { DASHBOARD_RULES } from './dashboards';
import { DOOR_RULES, EXPOSE_RULES } from './expose';
import { GRAFANA_RULES } from './grafana';
import { ingesterPlaces } from './ingester-places';
import { KUBERNETES_RULES } from './kubernetes';
import { LOKI_RULES } from './loki';
import { MONITORING_RULES } from './monitoring';
import { NAME_RULES } from './names';
import type { InputRule, LoggingRule } from './rule';
import { networkProblems } from './network';
import { RULER_RULES } from './ruler';
import { SPOKE_RULES } from './spoke';
import { streamLabels } from './stream-labels';
import { STORAGE_RULES } from './storage';
import { ROUTE_RULES, TENANT_RULES } from './tenants';

/** Rules about fields that an environment and `LokiLogging` share. */
export const LOGGING_RULES: readonly LoggingRule[] = [
  ...NAME_RULES,
  credentialsProblems,
  ...AWS_INPUT_RULES,
  ...STORAGE_RULES,
  ...TENANT_RULES,
  ...LOKI_RULES,
  ...RULER_RULES,
  streamLabels,
  ...ALLOY_RULES,
  ...KUBERNETES_RULES,
  ...GRAFANA_RULES,
  ...DASHBOARD_RULES,
  ...CANARY_RULES,
  networkProblems,
  ...EXPOSE_RULES,
  ...MONITORING_RULES,
  ...SPOKE_RULES,
  acknowledgements,
];

/** All rules about the fields of an environment. */
export const ENVIRONMENT_RULES: readonly InputRule[] = [
  ...CLUSTER_RULES,
  ...LOGGING_RULES,
  ...ROUTE_RULES,
  ...DOOR_RULES,
  ingesterPlaces,
];

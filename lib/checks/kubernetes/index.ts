import type { ManifestsRule } from '../rule';
import { ASSOCIATION_RULES } from './associations';
import { BACKEND_RULES } from './backends';
import { BUDGET_RULES } from './budgets';
import { CLAIM_RULES } from './claims';
import { CLUSTER_DNS_RULES } from './cluster-dns';
import { EXPOSURE_RULES } from './exposure';
import { FARGATE_RULES } from './fargate';
import { GRAFANA_SERVER_RULES } from './grafana';
import { IDENTITY_FORM_RULES } from './identities';
import { IMAGE_RULES } from './images';
import { IMMUTABLE_RULES } from './immutable';
import { MONITOR_RULES } from './monitors';
import { NAME_RULES } from './names';
import { POD_SECURITY_RULES } from './pod-security';
import { POLICY_RULES } from './policies';
import { POLICY_PORT_RULES } from './policy-ports';
import { PROBE_RULES } from './probes';
import { RBAC_RULES } from './rbac';
import { REFERENCE_RULES } from './references';
import { SCALER_RULES } from './scalers';
import { SECRET_ROLE_RULES } from './secret-roles';
import { SECRET_RULES } from './secrets';
import { SECURITY_RULES } from './security';
import { SELECTOR_RULES } from './selectors';
import { SERVICE_RULES } from './services';
import { SIZE_RULES } from './sizes';
import { TOKEN_RULES } from './tokens';
import { VOLUME_RULES } from './volumes';

/** Rules about Kubernetes objects of any kind. */
export const KUBERNETES_RULES: readonly ManifestsRule[] = [
  ...NAME_RULES,
  ...SIZE_RULES,
  ...TOKEN_RULES,
  ...SELECTOR_RULES,
  ...SERVICE_RULES,
  ...MONITOR_RULES,
  ...EXPOSURE_RULES,
  ...BACKEND_RULES,
  ...GRAFANA_SERVER_RULES,
  ...VOLUME_RULES,
  ...CLAIM_RULES,
  ...REFERENCE_RULES,
  ...IMAGE_RULES,
  ...SECURITY_RULES,
  ...POD_SECURITY_RULES,
  ...PROBE_RULES,
  ...BUDGET_RULES,
  ...SCALER_RULES,
  ...FARGATE_RULES,
  ...POLICY_RULES,
  ...CLUSTER_DNS_RULES,
  ...POLICY_PORT_RULES,
  ...SECRET_RULES,
  ...SECRET_ROLE_RULES,
  ...ASSOCIATION_RULES,
  ...IDENTITY_FORM_RULES,
  ...RBAC_RULES,
  ...IMMUTABLE_RULES,
];

import { ACCOUNT } from '../aws/partition';
import type { AlloyRoute } from '../../../charts/alloy/sources/source';
import { expose } from '../../../charts/endpoint/exposure/validate';
import { ALERTMANAGER_URL } from '../../../charts/input/alertmanager-url';
import { NAMESPACE_PATTERN } from '../../../charts/input/forms';
import { regionFault } from '../../../charts/endpoint/object-store';
import { type GatewayUsers, USERS } from '../../../charts/endpoint/users';
import type { DeepReadonly } from '../../../charts/kubernetes/pod-settings';
import { SCHEMA } from '../../../charts/loki/config/schema';
import { CHUNK_ENCODINGS } from '../../../charts/loki/config/encoding';
import type { LimitsConfig, LokiConfig } from '../../../charts/loki/config/generated/types';
import type { ConfigPatch } from '../../../charts/loki/config/merge';
import { otlpIndexLabels } from '../../../charts/loki/otlp';
import { rulerSettings } from '../../../charts/loki/rules/validate';
import { TYPED_LIMITS, type TypedLimits } from '../../../charts/loki/typed-limits';
import { dashboards } from '../dashboards/own';
import { rulesOfTenants } from '../rules-as-code/files';
import { isPlain } from '../../../charts/input/show';
import { rolloutOperator } from '../../../charts/loki/rollout-operator/props';
import { autoscaling } from '../../../charts/loki/sizes/autoscaling';
import { sizes } from '../../../charts/loki/sizes/validate';
import { ingesterZonesField } from '../../../charts/loki/workloads/migration';
import { monitoring } from '../../../charts/monitoring/validate';
import { tenantFault } from '../../../charts/endpoint/tenants';
import type { Acknowledgement } from '../acknowledgement';
import type { SpokeProps } from '../hub/props';
import { SPOKE_FIELDS } from '../hub/validate';
import { canary } from '../../../charts/canary/props';
import { deploy } from '../../../charts/grafana/deploy/validate';
import { DATASOURCE_SETTINGS, type DatasourceSettings } from '../../../charts/grafana/settings';
import type { EnvironmentProps, GrafanaProps, LoggingProps, LokiProps } from '../props';
import { parseQueryTimeout, parseRetention, parseVolume } from '../quantities';
import { ALLOY_SCHEMA } from './alloy';
import { AWS_FIELDS, CREDENTIALS_SCHEMA, STORAGE_SCHEMA } from './aws';
import { CLUSTER_SCHEMA } from './cluster';
import {
  boolean,
  checked,
  custom,
  filledList,
  formed,
  list,
  map,
  number,
  objectOf,
  oneOf,
  quantity,
  string,
  text,
  validatedFields,
  setOf,
} from './fields';
import { KUBERNETES_FIELDS } from './kubernetes';
import { objectNameLike, ownNamespace } from './names';
import { NETWORK_SCHEMA } from './network';

/** An AWS account. */
export const account = text(
  '111122223333',
  ACCOUNT,
  'is not an AWS account',
  "write its 12 digits, such as '111122223333'",
);

/** Loki's own configuration. A rule validates its keys. */
const lokiConfig = <T>() =>
  custom<T>(isPlain, { wrong: 'is not an object', fix: "write Loki's configuration, such as { querier: {} }" });

const { deletes, ...users } = validatedFields<GatewayUsers>(USERS);

const loki = objectOf<LokiProps>(
  'an object',
  "{ of: 'prod' }",
)({
  namespace: ownNamespace('loki').optional(),
  queryTimeout: quantity('5m', parseQueryTimeout).optional(),
  ...validatedFields<Pick<LokiProps, 'ingesterZones' | 'rolloutOperator' | 'sizes' | 'autoscaling'>>({
    ingesterZones: ingesterZonesField,
    rolloutOperator,
    sizes,
    autoscaling,
  }),
  config: lokiConfig<ConfigPatch<LokiConfig>>().optional(),
  tenantLimits: map(lokiConfig<LimitsConfig>(), 'apps: { ingestion_rate_mb: 20 }').optional(),
  chunkEncoding: oneOf(...CHUNK_ENCODINGS).optional(),
  ...validatedFields<Pick<LokiProps, 'schema'>>({ schema: SCHEMA }),
  alertmanagerUrl: formed(ALERTMANAGER_URL).optional(),
  deletes,
  ...validatedFields<SpokeProps>(SPOKE_FIELDS),
  ...validatedFields<TypedLimits>(TYPED_LIMITS),
  ...validatedFields<Pick<LokiProps, 'rules' | 'ruler' | 'otlpIndexLabels'>>({
    rules: rulesOfTenants,
    ruler: rulerSettings,
    otlpIndexLabels,
  }),
});

const acknowledgement = objectOf<Acknowledgement>(
  'an acknowledgement',
  "{ rule: 'CLUSTER-ADMINS-1', path: '…', reason: '…' }",
)({
  rule: text('CLUSTER-ADMINS-1', /^[A-Z0-9]+(-[A-Z0-9]+)+$/, 'is not the id of a rule'),
  path: string('environments.prod.cluster.create.admins'),
  reason: text('we use …', /\S/, 'is empty', 'say why the warning is accepted'),
});

const tenantNamespace = formed(NAMESPACE_PATTERN);

/** Namespaces by tenant, as `LokiLogging` has them. */
export const ROUTES_SCHEMA = list(
  objectOf<DeepReadonly<AlloyRoute>>(
    'a route',
    "{ tenant: 'apps', namespaces: ['shop', 'shop-*'] }",
  )({
    tenant: checked('apps', tenantFault),
    namespaces: filledList(tenantNamespace, "'shop', 'shop-*'", 'write at least one, or leave the route out'),
  }),
);

/** A function of the user's. */
const functionOf = <T>(argument: string) =>
  custom<T>((value) => typeof value === 'function', {
    wrong: 'is not a function',
    fix: `write one such as (${argument}) => { … }`,
  });

const LOGGING_FIELDS = {
  account: account.optional(),
  region: checked('us-east-1', regionFault).optional(),
  volume: quantity('500 GB/day', parseVolume).optional(),
  retention: quantity('28d', parseRetention).optional(),
  tenants: filledList(
    checked('platform', tenantFault),
    "'platform', 'apps'",
    "name at least one tenant, such as ['platform'], or leave it out",
  ).optional(),
  tenantNamespaces: map(list(tenantNamespace, "'shop', 'shop-*'"), "apps: ['shop', 'shop-*']").optional(),
  ...users,
  credentials: CREDENTIALS_SCHEMA.optional(),
  storage: STORAGE_SCHEMA.optional(),
  ...AWS_FIELDS,
  loki: loki.optional(),
  alloy: ALLOY_SCHEMA.optional(),
  grafana: objectOf<GrafanaProps>(
    'an object',
    '{ deploy: true }',
  )({
    namespace: ownNamespace('grafana').optional(),
    maxLines: number('1000', 1).optional(),
    serviceAccount: objectNameLike('grafana').optional(),
    ...validatedFields<DatasourceSettings & Pick<GrafanaProps, 'dashboards' | 'deploy'>>({
      ...DATASOURCE_SETTINGS,
      dashboards,
      deploy,
    }),
  }).optional(),
  network: NETWORK_SCHEMA.optional(),
  ...validatedFields<Pick<EnvironmentProps, 'expose' | 'canary' | 'monitoring'>>({ expose, canary, monitoring }),
  ...KUBERNETES_FIELDS,
  customize: functionOf<NonNullable<EnvironmentProps['customize']>>('charts').optional(),
  acknowledge: list(acknowledgement).optional(),
};

/** The fields that environments and `LokiLogging` share, in the form of an environment. */
export const LOGGING_SCHEMA = objectOf<LoggingProps>()(LOGGING_FIELDS);

/** The shape of one environment. Rules are about more than one field. */
export const ENVIRONMENT_SCHEMA = objectOf<EnvironmentProps>(
  'an object',
  '{ cluster: { create: {} } }',
)({
  ...LOGGING_FIELDS,
  cluster: CLUSTER_SCHEMA,
  terminationProtection: boolean().optional(),
  deployFrom: setOf(list(account, "'444455556666'")).optional(),
  removalPolicy: oneOf('retain', 'destroy').optional(),
  customizeStack: functionOf<NonNullable<EnvironmentProps['customizeStack']>>('stack').optional(),
});

import type { SchemaPeriod } from '../../../charts/loki/config/config';
import type { LimitsConfig, LokiConfig } from '../../../charts/loki/config/generated/types';
import type { ConfigPatch } from '../../../charts/loki/config/merge';
import {
  type ComponentSizeOverride,
  type LokiSizeOverrides,
  SIZED_COMPONENTS,
  type SizedComponent,
} from '../../../charts/loki/sizes';
import type { LokiProps } from '../props';
import { readDuration } from '../quantities';
import { fault, list, map, namespaceName, number, objectOf, quantity, text, typed } from './fields';

const url = text(
  'http://alertmanager.monitoring:9093',
  /^https?:\/\/[^/\s]+(\/\S*)?$/,
  fault('is not a URL', "write one such as 'http://alertmanager.monitoring:9093'"),
);

const size = objectOf<ComponentSizeOverride>()({
  replicas: number('3', 1).optional(),
  cpu: number('0.5', 0.01, false).optional(),
  memory: number('4', 0.0625, false).optional(),
  volume: number('50', 1).optional(),
}).optional();

const sizes = objectOf<LokiSizeOverrides>()(
  Object.fromEntries(SIZED_COMPONENTS.map((component) => [component, size])) as Record<SizedComponent, typeof size>,
);

/** Loki's keys are the subject of `validateLokiConfig`: any object passes here. */
const lokiConfig = typed<ConfigPatch<LokiConfig>>('an object', '{ querier: {} }');

const limits = typed<LimitsConfig>('an object', '{ ingestion_rate_mb: 20 }');

const schemaPeriod = objectOf<SchemaPeriod>()({
  from: text('2024-04-01', /^\d{4}-\d{2}-\d{2}$/, fault('is not a day', "write it as '2024-04-01'")),
  schema: text('v13', /^v1[3]$/, fault('is not a schema this library writes', "write 'v13'")).optional(),
  indexPrefix: text(
    'loki_index_',
    /^[a-z0-9_]+$/,
    fault('is not a prefix', "write one such as 'loki_index_'"),
  ).optional(),
});

/** Loki. */
export const loki = objectOf<LokiProps>()({
  namespace: namespaceName.optional(),
  queryTimeout: quantity('5m', readDuration).optional(),
  sizes: sizes.optional(),
  config: lokiConfig.optional(),
  tenantLimits: map(limits, 'apps: { ingestion_rate_mb: 20 }').optional(),
  schema: list(schemaPeriod, "{ from: '2024-04-01' }")
    .min(1, { error: fault('is empty', "write at least one period, such as [{ from: '2024-04-01' }]") })
    .optional(),
  alertmanagerUrl: url.optional(),
});

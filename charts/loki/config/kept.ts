import { scalarText } from '../../input/show';
import { Duration } from 'cdk8s';
import { DEFAULT_RETENTION } from '../../defaults';
import type { LimitsConfig, LokiConfig } from './generated/types';
import type { ConfigPatch } from './merge';
import { lokiDuration, lokiSeconds } from './retention';

/** Properties of a Loki that decide how long it keeps lines. */
export interface RetentionInputs {
  /** Retention of lines without one of their own. @default - 28 days */
  readonly retention?: Duration;

  /** Changes to the configuration, which may have retentions of streams. @default - none */
  readonly config?: ConfigPatch<LokiConfig>;

  /** Limits by tenant. @default - none */
  readonly tenantLimits?: Readonly<Record<string, LimitsConfig>>;
}

/** Limits as a file has them. */
interface RetentionLimits {
  readonly retention_period?: unknown;
  readonly retention_stream?: unknown;
}

/**
 * Seconds that the longest-lived lines under some limits are kept: those of a stream with a retention of its own, or all
 * others. Infinity is for ever; undefined if a period cannot be read.
 */
export function keptSeconds(limits: RetentionLimits): number | undefined {
  const streams: unknown[] = Array.isArray(limits.retention_stream) ? limits.retention_stream : [];
  const periods = [
    limits,
    ...streams.map((one) => ({ retention_period: (one as { period?: unknown } | null)?.period })),
  ];
  // For Loki, 0 is for ever.
  const seconds = periods.map(({ retention_period: period }) => lokiSeconds(scalarText(period ?? 0)));
  return seconds.includes(undefined) ? undefined : Math.max(...seconds.map((one) => one || Infinity));
}

/** Limits of a tenant; none if it has no own ones. */
function ownLimits({ tenantLimits = {} }: RetentionInputs, tenant: string | undefined): LimitsConfig {
  return (tenant !== undefined && Object.hasOwn(tenantLimits, tenant) && tenantLimits[tenant]) || {};
}

/**
 * Seconds that a tenant's longest-lived lines are kept, or those of a tenant without limits of its own; Infinity is for
 * ever. A period that cannot be read is for ever: lines are rather kept than lost.
 */
export function keptFor(inputs: RetentionInputs, tenant?: string): number {
  const { retention_period, retention_stream } = ownLimits(inputs, tenant);
  return (
    keptSeconds({
      retention_period: retention_period ?? lokiDuration(inputs.retention ?? DEFAULT_RETENTION),
      retention_stream: retention_stream ?? inputs.config?.limits_config?.retention_stream,
    }) ?? Infinity
  );
}

/**
 * Time that the queries of a tenant look back: as long as its lines are kept. With less, lines would be paid for and never
 * found; with more, queries would see lines in part that are being deleted.
 */
export function lookbackFor(inputs: RetentionInputs, tenant?: string): string {
  const kept = keptFor(inputs, tenant);
  // For Loki, 0 is without end.
  return lokiDuration(Duration.seconds(kept === Infinity ? 0 : kept));
}

/** Limits by tenant, each with the lookback of its retention unless it has its own. */
export function tenantLimits(inputs: RetentionInputs): Record<string, LimitsConfig> {
  return Object.fromEntries(
    Object.entries(inputs.tenantLimits ?? {}).map(([tenant, own]) => {
      const isCommon = own.retention_period === undefined && own.retention_stream === undefined;
      if (isCommon || own.max_query_lookback !== undefined) return [tenant, own];
      return [tenant, { ...own, max_query_lookback: lookbackFor(inputs, tenant) }];
    }),
  );
}

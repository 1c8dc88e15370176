import { filled, keyed, objectOr, repeats, together } from '../input/combine';
import { ALERTMANAGER_URL } from '../input/alertmanager-url';
import type { TextForm } from '../input/forms';
import type { Problem } from '../input/problems';
import { fields, isReadable, list, number, type PropValidators, required, text } from '../input/props';
import { readOf } from '../input/plain-copy';
import { isPlain, short, show } from '../input/show';
import type { LimitsConfig, LokiConfig } from './config/generated/types';
import type { ConfigPatch } from './config/merge';
import { lokiSeconds, retentionFault } from './config/retention';
import { selectorFault } from './config/values/selector';
import { TENANT, unknownTenant } from '../endpoint/tenants';

/** Retention of the lines of some streams. */
export interface StreamRetention {
  /** Selector of the streams, such as `{namespace="shop"}`. */
  readonly selector: string;

  /** Retention of their lines, such as `90d`; at least a day. */
  readonly retention: string;

  /** Rank among the selectors that match a stream: the highest decides. @default - the first in the list decides */
  readonly priority?: number;
}

/** Retention of one tenant. */
export interface TenantRetentionProps {
  /** Retention of its lines, such as `365d`; at least a day. @default - as those of all tenants */
  readonly retention?: string;

  /** Streams with a retention of their own, instead of those of all tenants. @default - those of all tenants */
  readonly streams?: readonly StreamRetention[];
}

/** Fields that become limits of Loki. */
export interface TypedLimits {
  /**
   * Retention of single tenants, by tenant: as `365d`, or with streams of their own. The longest decides how long the
   * bucket keeps the chunks of a tenant.
   *
   * @default - `retention`
   */
  readonly tenantRetention?: Readonly<Record<string, string | TenantRetentionProps>>;

  /** Streams of all tenants with a retention of their own. @default - none */
  readonly streamRetention?: readonly StreamRetention[];

  /**
   * Alertmanagers of single tenants, by tenant: URLs as that of `alertmanagerUrl`, which they replace.
   *
   * @default - none
   */
  readonly alertmanagers?: Readonly<Record<string, string>>;
}

const RETENTION: TextForm = {
  example: '90d',
  faultOf: (value) => {
    const seconds = lokiSeconds(value);
    if (seconds === undefined) return { wrong: 'is not a duration', fix: "write one such as '90d'" };
    return retentionFault(seconds);
  },
};

const SELECTOR: TextForm = {
  example: '{namespace="shop"}',
  faultOf: (value) => {
    const form = selectorFault(value);
    return form === undefined
      ? undefined
      : { wrong: `is not ${form}`, fix: 'write one such as \'{namespace="shop"}\'' };
  },
};

/** A selector without blanks, its matchers in order: two that are the same select the same streams. */
const plainSelector = (selector: string): string =>
  (selector.match(/\w+\s*[=!]~?=?\s*(?:"(?:\\.|[^"\\])*"|`[^`]*`)/g) ?? [])
    .map((matcher) => matcher.replace(/^(\w+)\s*([=!]~?=?)\s*/, '$1$2'))
    .sort()
    .join();

const STREAM = "{ selector: '{namespace=\"shop\"}', retention: '90d' }";
const streams = filled(
  together<readonly StreamRetention[]>(
    list(
      fields<StreamRetention>(STREAM, {
        selector: required(text(SELECTOR), `'${SELECTOR.example}'`),
        retention: required(text(RETENTION), "'90d'"),
        priority: number({ example: '10', least: 1 }),
      }),
      STREAM,
    ),
    (path, items) =>
      repeats(
        items.map(({ selector }) => ({ selector, plain: plainSelector(selector) })),
        ({ plain }) => plain,
        ({ selector }, index, first) => ({
          path: `${path}[${index}].selector`,
          found: `${show(selector)} is the selector of item ${first}, too`,
          fix: 'write it once, with one retention',
        }),
      ),
  ),
);

const tenantRetention = together<TenantRetentionProps>(
  fields<TenantRetentionProps>("{ retention: '365d' }", { retention: text(RETENTION), streams }),
  (path, value) =>
    value.retention === undefined && value.streams === undefined
      ? [{ path, found: '{} is empty', fix: "write a retention, such as '365d', or leave it out" }]
      : [],
);

/** Validators of the fields. Conditions on tenants and other limits are in `typedLimitsProblems`. */
export const TYPED_LIMITS: PropValidators<TypedLimits> = {
  tenantRetention: keyed(TENANT, objectOr(tenantRetention, text(RETENTION)), "apps: '365d'"),
  streamRetention: streams,
  alertmanagers: keyed(TENANT, text(ALERTMANAGER_URL), `apps: '${ALERTMANAGER_URL.example}'`),
};

/** Values as somebody wrote them, valid or not. */
type Written<T> = { readonly [K in keyof T]?: unknown };

/** Loki's limits that a field becomes. */
const BECOMES = {
  tenantRetention: ['retention_period', 'retention_stream'],
  alertmanagers: ['ruler_alertmanager_config'],
} as const;

/** Words before a key of Loki's own configuration. */
const OF_LOKI = 'the configuration of Loki, as ';

/** Key of the labels of OTLP. */
const OTLP_KEY = 'default_resource_attributes_as_index_labels';

/** Finds tenants that do not exist, and limits that are written twice. */
export function typedLimitsProblems(
  written: Written<TypedLimits & { tenantLimits: unknown; config: unknown; otlpIndexLabels: unknown }>,
  known: readonly string[],
  root = '',
): Problem[] {
  const { tenantLimits, config, streamRetention, otlpIndexLabels } = written;
  const ofTenants = Object.entries(BECOMES).flatMap(([field, keys]): Problem[] => {
    const value = written[field as keyof typeof BECOMES];
    if (!isReadable(value)) return [];
    return Object.keys(value).flatMap((tenant) => {
      const path = `${root}${field}.${short(tenant)}`;
      const limits = isPlain(tenantLimits) && isPlain(tenantLimits[tenant]) ? tenantLimits[tenant] : {};
      const twice = keys.find((key) => limits[key] !== undefined && readOf(value, tenant) !== undefined);
      return [
        ...(TENANT.faultOf(tenant) ? [] : unknownTenant(path, tenant, known)),
        ...(twice ? [twiceAt(path, `the limits of the tenant, as ${twice}`)] : []),
      ];
    });
  });
  const everyone = isPlain(config) && isPlain(config['limits_config']) ? config['limits_config'] : {};
  const isTwice = streamRetention !== undefined && everyone['retention_stream'] !== undefined;
  const distributor = isPlain(config) && isPlain(config['distributor']) ? config['distributor'] : {};
  const otlp = isPlain(distributor['otlp_config']) ? distributor['otlp_config'] : {};
  const isTwiceByOtlp = otlpIndexLabels !== undefined && otlp[OTLP_KEY] !== undefined;
  return [
    ...ofTenants,
    ...(isTwiceByOtlp ? [twiceAt(`${root}otlpIndexLabels`, `${OF_LOKI}distributor.otlp_config`)] : []),
    ...(isTwice ? [twiceAt(`${root}streamRetention`, `${OF_LOKI}limits_config.retention_stream`)] : []),
  ];
}

const twiceAt = (path: string, other: string): Problem => ({
  path,
  found: `is also in ${other}`,
  fix: 'leave out one of the two',
});

/** Streams as Loki has them. Of the selectors that match a stream, Loki takes the one with the highest priority. */
function lokiStreams(of: readonly StreamRetention[]): LimitsConfig['retention_stream'] {
  return of.map(({ selector, retention, priority }, index) => ({
    selector,
    period: retention,
    priority: priority ?? of.length - index,
  }));
}

/** Limits of tenants, with those of the fields. */
export function limitsOfTenants(
  { tenantRetention: retentions = {}, alertmanagers = {} }: TypedLimits,
  tenantLimits: Readonly<Record<string, LimitsConfig>> | undefined,
): Readonly<Record<string, LimitsConfig>> | undefined {
  const tenants = [...Object.keys(retentions), ...Object.keys(alertmanagers)];
  if (tenants.length === 0) return tenantLimits;
  const all = new Map(Object.entries(tenantLimits ?? {}));
  const add = (tenant: string, more: LimitsConfig) => all.set(tenant, { ...all.get(tenant), ...more });
  for (const [tenant, own] of Object.entries(retentions)) {
    const { retention, streams: ofTenant }: TenantRetentionProps = typeof own === 'string' ? { retention: own } : own;
    add(tenant, {
      ...(retention === undefined ? {} : { retention_period: retention }),
      ...(ofTenant === undefined ? {} : { retention_stream: lokiStreams(ofTenant) }),
    });
  }
  for (const [tenant, url] of Object.entries(alertmanagers)) {
    // It replaces the common one as a whole.
    add(tenant, { ruler_alertmanager_config: { alertmanager_url: url, enable_alertmanager_v2: true } });
  }
  return Object.fromEntries(all);
}

/** Loki's configuration, with the streams of all tenants. */
export function configWithStreams(
  { streamRetention }: TypedLimits,
  config: ConfigPatch<LokiConfig> | undefined,
): ConfigPatch<LokiConfig> | undefined {
  if (streamRetention === undefined) return config;
  return { ...config, limits_config: { ...config?.limits_config, retention_stream: lokiStreams(streamRetention) } };
}

import type { ChunkEncoding } from '../../charts/loki/config/encoding';
import type { LimitsConfig, LokiConfig } from '../../charts/loki/config/generated/types';
import type { ConfigPatch } from '../../charts/loki/config/merge';
import type { SchemaPeriod } from '../../charts/loki/config/schema';
import type { RuleGroup, RulerProps } from '../../charts/loki/rules/props';
import type { TypedLimits } from '../../charts/loki/typed-limits';
import type { LokiAutoscaling } from '../../charts/loki/sizes/autoscaling';
import type { LokiSizeOverrides } from '../../charts/loki/sizes/sizes';
import type { RolloutOperatorProps } from '../../charts/loki/rollout-operator/props';
import type { IngesterZones } from '../../charts/loki/workloads/migration';
import type { DeletesProps } from '../../charts/endpoint/users';
import type { SpokeProps } from './hub/props';

/** Settings of Loki that an environment has in `loki`, and `LokiLogging` under the same names. */
export interface LokiSettings extends TypedLimits {
  /** Changes to the sizes that follow from the volume, by component. @default - none */
  readonly sizes?: LokiSizeOverrides;

  /**
   * Autoscalers of distributors, queriers, query frontends and gateway: `true`, or bounds by component as
   * `{ querier: { min: 4, max: 20 } }`. They need the metrics server (docs/how-to/autoscaling.md).
   *
   * @default - the numbers of the size
   */
  readonly autoscaling?: boolean | LokiAutoscaling;

  /**
   * If true, each of three zones has a StatefulSet of ingesters, and any number of them; if false, there is one.
   * `{ step: 1 }` to `{ step: 5 }` lead from one to the other, each with a deploy (docs/how-to/zones.md).
   *
   * @default - true above 1 TB a day
   */
  readonly ingesterZones?: IngesterZones;

  /**
   * If true, or an object, grafana/rollout-operator restarts the ingesters in zones after a change, instead of
   * `eks-loki roll` (docs/how-to/zones.md).
   *
   * @default false
   */
  readonly rolloutOperator?: boolean | RolloutOperatorProps;

  /** Limits of single tenants, by tenant. @default - none */
  readonly tenantLimits?: Readonly<Record<string, LimitsConfig>>;

  /**
   * Compression of new chunks: `zstd`, `gzip`, `lz4` or `snappy`.
   *
   * ### Cost
   * See docs/cost.md, "Compression of chunks".
   *
   * @default zstd
   */
  readonly chunkEncoding?: ChunkEncoding;

  /** Periods of the schema. Add periods, never edit them. @default - one period: TSDB, v13, from 2024-04-01 */
  readonly schema?: readonly SchemaPeriod[];

  /** URL that the ruler sends alerts to, such as `http://alertmanager.monitoring:9093`. @default - none */
  readonly alertmanagerUrl?: string;

  /**
   * Rules of tenants, by tenant: groups, and names of YAML files with `groups`. A name begins at the folder that the
   * program runs in. They become files of the ruler, which then takes no rules by its API, and none from its bucket.
   *
   * @default - the rules in the ruler bucket, which the API writes
   */
  readonly rules?: Readonly<Record<string, readonly (RuleGroup | string)[]>>;

  /**
   * Resource attributes of OTLP that become labels, such as `k8s.namespace.name`: at most 15. All others are structured
   * metadata.
   *
   * @default - those with few values: cluster, namespace, workload, container, node, service, region and zone
   */
  readonly otlpIndexLabels?: readonly string[];

  /** Settings of the ruler. @default - no receiver of samples, no links to Grafana */
  readonly ruler?: RulerProps;

  /**
   * If true, or an object with tenants, the user `admin` may ask through the gateway for lines to be deleted, and has a
   * password of its own.
   *
   * @default false
   */
  readonly deletes?: boolean | DeletesProps;
}

/** Loki: its settings, or the place of a Loki elsewhere. */
export interface LokiProps extends LokiSettings, SpokeProps {
  /** Namespace, which may not be one of Kubernetes or AWS. @default loki */
  readonly namespace?: string;

  /** Timeout of a query, such as `5m`. @default 5m */
  readonly queryTimeout?: string;

  /** Changes to Loki's configuration, merged over that of the library; `null` removes a key. @default - none */
  readonly config?: ConfigPatch<LokiConfig>;
}

import { filled } from '../../input/combine';
import { DAY, textForm } from '../../input/forms';
import { fields, list, oneOf, required, text, type Validator } from '../../input/props';
import type { LokiConfig } from './generated/types';
import { INDEX_PERIOD, lokiDuration } from './retention';

/** Index store of a period: `boltdb-shipper` only for lines that an older Loki wrote. */
export type IndexStore = 'tsdb' | 'boltdb-shipper';

/** Index stores of periods. Both keep the index in the bucket. */
export const INDEX_STORES: readonly IndexStore[] = ['tsdb', 'boltdb-shipper'];

/** Period of Loki's schema. Periods are added, never edited: Loki reads old data with its old period. */
export interface SchemaPeriod {
  /** First day of the period, as `YYYY-MM-DD`. The first period begins in the past, a new one in the future. */
  readonly from: string;

  /** Schema version. v13 is the newest stable one; v11 and v12 are for lines that an older Loki wrote. @default v13 */
  readonly schema?: string;

  /**
   * Prefix of the index tables: letters, digits and underscores; also hyphens in tables of an older Loki.
   *
   * @default loki_index_
   */
  readonly indexPrefix?: string;

  /**
   * Index store: `boltdb-shipper` for a past period that an older Loki wrote. Loki 4.0 does not read it.
   *
   * @default tsdb
   */
  readonly store?: IndexStore;

  /** Folder of the index in the bucket, with a slash at its end. @default index/ */
  readonly indexPath?: string;
}

/** Day long before the first line of a new Loki. */
export const FIRST_DAY = '2024-04-01';

/** Schema of a new Loki: TSDB and v13 from that day on. */
export const DEFAULT_SCHEMA: readonly SchemaPeriod[] = [{ from: FIRST_DAY }];

/** Defaults of a period. */
export const SCHEMA_DEFAULTS = { schema: 'v13', store: 'tsdb', indexPrefix: 'loki_index_' } as const;

const EXAMPLE = `{ from: '${FIRST_DAY}' }`;
const SCHEMA_VERSION = textForm('v13', /^v(9|1[0-3])$/, 'is not a schema of loki 3.7', "write 'v13'");
/** True for a schema of lines that an older Loki wrote. */
export const isOlderSchema = (schema: unknown): boolean =>
  typeof schema === 'string' && SCHEMA_VERSION.faultOf(schema) === undefined && schema !== SCHEMA_DEFAULTS.schema;

/** Form of the prefix of index tables. */
export const INDEX_PREFIX = textForm('loki_index_', /^[a-zA-Z0-9_-]+$/, 'is not a prefix');
const INDEX_PATH = textForm('index/', /^(?:(?!\.{1,2}\/)[\w.-]+\/)+$/, 'is not a folder');

const period = fields<SchemaPeriod>(EXAMPLE, {
  from: required(text(DAY), `'${DAY.example}'`),
  schema: text(SCHEMA_VERSION),
  indexPrefix: text(INDEX_PREFIX),
  store: oneOf(INDEX_STORES),
  indexPath: text(INDEX_PATH),
});

/** Validator of the periods. Their order is a rule of its own, since it does not need valid periods. */
export const SCHEMA: Validator = filled(list(period, EXAMPLE), `write at least one period, such as [${EXAMPLE}]`);

/** Periods in the form of Loki's configuration. */
export const schemaConfig = (periods: readonly SchemaPeriod[]): LokiConfig['schema_config'] => ({
  configs: periods.map(({ from, schema, store, indexPrefix, indexPath }) => ({
    from,
    store: store ?? SCHEMA_DEFAULTS.store,
    object_store: 's3',
    schema: schema ?? SCHEMA_DEFAULTS.schema,
    index: {
      prefix: indexPrefix ?? SCHEMA_DEFAULTS.indexPrefix,
      period: lokiDuration(INDEX_PERIOD),
      ...(indexPath === undefined ? {} : { path_prefix: indexPath }),
    },
  })),
});

/** Index stores of the periods. Each reads its index through the index gateways. */
export function indexShippers(periods: readonly SchemaPeriod[], indexGateway: string): LokiConfig['storage_config'] {
  const shipper = { index_gateway_client: { server_address: indexGateway } };
  const isOld = periods.some(({ store }) => store === 'boltdb-shipper');
  return { tsdb_shipper: shipper, ...(isOld ? { boltdb_shipper: shipper } : {}) };
}

import { FIRST_DAY, INDEX_PREFIX, INDEX_STORES, SCHEMA_DEFAULTS } from '../../../charts/loki/config/schema';
import { show } from '../../../charts/input/problems';
import type { Importing } from '../importing';
import type { Node } from '../tree/account';
import { pathText } from '../tree/path';
import type { ConfigLeaves } from './leaves';

/** Object stores that are a bucket of S3. */
const S3_STORES = ['s3', 'aws'];

/** A period as the input has it. */
interface FormerPeriod {
  readonly node: Node;
  readonly store: string;
  readonly objectStore: string;
  readonly schema: string;
}

/** Periods of the schema: old lines are read with the period that wrote them. */
export function importSchema(importing: Importing, leaves: ConfigLeaves): void {
  const node = leaves.take('schema_config.configs');
  // Rendered manifests are read before the values that they come from.
  if (importing.draft.has(['loki', 'schema'])) {
    node?.taken('loki.schema');
    return;
  }
  if (!node && importing.former.hasTestSchema) {
    importing.former.takesMetadata = true;
    return;
  }
  if (!node) {
    importing.decide(
      ['loki', 'schema'],
      'the input has no schema_config: write the periods that the former Loki runs with (its /config shows them), if it has lines to keep',
    );
    return;
  }
  const periods = node.children.map((period): FormerPeriod => ({
    node: period,
    store: period.at('store').text ?? SCHEMA_DEFAULTS.store,
    objectStore: period.at('object_store').text ?? 's3',
    schema: period.at('schema').text ?? SCHEMA_DEFAULTS.schema,
  }));
  const readable = periods.filter((period) => importPeriod(importing, period));
  for (const { objectStore } of periods) importing.former.stores.add(objectStore);
  const last = periods.at(-1);
  importing.former.takesMetadata = last?.store === SCHEMA_DEFAULTS.store && last.schema === SCHEMA_DEFAULTS.schema;
  if (readable.length > 0 && !importing.former.takesMetadata) {
    importing.decide(
      ['loki', 'schema'],
      'the last period is not TSDB with v13: add one to the former Loki first, from a day in the future, and write it here too',
    );
  }
  node.differs('no period of it can be read here');
}

/** Keys of a period whose values are templates or placeholders. */
function hiddenKeys(period: Node): string[] {
  const nodes = [
    ...['from', 'store', 'object_store', 'schema'].map((key) => period.at(key)),
    ...['prefix', 'period', 'path_prefix'].map((key) => period.at('index', key)),
  ];
  return nodes.filter((node) => node.text === undefined && node.hasHidden).map(({ key }) => key);
}

/** Takes a period over. @returns false if its data cannot be read here */
function importPeriod(importing: Importing, { node, store, objectStore, schema }: FormerPeriod): boolean {
  const { draft, former } = importing;
  const from = node.at('from').text;
  const refuse = (why: string): boolean => {
    node.impossible(why);
    former.unreadable.push(`lines from ${from ?? 'an unknown day'}: ${why}`);
    return false;
  };
  // Other index stores do not keep their data in a bucket.
  if (!INDEX_STORES.some((one) => one === store))
    return refuse(`its index is in ${store}: keep the former Loki for reading until they expire`);
  if (!S3_STORES.includes(objectStore)) {
    return refuse(
      `its chunks are in ${objectStore}, and not in a bucket of S3: keep the former Loki for reading until they expire`,
    );
  }
  const unseen = hiddenKeys(node);
  const prefix = node.at('index', 'prefix').text ?? (unseen.includes('prefix') ? SCHEMA_DEFAULTS.indexPrefix : '');
  if (INDEX_PREFIX.faultOf(prefix)) {
    const has = prefix === '' ? 'have no prefix' : `have the prefix ${show(prefix)}`;
    return refuse(
      `its index tables ${has}, which is not read here: keep the former Loki for reading until they expire`,
    );
  }
  const folder = node.at('index', 'path_prefix').text;
  const period = node.at('index', 'period').text;
  const day = from?.slice(0, 10);
  if (period !== undefined && !['24h', '1d', '24h0m0s'].includes(period)) {
    return refuse(`its index tables are of ${period}, and 24h are read here`);
  }
  const path = draft.push(
    ['loki', 'schema'],
    {
      from: day ?? FIRST_DAY,
      ...(schema === SCHEMA_DEFAULTS.schema ? {} : { schema }),
      ...(prefix === SCHEMA_DEFAULTS.indexPrefix ? {} : { indexPrefix: prefix }),
      ...(store === SCHEMA_DEFAULTS.store ? {} : { store }),
      ...(folder === undefined || folder === 'index/' ? {} : { indexPath: folder }),
    },
    node,
  );
  if (day === undefined) {
    importing.decide(path, 'write the day on which this period began, as the running Loki has it in /config');
  }
  const others = unseen.filter((key) => key !== 'from');
  if (others.length > 0) {
    importing.decide(
      path,
      `the input does not show ${others.join(', ')} of this period: write what the running Loki has in /config, or old lines are not found`,
    );
  }
  const field = pathText(path);
  for (const key of ['from', 'store', 'schema']) node.at(key).taken(`${field}.${key}`);
  node.at('object_store').taken(field, 'the keys in the bucket are the same');
  node.at('index', 'prefix').taken(`${field}.indexPrefix`);
  node.at('index', 'path_prefix').taken(`${field}.indexPath`);
  node.at('index', 'period').same('24h here, too');
  for (const key of ['row_shards', 'chunks'])
    node.at(key).impossible('without effect on these index stores, and refused by Loki 4.0');
  node.at('index', 'tags').impossible('without effect on these index stores, and refused by Loki 4.0');
  return true;
}

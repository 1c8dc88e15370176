import { REGION } from '../../environment/aws/partition';
import type { Importing } from '../importing';
import type { Node } from '../tree/account';
import type { ConfigLeaves } from './leaves';

const REGION_FORM = new RegExp(`^${REGION}$`);

/** Address of S3 in an AWS region. */
const OF_AWS = /^s3[.-]([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Blocks of Loki's configuration that say where chunks are, the winning one first. */
const CHUNK_BLOCKS = [
  'storage_config.object_store.s3',
  'storage_config.aws',
  'common.storage.s3',
  'common.storage.object_store.s3',
];

/** Blocks that say where rules are. */
const RULE_BLOCKS = ['ruler_storage.s3', 'ruler.storage.s3'];

/** Stores that are not S3, by their block. */
const OTHER_STORES =
  /^(storage_config|common\.storage|ruler\.storage|ruler_storage)\.(object_store\.)?(gcs|azure|swift|bos|alibabacloud|cos|filesystem|local|cassandra|bigtable|grpc_store|named_stores|boltdb)\b/;

/** Field of the address of a store that is not S3 of AWS. */
const ENDPOINT = ['storage', 'endpoint'];

/** Question where the address of the store is a template, a placeholder or a secret. */
const HIDDEN_ADDRESS =
  'the former store has an address that the input does not show: write storage.endpoint, unless it is S3 of AWS';

/** Parts of a store in the form of a URL. */
interface StoreUrl {
  readonly region?: string;
  readonly bucket?: string;

  /** Address of a store that is not that of a region of AWS. */
  readonly address?: string;
}

/** Parts of `s3://region/bucket`, `s3://bucket`, or `http://host.with.dots/bucket`, where `s3:` is `http:` too. */
function ofUrl(url: string | undefined): StoreUrl {
  const [, scheme = '', host = '', path] = /^(s3|https?):\/\/([^/?]*)\/?([^?]*)/.exec(url ?? '') ?? [];
  const bucket = path || undefined;
  const region = OF_AWS.exec(host)?.[1] ?? host;
  if (REGION_FORM.test(region)) return { region, bucket };
  if (host.includes('.')) return { bucket, address: `${scheme === 'https' ? 'https' : 'http'}://${host}` };
  return { bucket: bucket ?? (host || undefined) };
}

/** Buckets, region and address of the store. */
export function importStorage(importing: Importing, leaves: ConfigLeaves): void {
  const { draft, former } = importing;
  for (const block of [...CHUNK_BLOCKS, ...RULE_BLOCKS]) importBlock(importing, leaves, block);
  for (const key of ['use_thanos_objstore', 'object_store.storage_prefix', 'object_prefix']) {
    const node = leaves.take(`storage_config.${key}`);
    if (key === 'use_thanos_objstore') node?.same('always on here');
    else if (node?.text) {
      node.impossible('keys of the bucket have no prefix here: its lines cannot be read');
      former.unreadable.push('all lines: their keys have a prefix in the bucket');
    } else node?.same('none');
  }
  for (const { name, node } of leaves.takeAll(OTHER_STORES)) {
    if (/filesystem|local/.test(name)) node.impossible('data on a volume stays there; here it is in S3');
    else node.impossible('not S3: such a store cannot be read here');
  }
  for (const { node } of leaves.takeAll(
    /^storage_config\.(boltdb_shipper|tsdb_shipper|bloom_shipper|hedging)\b|^ruler_storage\.backend$|^ruler\.storage\.type$|^common\.storage\.object_store\.storage_prefix$/,
  )) {
    node.differs('folders, addresses and clients of the store follow from the buckets');
  }
  former.hasBuckets = draft.get(['storage', 'chunkBucketName']) !== undefined;
}

/** Converts one block of a client. */
function importBlock(importing: Importing, leaves: ConfigLeaves, block: string): void {
  const isRules = RULE_BLOCKS.includes(block);
  const url = leaves.take(`${block}.s3`);
  const named = ofUrl(url?.text);
  for (const key of ['bucket_name', 'bucketnames', 'bucketName']) {
    importBucket(importing, isRules, leaves.take(`${block}.${key}`));
  }
  if (url) importBucket(importing, isRules, url, named.bucket);
  const region = leaves.take(`${block}.region`);
  importRegion(importing, region?.text ?? named.region, region);
  const endpoint = leaves.take(`${block}.endpoint`);
  if (endpoint) importEndpoint(importing, leaves, block, endpoint);
  else if (url && named.address !== undefined) importEndpoint(importing, leaves, block, url, named.address);
  else if (url?.text === undefined && url?.hasHidden) importing.decide(ENDPOINT, HIDDEN_ADDRESS);
  else if (leaves.peek(`${block}.insecure`)?.boolean === true)
    importing.decide(
      ENDPOINT,
      'the former store has no TLS, as S3 of AWS has, and the input has no address of it: write storage.endpoint',
    );
  for (const { name, node } of leaves.takeAll(new RegExp(`^${block.replaceAll('.', '\\.')}\\.`))) {
    const key = name.slice(block.length + 1);
    if (isEmpty(node)) node.same('empty');
    else if (/^(access_key|secret_access_key|access_key_id|session_token|secret_key)/.test(key)) {
      node.decision('keys of a user are not copied: the role of Loki takes their place');
    } else if (/^sse/.test(key)) {
      if (key.endsWith('kms_key_id') && node.text?.startsWith('arn:')) {
        importing.draft.set(['storage', 'otherKeyArns'], [node.text], node);
        node.taken('storage.otherKeyArns', 'Loki may use the key');
      } else
        node.decision('encryption is that of the bucket: Loki must be able to use its key', 'storage.otherKeyArns');
    } else node.differs('the client of the store is set up here');
  }
}

/** True for a key that values have without a value, as those of the charts do. */
const isEmpty = (node: Node): boolean =>
  !node.hasHidden && (node.value === null || node.value === '' || (typeof node.value === 'object' && !node.isBlock));

function importBucket({ draft, former }: Importing, isRules: boolean, node: Node | undefined, name = node?.text): void {
  if (!node) return;
  if (name === undefined) {
    node.same('empty');
    return;
  }
  if (name.includes(',')) {
    node.impossible('lines shared out over several buckets cannot be read here');
    former.unreadable.push('all lines: they are shared out over several buckets');
    return;
  }
  const field = isRules ? 'rulerBucketName' : 'chunkBucketName';
  const present = draft.get(['storage', field]);
  if (present !== undefined && present !== name) {
    node.ignored(
      `another place names ${field === 'rulerBucketName' ? 'the bucket of rules' : 'the bucket'} already, and wins`,
    );
    return;
  }
  draft.set(['storage', field], name, node);
  node.taken(`storage.${field}`);
}

/** Converts the region of the buckets, which becomes that of the environment. */
function importRegion({ draft }: Importing, region: string | undefined, node: Node | undefined): void {
  if (region === undefined || !REGION_FORM.test(region)) {
    if (node && isEmpty(node)) node.same('empty');
    else node?.decision('not a region of AWS: write that of the buckets', 'region');
    return;
  }
  const present = draft.get(['region']);
  draft.set(['region'], region, ...(node ? [node] : []));
  if (present === undefined || present === region) node?.taken('region');
  else node?.impossible(`another place says ${String(present)}, and an environment has one region`);
}

/** Converts the address. An AWS address needs no field. */
function importEndpoint(
  importing: Importing,
  leaves: ConfigLeaves,
  block: string,
  node: Node,
  address = node.text,
): void {
  const { draft } = importing;
  if (address === undefined) {
    if (node.hasHidden) {
      importing.decide(ENDPOINT, HIDDEN_ADDRESS);
    }
    node.same('that of the region');
    return;
  }
  if (/(^|[./])amazonaws\.com(\.cn)?(:|\/|$)/.test(address)) {
    node.same('the address of S3 in the region');
    return;
  }
  const isPlain = leaves.peek(`${block}.insecure`)?.boolean === true || address.startsWith('http://');
  const url = /^https?:\/\//.test(address) ? address : `${isPlain ? 'http' : 'https'}://${address}`;
  draft.set([...ENDPOINT, 'url'], url.replace(/\/+$/, ''), node);
  if (isPlain) draft.set([...ENDPOINT, 'plainHttp'], true, node);
  draft.set([...ENDPOINT, 'accessKey'], { secret: 'loki-store' }, node);
  node.taken('storage.endpoint.url');
  const style = leaves.take(`${block}.s3forcepathstyle`);
  if (style?.boolean === false) draft.set([...ENDPOINT, 'pathStyle'], false, style);
  style?.taken('storage.endpoint.pathStyle');
  leaves.take(`${block}.insecure`)?.taken('storage.endpoint.plainHttp');
}

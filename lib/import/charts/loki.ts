import type { SizedComponent } from '../../../charts/loki/sizes/size';
import type { FormerMode, Importing } from '../importing';
import { importLokiConfig } from '../loki/config';
import { NO_TABLE_MANAGER } from '../loki/retention';
import type { ConfigSource } from '../loki/leaves';
import type { Node } from '../tree/account';
import { pathText } from '../tree/path';
import { importComponent, importPlace, importPods, importStorageClass } from './components';
import { importChartParts } from './parts';

/** Components of the chart that run here under the same name. */
const COMPONENTS: readonly SizedComponent[] = [
  ...(['distributor', 'ingester', 'querier', 'queryFrontend', 'queryScheduler', 'indexGateway', 'compactor'] as const),
  ...(['ruler', 'patternIngester', 'overridesExporter', 'chunksCache', 'resultsCache'] as const),
];

/**
 * Groups of components that the chart runs in one process, with the components they become and the keys of their pods
 * here.
 */
const GROUPS: Readonly<Record<string, { readonly becomes: string; readonly parts: readonly string[] }>> = {
  write: { becomes: 'distributor and ingester', parts: ['distributor', 'ingester'] },
  read: { becomes: 'querier and query frontend', parts: ['querier', 'queryFrontend'] },
  backend: {
    becomes: 'compactor, index gateway, query scheduler and ruler',
    parts: ['compactor', 'indexGateway', 'queryScheduler', 'ruler'],
  },
  singleBinary: { becomes: 'all components', parts: ['loki'] },
};

/** Keys of `loki` that are blocks of Loki's configuration, and their names there. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  commonConfig: ['common'],
  memberlistConfig: ['memberlist'],
  schemaConfig: ['schema_config'],
  rulerConfig: ['ruler'],
  ...Object.fromEntries(
    [
      ...[
        'server',
        'limits_config',
        'storage_config',
        'ingester',
        'querier',
        'compactor',
        'frontend',
        'frontend_worker',
      ],
      ...['distributor', 'query_range', 'query_scheduler', 'index_gateway', 'analytics', 'pattern_ingester', 'tracing'],
      ...[
        'ingester_client',
        'operational_config',
        'compactor_grpc_client',
        'bloom_build',
        'bloom_gateway',
        'block_builder',
      ],
    ].map((key) => [key, [key]]),
  ),
};

/** Converts values of the chart `loki`, versions 6 to 18. */
export function importLokiChart(importing: Importing, values: Node): void {
  const { former } = importing;
  const loki = values.at('loki');
  former.mode = modeOf(values);
  if (values.at('ingester', 'zoneAwareReplication', 'enabled').boolean !== false)
    former.ingesterZones = ['zone-a', 'zone-b', 'zone-c'];
  const auth = loki.at('auth_enabled');
  importTestSchema(importing, values);
  importLokiConfig(importing, {
    config: [
      ...(auth.exists ? [{ node: auth, at: ['auth_enabled'] }] : []),
      ...storageBlocks(importing, loki.at('storage'), values.at('minio', 'enabled').boolean === true),
      ...(loki.at('useTestSchema').boolean === true
        ? [{ node: loki.at('testSchemaConfig'), at: ['schema_config'] }]
        : []),
      ...Object.entries(BLOCKS).map(([key, at]) => ({ node: loki.at(key), at })),
      { node: loki.at('config'), at: [] },
      { node: loki.at('structuredConfig'), at: [] },
    ],
    overrides: loki.at('runtimeConfig', 'overrides'),
    hasTenantsByDefault: true,
  });
  loki.at('runtimeConfig', 'configs').impossible('configurations of tenants are not taken by this library');
  if (loki.at('runtimeConfig').isBlock)
    loki.at('runtimeConfig').impossible('only overrides of tenants have a field: loki.tenantLimits');
  else loki.at('runtimeConfig').same('none');
  importTenants(importing, loki.at('tenants'));
  importMinio(importing, values.at('minio'));
  importMode(importing, values);
  importChartParts(importing, values, { hasSidecar: true });
}

function modeOf(values: Node): FormerMode {
  const mode = values.at('deploymentMode').text ?? '';
  if (/^Distributed/.test(mode)) return 'distributed';
  if (/^(SingleBinary|Monolithic)/.test(mode)) return 'monolithic';
  if (/^SimpleScalable/.test(mode)) return 'simple-scalable';
  const isDistributed = (values.at('ingester', 'replicas').number ?? 0) > 0;
  const isSingle = (values.at('singleBinary', 'replicas').number ?? 0) > 0;
  return isDistributed ? 'distributed' : isSingle ? 'monolithic' : 'simple-scalable';
}

/** Handles the test schema, whose lines are on a volume, whatever `loki.storage` says, or in MinIO in the cluster. */
function importTestSchema({ former }: Importing, values: Node): void {
  const loki = values.at('loki');
  const use = loki.at('useTestSchema');
  if (use.boolean !== true || loki.at('testSchemaConfig').isBlock) return;
  const place = values.at('minio', 'enabled').boolean === true ? 'MinIO in the cluster' : 'a volume';
  const why = `the test schema of the chart keeps them in ${place}: keep the former Loki for reading until they expire`;
  use.impossible(`its lines are not read here: ${why}`);
  former.hasTestSchema = true;
  former.unreadable.push(`all lines: ${why}`);
}

/** Question where the buckets are those of MinIO, which goes with the release. */
const COPY_MINIO =
  'the buckets are in MinIO of the former release: copy them to S3, and write them here and in rulerBucketName, with createBuckets: false';

/** `loki.storage` in the form of Loki's configuration; nothing of it with MinIO, whose address the chart writes over it. */
function storageBlocks(importing: Importing, storage: Node, isMinio: boolean): ConfigSource[] {
  const type = storage.at('type').text;
  if (type !== undefined && type !== 's3')
    storage.at('type').impossible(`${type} is not S3: its data stays where it is`);
  else storage.at('type').same('S3');
  storage.at('use_thanos_objstore').same('always on here');
  const isS3 = type === undefined || type === 's3';
  for (const key of ['gcs', 'azure', 'swift', 'filesystem']) {
    storage.at(key).impossible(isS3 ? 'not used: the store is S3' : 'no S3: such a store cannot be read here');
  }
  storage.at('bucketNames', 'admin').ignored('of Grafana Enterprise Logs: nothing reads it');
  if (isMinio) {
    const field = ['storage', 'chunkBucketName'];
    if (importing.former.hasTestSchema !== true) importing.decide(field, COPY_MINIO);
    storage.at('bucketNames').decision(COPY_MINIO, pathText(field));
    storage.at('s3').ignored('minio.enabled is on, and the chart writes its address and keys instead');
    return [];
  }
  if (!isS3) {
    storage.impossible(`without effect for ${type}`);
    return [];
  }
  return [
    { node: storage.at('object_store', 's3'), at: ['storage_config', 'object_store', 's3'] },
    { node: storage.at('bucketNames', 'chunks'), at: ['common', 'storage', 's3', 'bucketnames'] },
    { node: storage.at('bucketNames', 'ruler'), at: ['ruler', 'storage', 's3', 'bucketnames'] },
    ...['region', 'endpoint', 's3', 'insecure'].map((key) => ({
      node: storage.at('s3', key),
      at: ['common', 'storage', 's3', key],
    })),
    { node: storage.at('s3', 's3ForcePathStyle'), at: ['common', 'storage', 's3', 's3forcepathstyle'] },
    { node: storage.at('s3'), at: ['common', 'storage', 's3', 'client'] },
    { node: storage.at('object_store'), at: ['storage_config', 'client'] },
  ].filter(({ node }) => node.exists && !node.isKnown);
}

/** Converts users of the gateway. Each user is a tenant. */
function importTenants(importing: Importing, node: Node): void {
  for (const tenant of node.children) {
    const name = tenant.at('name');
    if (name.text !== undefined && importing.addTenant(name.text))
      name.taken('tenants', 'its user gets a new password');
    tenant.at('password').decision('passwords are new, in AWS Secrets Manager: give clients theirs');
    tenant.differs('a user of the gateway: readers and writers name others than ours');
  }
  node.same('none');
}

function importMinio(importing: Importing, minio: Node): void {
  if (minio.at('enabled').boolean === true) {
    importing.former.unreadable.push(
      'all lines: they are in MinIO, in a volume of the cluster. Copy its buckets to S3 first',
    );
    minio.impossible('MinIO in the cluster is not S3: copy its buckets first');
  } else minio.same('off');
}

/** Converts the deployment mode and the sizes of its parts. */
function importMode(importing: Importing, values: Node): void {
  const { former } = importing;
  const mode = values.at('deploymentMode');
  if (mode.text?.includes('<->'))
    mode.decision('half way between two modes: finish that first, or the plan drains the wrong pods');
  else if (former.mode === 'distributed') mode.same('microservices, as here');
  else mode.differs('microservices here: one process becomes several');
  for (const component of COMPONENTS) {
    const section = values.at(component);
    if (!section.exists) continue;
    if (former.mode === 'distributed' || component.endsWith('Cache')) importComponent(importing, section, component);
    else section.same(`not used in the mode ${former.mode ?? ''}`);
  }
  for (const [group, { becomes, parts }] of Object.entries(GROUPS)) {
    const section = values.at(group);
    if (!section.exists) continue;
    const isUsed = (group === 'singleBinary') === (former.mode === 'monolithic') && former.mode !== 'distributed';
    if (!isUsed || section.at('replicas').number === 0) {
      section.same('not run');
      continue;
    }
    if (group !== 'read' && group !== 'backend') {
      former.hasVolumes = section.at('persistence', 'enabled').boolean ?? true;
      former.ingesters = section.at('replicas').number;
    }
    importPlace(importing, section, ...parts);
    if (group !== 'read' && section.at('persistence', 'enabled').boolean !== false)
      importStorageClass(importing, section.at('persistence'));
    importPods(importing, section);
    section.differs(`becomes ${becomes}, in the sizes that the volume asks for`, 'volume');
  }
  for (const gone of ['bloomBuilder', 'bloomPlanner', 'bloomGateway', 'bloomCompactor']) {
    if (values.at(gone, 'replicas').number === 0) values.at(gone).same('not run');
    else values.at(gone).impossible('experimental, for more than 75 TB a month: not run here');
  }
  for (const gone of ['enterprise', 'adminApi', 'enterpriseGateway', 'provisioner', 'tokengen']) {
    values.at(gone).impossible('of Grafana Enterprise Logs: no part of Loki');
  }
  values.at('tableManager').impossible(NO_TABLE_MANAGER);
  values.at('migrate').differs('this library joins no ring of another Loki: eks-loki import --plan says how to move');
}

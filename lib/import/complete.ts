import { DEFAULT_SOURCES } from '../../charts/alloy/sources/library';
import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { enumerate } from '../checks/words';
import { at } from '../manifests/shape';
import { isSame } from './settle';
import type { Importing } from './importing';
import { CONFIG_KEYS } from '../../charts/loki/config/keys/keys';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Account, region and issuer of examples, which stand where the input says none. */
const EXAMPLE = { account: '111122223333', region: 'us-east-1', issuer: 'EXAMPLED539D4633E53DE1B716D3041E' };

/** Query that says how much is logged. */
const VOLUME_QUERY = `sum(rate(loki_distributor_bytes_received_total[1d])) * ${SECONDS_PER_DAY} / 1e9`;

/** Fields that an environment needs, and that values of charts do not have. */
export function complete(importing: Importing): void {
  const { draft, former, tenants } = importing;
  const placeholder = (path: readonly string[], value: unknown, text: string): void => {
    if (draft.get(path) !== undefined) return;
    draft.set(path, value);
    importing.decide(path, text);
  };
  const isLocal = draft.has(['cluster', 'local']);
  if (!isLocal) {
    placeholder(['account'], EXAMPLE.account, 'write your account');
    placeholder(['region'], EXAMPLE.region, 'write the region of cluster and buckets');
  }
  if (!draft.has(['cluster', 'create']) && !isLocal) {
    placeholder(['cluster', 'existing', 'name'], draft.name, 'write the name of the cluster');
    const region = String(draft.get(['region']));
    const issuer = `https://oidc.eks.${region}.amazonaws.com/id/${EXAMPLE.issuer}`;
    // The region may have been left out since.
    if (String(draft.get(['cluster', 'existing', 'oidcIssuer'])).endsWith(EXAMPLE.issuer))
      draft.remove(['cluster', 'existing', 'oidcIssuer']);
    const command = `aws eks describe-cluster --name ${String(draft.get(['cluster', 'existing', 'name']))} --query cluster.identity.oidc.issuer`;
    placeholder(['cluster', 'existing', 'oidcIssuer'], issuer, `write what this prints: ${command}`);
  }
  // A local cluster has one size, and a Loki elsewhere has its own.
  if (!isLocal && !draft.has(['loki', 'url'])) {
    placeholder(
      ['volume'],
      '50 GB/day',
      `write the volume of lines; this Prometheus query prints it in GB a day: ${VOLUME_QUERY}`,
    );
  }
  completeTenants(importing, tenants);
  completeBuckets(importing);
  if (!isOfLoki(importing)) return;
  if (
    draft.has(['loki', 'schema']) &&
    draft.get(['storage', 'chunkBucketName']) === undefined &&
    former.unreadable.length === 0
  ) {
    const text =
      'write the bucket of the former Loki here, that of its rules in rulerBucketName, and createBuckets: false; else its lines are not found';
    importing.decide(['storage', 'chunkBucketName'], text);
  }
  const namespace = former.names?.namespace ?? former.release?.namespace;
  const isTaken = namespace === undefined || namespace === DEFAULT_NAMESPACES.loki;
  if (isTaken && !draft.has(['loki', 'namespace'])) {
    draft.set(['loki', 'namespace'], 'logging');
    draft.comment(
      ['loki', 'namespace'],
      'not the namespace of the former Loki: objects of the same name cannot be taken over',
    );
  }
}

/** Fields beside the bucket of the former Loki: a bucket of rules, and nobody who makes them. It may have been left out since. */
function completeBuckets({ draft, former }: Importing): void {
  if (former.hasBuckets !== true) return;
  const [chunks, rules] = ['chunkBucketName', 'rulerBucketName'].map((field) => draft.get(['storage', field]));
  if (chunks === undefined) {
    draft.remove(['storage', 'createBuckets']);
    if (former.madeUpBucket !== undefined && rules === former.madeUpBucket)
      draft.remove(['storage', 'rulerBucketName']);
    return;
  }
  draft.set(['storage', 'createBuckets'], false);
  draft.decide(['storage', 'createBuckets'], 'the bucket stays as it is: its policy and key must admit the new role');
  if (rules !== undefined && rules !== chunks) return;
  former.madeUpBucket = `${String(chunks).slice(0, 57)}-rules`;
  draft.replace(['storage', 'rulerBucketName'], former.madeUpBucket);
  draft.decide(
    ['storage', 'rulerBucketName'],
    'rules need a bucket of their own: make one, and copy what is below rules/ in the former bucket',
  );
}

/** True if a Loki is imported, and not agents alone. */
export const isOfLoki = ({ former }: Pick<Importing, 'former'>): boolean =>
  ['loki', 'loki-distributed', 'loki-stack', 'loki-2', 'manifests'].some((chart) => former.charts.has(chart)) &&
  former.hasTenants !== undefined;

function completeTenants(importing: Importing, tenants: readonly string[]): void {
  const { draft, former } = importing;
  const [, ...others] = tenants;
  if (tenants.length > 0 && !draft.has(['tenants'])) {
    draft.set(['tenants'], [...tenants]);
    if (former.hasTenants === true) {
      importing.decide(
        ['tenants'],
        'these are the tenants that the input names; the bucket has a folder for every tenant at its top, besides index',
      );
    }
    if (others.length > 0 && !draft.has(['tenantNamespaces'])) {
      for (const tenant of others) draft.set(['tenantNamespaces', tenant], []);
      importing.decide(
        ['tenantNamespaces'],
        'name the namespaces whose lines go to each tenant; none go there now, unless by stages',
      );
    }
  } else if (former.hasTenants === true && !draft.has(['tenants'])) {
    importing.decide(
      ['tenants'],
      'write the tenants of the former Loki: the folders at the top of its bucket, index aside',
    );
  }
}

/** Limits of Loki and copies of lines whose difference users notice, for which the former Loki has a value of its own, of its chart, or of Loki. */
export function addEffects(importing: Importing, config: unknown): void {
  if (!isOfLoki(importing)) return;
  const { former, effects } = importing;
  const limits = at(config, 'limits_config');
  if (typeof limits !== 'object' || limits === null) return;
  for (const [key, is] of Object.entries(limits)) {
    if (key === 'retention_period' || typeof is === 'object') continue;
    const was = former.limits.get(key) ?? former.defaults?.limits[key] ?? CONFIG_KEYS.blocks['limits']?.[key]?.default;
    if (was === undefined || typeof was === 'object' || isSame(was, is)) continue;
    effects.push({ subject: `limits_config.${key}`, was: String(was as string), is: String(is) });
  }
  const copies = at(config, 'common.replication_factor');
  // Where the configuration says it, its key does.
  const was = former.copies === undefined ? former.defaults?.copies : undefined;
  if (was !== undefined && was !== copies)
    effects.push({ subject: 'common.replication_factor', was: String(was), is: String(copies) });
}

/** Sources in words. */
const WORDS: Readonly<Record<string, string>> = {
  pods: 'pods',
  journal: 'the journal of nodes',
  audit: 'their audit log',
  cloudInit: 'their log of cloud-init',
  events: 'Kubernetes events',
};

/** Sources that are read here and that no agent read. */
export function addSources({ draft, former, effects }: Importing): void {
  if (former.agents.size === 0) return;
  const more = DEFAULT_SOURCES.filter((name) => !former.sources.has(name) && draft.get(['alloy', name]) !== false);
  if (more.length === 0) return;
  effects.push({
    subject: 'sources',
    was: 'those of its configuration',
    is: `also ${enumerate(more.map((name) => WORDS[name] ?? name))}, unless ${more.map((name) => `alloy.${name}: false`).join(', ')}`,
  });
}

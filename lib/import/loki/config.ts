import { DEFAULT_QUERY_TIMEOUT } from '../../../charts/defaults';
import { CHUNK_ENCODINGS, DEFAULT_CHUNK_ENCODING } from '../../../charts/loki/config/encoding';
import type { Importing } from '../importing';
import { durationText, secondsOf } from '../durations';
import type { Node } from '../tree/account';
import { ConfigLeaves, type ConfigSource } from './leaves';
import { importOwnKeys } from './ours';
import { importRetention, importTenantRetention } from './retention';
import { importSchema } from './schema';
import { importStorage } from './storage';

/** Everything that an input says about Loki's configuration. */
export interface LokiSources {
  /** Its configuration, or blocks of it; later ones win. */
  readonly config: readonly ConfigSource[];

  /** Limits of single tenants, by tenant. @default - none */
  readonly overrides?: Node;

  /** True if tenants are kept apart where the input does not say it: the default of its chart. */
  readonly hasTenantsByDefault: boolean;
}

/** Takes Loki's configuration over. */
export function importLokiConfig(importing: Importing, { config, overrides, hasTenantsByDefault }: LokiSources): void {
  const leaves = new ConfigLeaves(config);
  for (const [key, value] of leaves.below('limits_config')) importing.former.limits.set(key, value);
  importTenancy(importing, leaves.take('auth_enabled'), hasTenantsByDefault);
  importRetention(importing, leaves);
  importSchema(importing, leaves);
  importStorage(importing, leaves);
  importQueryTimeout(importing, leaves);
  importRuler(importing, leaves);
  importEncoding(importing, leaves);
  if (overrides) importOverrides(importing, overrides);
  importOwnKeys(importing, leaves);
  for (const { path, node } of leaves.takeRest()) {
    const { value } = node;
    if (value === undefined) continue;
    if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) {
      node.same('empty');
      continue;
    }
    const field = ['loki', 'config', ...path];
    importing.draft.set(field, value, node);
    node.taken(field.join('.'));
  }
}

/** Without tenants, Loki keeps all lines as those of `fake`. */
function importTenancy(importing: Importing, node: Node | undefined, byDefault: boolean): void {
  // A template may say either: the folders in the bucket are the tenants then, and the user is asked for them.
  const hasTenants = node?.boolean ?? (byDefault || node?.hasHidden === true);
  importing.former.hasTenants = hasTenants;
  if (hasTenants) {
    node?.same('tenants are always kept apart here');
    return;
  }
  importing.addTenant('fake');
  node?.taken('tenants', 'without tenants, the lines are those of the tenant fake');
}

function importQueryTimeout({ draft }: Importing, leaves: ConfigLeaves): void {
  const node = leaves.take('limits_config.query_timeout');
  const seconds = secondsOf(node?.text);
  if (!node || seconds === undefined || seconds <= 0) {
    node?.same('no limit of its own');
    return;
  }
  const timeout = durationText(seconds);
  if (seconds === DEFAULT_QUERY_TIMEOUT.toSeconds()) {
    node.same(`${timeout} here, too`);
    return;
  }
  draft.set(['loki', 'queryTimeout'], timeout, node);
  node.taken('loki.queryTimeout', timeout);
}

function importEncoding({ draft }: Importing, leaves: ConfigLeaves): void {
  const node = leaves.take('ingester.chunk_encoding');
  if (node?.text === undefined) return;
  if (CHUNK_ENCODINGS.some((one) => one === node.text)) {
    if (node.text !== DEFAULT_CHUNK_ENCODING) draft.set(['loki', 'chunkEncoding'], node.text, node);
    node.taken('loki.chunkEncoding');
  } else node.differs(`${DEFAULT_CHUNK_ENCODING} here; what is written already stays readable`);
}

/** Receivers of alerts and samples. */
function importRuler({ draft }: Importing, leaves: ConfigLeaves): void {
  const url = leaves.take('ruler.alertmanager_url');
  if (url?.text) {
    draft.set(['loki', 'alertmanagerUrl'], url.text, url);
    url.taken('loki.alertmanagerUrl');
  } else url?.same('none');
  const clients = leaves.takeAll(/^ruler\.remote_write\.(client|clients\.[^.]+)\.url$/);
  const [first, ...others] = clients;
  if (first?.node.text) {
    draft.set(['loki', 'ruler', 'remoteWrite', 'url'], first.node.text, first.node);
    first.node.taken('loki.ruler.remoteWrite.url');
  }
  for (const { node } of others) node.impossible('samples go to one receiver here');
  for (const { node } of leaves.takeAll(/^ruler\.remote_write\./)) node.differs('set up with loki.ruler.remoteWrite');
}

/** Limits of single tenants, who are tenants of the environment then. */
function importOverrides(importing: Importing, overrides: Node): void {
  for (const tenant of overrides.children) {
    if (!importing.addTenant(tenant.key)) {
      tenant.impossible('not the name of a tenant');
      continue;
    }
    for (const limit of tenant.children) {
      if (limit.value === undefined || limit.value === null) continue;
      const field = ['loki', 'tenantLimits', tenant.key, limit.key];
      if (!importTenantRetention(importing, limit, field)) importing.draft.set(field, limit.value, limit);
      limit.taken(field.join('.'));
    }
    tenant.same('no limits of its own');
  }
  overrides.same('no tenant has limits of its own');
}

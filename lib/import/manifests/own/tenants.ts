import type { Manifest } from '../../../manifests/manifest';
import { at, record, records, text } from '../../../manifests/shape';
import { yamlValue } from '../../../manifests/yaml/parse';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';

/** Map of the gateway with all tenants, and an entry of it. */
const MAP = /map \$http_x_scope_orgid \$(?:listed_)?tenant \{([^}]*)\}/;
const ENTRY = /"[^"\n]*" "([^"\n]+)";/g;

/** Tenant of lines in the language of Alloy. */
const STAGE = /stage\.tenant \{\s*value\s*=\s*"([^"\\]+)"/g;

/** Reads the tenants of the gateway, else of datasources, in their order; without a Loki, those of the lines that Alloy sends. */
export function readTenants(importing: Importing, objects: readonly Manifest[], texts: readonly ConfigText[]): void {
  const gateway = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki-gateway');
  const [, map = ''] = MAP.exec(text(record(gateway?.['data'])['nginx.conf']) ?? '') ?? [];
  const alloy = texts.flatMap((one) => (one.kind === 'alloy' ? [one.text] : [])).join('\n');
  for (const all of [matchesOf(ENTRY, map), objects.flatMap(datasourceTenants), matchesOf(STAGE, alloy)]) {
    for (const tenant of all) importing.addTenant(tenant);
    if (importing.tenants.length > 0) return;
  }
}

const matchesOf = (form: RegExp, of: string): string[] => [...of.matchAll(form)].map(([, tenant = '']) => tenant);

/** Tenants of the datasources in an object, but not those of several at once. */
const datasourceTenants = (object: Manifest): string[] =>
  datasourcesOf(object).flatMap((datasource) => {
    const names = Object.entries(record(datasource['jsonData'])).filter(
      ([key, value]) => /^httpHeaderName\d+$/.test(key) && /^x-scope-orgid$/i.test(String(value)),
    );
    const tenants = names.map(([key]) => text(record(datasource['secureJsonData'])[key.replace('Name', 'Value')]));
    return tenants.flatMap((tenant) => (tenant === undefined || tenant.includes('|') ? [] : tenant));
  });

/** Datasources in an object. */
export const datasourcesOf = (object: Manifest): Record<string, unknown>[] =>
  object.kind !== 'ConfigMap'
    ? []
    : Object.entries(record(object['data'])).flatMap(([key, value]) =>
        /\.ya?ml$/.test(key) && typeof value === 'string' ? records(at(yamlValue(value), 'datasources')) : [],
      );

import type { Manifests } from '../../manifests/manifests';
import { workloadsWith } from '../../manifests/files';
import { isRecord, record, records } from '../../manifests/shape';
import { sameNamespace } from '../../manifests/selectors';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import {
  datasourceSidecars,
  filesTogether,
  hasLabel,
  labelOf,
  type ProvisionedDatasource,
  type ProvisioningFile,
  provisioningFiles,
  type Sidecar,
  takes,
} from '../read/provisioning';

const PROVISIONING = 'https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources';

const oneDefault: ManifestsRule = {
  id: 'PATH-DATASOURCE-1',
  severity: Severity.ERROR,
  title: 'Grafana has at most one default datasource',
  why: 'Grafana does not start with two: "Only one datasource per organization can be marked as default"',
  evidence: 'https://github.com/prometheus-community/helm-charts/issues/482',
  check: ({ manifests }) =>
    oncePerPath(
      sameIn(manifests, ({ fields }) => (fields['isDefault'] === true ? 'default' : undefined)).map(
        ({ path, first }) => ({
          path: `${path}.isDefault`,
          found: `true, as is ${first}.isDefault`,
          fix: 'use false for all but one',
        }),
      ),
    ),
};

const unique: ManifestsRule = {
  id: 'PATH-DATASOURCE-2',
  severity: Severity.ERROR,
  title: 'datasources of a Grafana have names and uids of their own',
  why: 'Grafana does not start with one uid twice, and keeps only the last of two with one name',
  evidence: PROVISIONING,
  check: ({ manifests }) =>
    oncePerPath(
      ['uid', 'name'].flatMap((key) =>
        sameIn(manifests, ({ fields }) => fields[key]).map(({ path, first, value }) => ({
          path: `${path}.${key}`,
          found: `'${String(value)}' is that of ${first} too`,
          fix: `give it a ${key} of its own`,
        })),
      ),
    ),
};

const escaped: ManifestsRule = {
  id: 'PATH-DATASOURCE-3',
  severity: Severity.WARNING,
  title: 'variables of links between logs and traces are written with $$',
  why: 'Grafana replaces ${…} in files by an environment variable, which is empty: the link leads nowhere',
  evidence: 'https://github.com/grafana/grafana/issues/39562',
  check: ({ manifests }) =>
    provisioningFiles(manifests).flatMap(({ datasources }) =>
      datasources.flatMap(({ path, fields }) =>
        textsIn(fields['jsonData'], `${path}.jsonData`).flatMap(({ path: at, text }) => {
          const [variable] = LINK_VARIABLE.exec(text.replaceAll('$$', '')) ?? [];
          if (variable === undefined) return [];
          return [{ path: at, found: `has ${variable}, which is empty`, fix: `write $${variable}` }];
        }),
      ),
    ),
};

const links: ManifestsRule = {
  id: 'PATH-DATASOURCE-4',
  severity: Severity.WARNING,
  title: 'links between logs and traces name the uid of a datasource',
  why: 'a link by another name opens no datasource: "data source not found"',
  evidence: 'https://github.com/grafana/grafana/issues/39562',
  check: ({ manifests }) =>
    oncePerPath(
      filesTogether(manifests).flatMap((files) => {
        const all = files.flatMap(({ datasources }) => datasources);
        return all.flatMap((one) => linksOf(one).flatMap((link) => nameInsteadOfUid(link, all)));
      }),
    ),
};

const form: ManifestsRule = {
  id: 'PATH-DATASOURCE-5',
  severity: Severity.ERROR,
  title: 'a datasource of Loki has the form that Grafana reads',
  why: 'Grafana finds no plugin of another type, and without apiVersion it ignores tenant, password and timeout',
  evidence: PROVISIONING,
  check: ({ manifests }) =>
    provisioningFiles(manifests).flatMap(({ path, apiVersion, datasources }): Finding[] => {
      const ofLoki = datasources.filter(({ fields }) => String(fields['type']).toLowerCase() === 'loki');
      const types = ofLoki
        .filter(({ fields }) => fields['type'] !== 'loki')
        .map((one) => ({
          path: `${one.path}.type`,
          found: `'${String(one.fields['type'])}' is not the id of a plugin`,
          fix: 'use loki',
        }));
      const ignored = ofLoki.flatMap(({ fields }) => Object.keys(fields).filter((key) => NEWER_FIELDS.includes(key)));
      if ((apiVersion !== undefined && apiVersion !== null) || ignored.length === 0) return types;
      const found = `missing, so ${[...new Set(ignored)].join(', ')} have no effect`;
      return [...types, { path: `${path} apiVersion`, found, fix: 'write apiVersion: 1' }];
    }),
};

const unread: ManifestsRule = {
  id: 'PATH-DATASOURCE-6',
  severity: Severity.WARNING,
  title: 'the sidecar of Grafana finds the ConfigMaps with datasources',
  why: 'Grafana does not have the datasource, and no log says so: the sidecar skips what has another label or namespace',
  evidence: 'https://github.com/prometheus-community/helm-charts/issues/1972',
  check: ({ manifests }) =>
    provisioningFiles(manifests).flatMap((file) => {
      const sidecars = datasourceSidecars(manifests);
      const isOfLoki = file.datasources.some(({ fields }) => fields['type'] === 'loki');
      if (!isOfLoki || sidecars.some((one) => takes(one, file)) || workloadsWith(manifests, file.owner).length > 0) {
        return [];
      }
      return oncePerPath(sidecars.flatMap((sidecar) => missedBy(sidecar, file))).slice(0, 1);
    }),
};

const basicAuth: ManifestsRule = {
  id: 'PATH-DATASOURCE-7',
  severity: Severity.ERROR,
  title: 'a datasource with basic authentication has a password',
  why: 'it sends an empty one: the gateway answers 401, and Grafana shows no data',
  evidence: 'https://grafana.com/docs/grafana/latest/datasources/loki/configure/',
  check: ({ manifests }) =>
    provisioningFiles(manifests).flatMap(({ datasources }) =>
      datasources
        .filter(({ fields }) => fields['type'] === 'loki' && fields['basicAuth'] === true)
        .filter(({ fields }) => record(fields['secureJsonData'])['basicAuthPassword'] === undefined)
        // An address may have user and password in it, and older Grafanas had the password beside the user.
        .filter(({ fields }) => !/\/\/[^/]*@/.test(String(fields['url'])) && fields['basicAuthPassword'] === undefined)
        .map(({ path, fields }) => ({
          path: `${path}.secureJsonData.basicAuthPassword`,
          found: 'missing, but basicAuth is true',
          fix:
            record(fields['jsonData'])['basicAuthPassword'] === undefined
              ? 'write it, from a variable or a file: $__file{…}'
              : 'move it there from jsonData',
        })),
    ),
};

/** Fields of a datasource that the form without apiVersion spells otherwise. */
const NEWER_FIELDS = ['basicAuth', 'isDefault', 'jsonData', 'secureJsonData'];

/** Variables that Grafana fills in when somebody follows a link. */
const LINK_VARIABLE = /\$\{__((value|span|trace|data|field)\.[^}]*|tags)\}/;

interface Same {
  readonly path: string;
  readonly first: string;
  readonly value: unknown;
}

/** Datasources that share a value with an earlier one of the same organization of the same Grafana. */
function sameIn(manifests: Manifests, valueOf: (datasource: ProvisionedDatasource) => unknown): Same[] {
  return filesTogether(manifests).flatMap((files) => {
    const firsts = new Map<string, string>();
    return files
      .flatMap(({ datasources }) => datasources)
      .flatMap((datasource): Same[] => {
        const value = valueOf(datasource);
        if (typeof value !== 'string' || value === '' || value.includes('$')) return [];
        const key = JSON.stringify([datasource.fields['orgId'] ?? 1, value]);
        const first = firsts.get(key);
        if (first === undefined) firsts.set(key, datasource.path);
        // One object twice is two variants of it, and only one is applied.
        return first === undefined || first === datasource.path ? [] : [{ path: datasource.path, first, value }];
      });
  });
}

interface TextAt {
  readonly path: string;
  readonly text: string;
}

/** Every text in a value, with its path. */
function textsIn(value: unknown, path: string): TextAt[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, `${path}[${index}]`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, `${path}.${key}`));
}

/** Uids that the links of a datasource name. */
function linksOf({ path, fields }: ProvisionedDatasource): TextAt[] {
  const json = record(fields['jsonData']);
  const derived = records(json['derivedFields']).map((one, index) => ({
    path: `${path}.jsonData.derivedFields[${index}].datasourceUid`,
    text: one['datasourceUid'],
  }));
  const traces = ['tracesToLogs', 'tracesToLogsV2'].map((key) => ({
    path: `${path}.jsonData.${key}.datasourceUid`,
    text: record(json[key])['datasourceUid'],
  }));
  return [...derived, ...traces].filter((one): one is TextAt => typeof one.text === 'string');
}

/** A finding if a link has the name of a datasource in place of its uid. */
function nameInsteadOfUid({ path, text }: TextAt, all: readonly ProvisionedDatasource[]): Finding[] {
  if (all.some(({ fields }) => fields['uid'] === text)) return [];
  const named = all.find(({ fields }) => String(fields['name']).toLowerCase() === text.toLowerCase());
  if (!named) return [];
  const { name, uid } = named.fields;
  const found = `'${text}' is the name of a datasource, not a uid`;
  const fix = typeof uid === 'string' ? `use ${uid}` : `use the uid of ${String(name)}, and write it there: uid: …`;
  return [{ path, found, fix }];
}

/** Reason why a sidecar skips a file that is meant for it; none if it may be meant for another Grafana. */
function missedBy(sidecar: Sidecar, { owner }: ProvisioningFile): Finding[] {
  const path = `${owner.kind} ${owner.metadata.namespace ?? 'default'}/${owner.metadata.name} metadata`;
  const { label, value, workload, kinds } = sidecar;
  if (!kinds.includes(owner.kind)) return [];
  const own = labelOf(sidecar, owner);
  const wanted = `${label}: "${value ?? '1'}"`;
  if (own !== undefined && !hasLabel(sidecar, owner)) {
    const found = `"${String(own)}" is not "${String(value)}", which the sidecar of ${workload.title} looks for`;
    return [{ path: `${path}.labels.${label}`, found, fix: `write ${wanted}` }];
  }
  if (own !== undefined) {
    const watched = sidecar.namespaces?.map((one) => one ?? 'default').join(', ');
    const found = `the sidecar of ${workload.title} looks only in ${String(watched)}`;
    const fix = 'put it there, or let the sidecar look in all namespaces: NAMESPACE=ALL';
    return [{ path: `${path}.namespace`, found, fix }];
  }
  if (!sameNamespace(owner.metadata.namespace, workload.namespace)) return [];
  const found = `missing, so the sidecar of ${workload.title} skips it`;
  return [{ path: `${path}.labels.${label}`, found, fix: `write ${wanted}` }];
}

/** Rules about the files that Grafana's datasources are in. */
export const DATASOURCE_RULES: readonly ManifestsRule[] = [oneDefault, unique, escaped, links, form, unread, basicAuth];

import type { Manifests } from '../../manifests/manifests';
import { type Field, type Configured, UNKNOWN } from './configured';
import { record, records } from '../../manifests/shape';
import { type Manifest, title } from '../../manifests/manifest';
import { type ProvisioningFile, provisioningFiles } from './provisioning';

/** A header a datasource sends. */
interface DatasourceHeader {
  /** Its name, in lower case. */
  readonly name: string;

  /** Its value. */
  readonly value: Field<string>;
}

/** One Loki datasource: of Grafana's provisioning files, or of a resource of Grafana's operator. */
export interface Datasource {
  /** Path: `ConfigMap grafana/loki-datasources-prod loki-prod.yaml datasources[0]`. */
  readonly path: string;

  /** Namespace of the object it is in. */
  readonly namespace: string | undefined;

  /** True if that object is a Secret. */
  readonly isSecret: boolean;

  /** True if that object is a resource of Grafana's operator. */
  readonly isResource: boolean;

  /** URL it queries. */
  readonly url: Configured<string>;

  /** True if it sends a user and a password. */
  readonly basicAuth: Configured<boolean>;

  /** The user it sends. */
  readonly user: Configured<string>;

  /** True if it authenticates in another way, such as with the token of the Grafana user. */
  readonly otherAuth: boolean;

  /** The headers it sends. */
  readonly headers: readonly DatasourceHeader[];

  /** Its passwords. */
  readonly passwords: readonly Field<string>[];

  /** Seconds it waits for an answer. */
  readonly timeoutSeconds: Configured<number>;
}

/** Every Loki datasource in Grafana's provisioning files, and in resources of its operator. */
export function datasources(manifests: Manifests): readonly Datasource[] {
  return manifests.read(readDatasources);
}

function readDatasources(manifests: Manifests): Datasource[] {
  return [
    ...provisioningFiles(manifests).flatMap(inFile),
    ...RESOURCES.flatMap((kind) => manifests.ofKind(kind).flatMap(inResource)),
  ];
}

function inFile({ owner, datasources: all }: ProvisioningFile): Datasource[] {
  return all.flatMap(({ path, fields }) => (fields['type'] === 'loki' ? [datasource(owner, path, fields)] : []));
}

/** Kinds of Grafana's operator: since version 5, and before. */
const RESOURCES = ['GrafanaDatasource', 'GrafanaDataSource'];

/** The datasource of a resource is written like those of a file; before version 5 it had several. */
function inResource(object: Manifest): Datasource[] {
  const { datasource: one, datasources: several } = record(object['spec']);
  const all = [
    { fields: record(one), at: 'datasource' },
    ...records(several).map((fields, index) => ({ fields, at: `datasources[${index}]` })),
  ];
  return all.flatMap(({ fields, at }) =>
    fields['type'] === 'loki' ? [datasource(object, `${title(object)} spec.${at}`, fields)] : [],
  );
}

function datasource(object: Manifest, path: string, fields: Record<string, unknown>): Datasource {
  const json = record(fields['jsonData']);
  const secure = record(fields['secureJsonData']);
  const password = (name: string, holder: Record<string, unknown>, prefix = ''): Field<string> => ({
    path: `${path}.${prefix}${name}`,
    value: configured(holder[name]),
  });
  return {
    path,
    namespace: object.metadata.namespace,
    isSecret: object.kind === 'Secret',
    isResource: RESOURCES.includes(object.kind),
    url: configured(fields['url']),
    basicAuth: flag(fields['basicAuth']),
    user: configured(fields['basicAuthUser']),
    otherAuth: flag(json['oauthPassThru']) !== false || flag(json['sigV4Auth']) !== false,
    headers: headersOf(path, json, secure),
    passwords: [
      password('basicAuthPassword', secure, 'secureJsonData.'),
      password('password', secure, 'secureJsonData.'),
      password('basicAuthPassword', fields),
      password('password', fields),
    ].filter(({ value }) => value !== undefined),
    timeoutSeconds: seconds(json['timeout']),
  };
}

/** `httpHeaderName1` in `jsonData` belongs to `httpHeaderValue1` in `secureJsonData`. */
function headersOf(path: string, json: Record<string, unknown>, secure: Record<string, unknown>): DatasourceHeader[] {
  return Object.entries(json).flatMap(([key, name]) => {
    const [, number] = /^httpHeaderName(\d+)$/.exec(key) ?? [];
    if (number === undefined || typeof name !== 'string') return [];
    const field = `httpHeaderValue${number}`;
    return [
      {
        name: name.toLowerCase(),
        value: { path: `${path}.secureJsonData.${field}`, value: configured(secure[field]) },
      },
    ];
  });
}

/** Grafana replaces words that begin with `$` by variables and files. */
function configured(value: unknown): Configured<string> {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return String(value);
  return value.includes('$') ? UNKNOWN : value;
}

function flag(value: unknown): Configured<boolean> {
  const text = configured(value);
  return text === UNKNOWN ? UNKNOWN : text === 'true';
}

function seconds(value: unknown): Configured<number> {
  const text = configured(value);
  if (typeof text !== 'string') return text;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : UNKNOWN;
}

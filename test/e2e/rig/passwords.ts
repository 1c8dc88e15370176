import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { credentialSecrets } from '../../../charts/endpoint/credentials/secrets';
import { localStoreKey } from '../../../charts/local/key';
import type { LoggingCharts } from '../../../charts/logging/charts';
import type { Environment } from '../../../lib/environment/environment';
import type { RigAws } from './aws';
import { type Account, accountOf } from './identity';
import type { Item, Objects, Volume } from './objects';

/** File in a volume. */
interface SecretFile {
  readonly text: string;

  /** Permissions. @default - those that the kubelet sets */
  readonly mode?: number;
}

/** Files by their names. */
export type SecretFiles = Readonly<Record<string, SecretFile>>;

interface ProviderObject {
  readonly objectName: string;
  readonly objectAlias: string;
  readonly filePermission: string;
  readonly jmesPath: readonly { readonly path: string; readonly objectAlias: string }[];
}

interface ExternalSecretData {
  readonly secretKey: string;
  readonly remoteRef: { readonly key: string; readonly property: string };
}

/** Passwords for `credentials: { from: 'kubernetes-secret' }`, in place of those that `eks-loki credentials` generates. */
const GENERATED = { writerPassword: 'writer-of-the-rig', readerPassword: 'reader-of-the-rig' };

/** Password of a user of a team there. */
export const passwordOfRig = (username: string): string => `${username}-of-the-rig`;

/**
 * Passwords as files in pods, in place of the Secrets Store CSI driver with its AWS provider, of the External Secrets
 * Operator, and of the Secrets of `eks-loki credentials`. Secrets Manager is read with the role of the service account
 * that reads it in a cluster.
 */
export class Passwords {
  private readonly secrets = new Map<string, Readonly<Record<string, string>>>();

  constructor(
    private readonly environment: Environment,
    private readonly charts: LoggingCharts,
    private readonly objects: Objects,
    private readonly aws: RigAws,
  ) {}

  /** Creates the Kubernetes Secrets. */
  public async makeSecrets(): Promise<void> {
    const { endpoint } = this.charts.loki;
    const volume = endpoint.credentials.volume(endpoint.gatewayClient);
    if (endpoint.credentials.kind === 'kubernetes-secret') {
      const made = credentialSecrets({
        endpoint,
        secretName: volume.secret?.secretName ?? '',
        writerNamespaces: [this.charts.alloy.namespaceName],
        readerNamespaces: [this.charts.grafana.namespaceName],
        ...GENERATED,
        userPasswords: Object.fromEntries(endpoint.users.map(({ username }) => [username, passwordOfRig(username)])),
      });
      for (const secret of made) this.keep(secret);
    }
    for (const { metadata, data = {}, stringData = {} } of this.objects.ofKind('Secret')) {
      const decoded = Object.entries(data as Record<string, string>).map(([key, text]) => [
        key,
        Buffer.from(text, 'base64').toString('utf8'),
      ]);
      this.secrets.set(`${metadata.namespace}/${metadata.name}`, {
        ...(Object.fromEntries(decoded) as Record<string, string>),
        ...(stringData as Record<string, string>),
      });
    }
    if (this.charts.localStore) this.keep(localStoreKey(endpoint.namespace, 'key-of-the-rig'));
    for (const { metadata, spec } of this.objects.ofKind('ExternalSecret')) {
      const namespace = metadata.namespace ?? '';
      const { name } = spec.secretStoreRef as { name: string };
      const { auth } = (this.objects.one('SecretStore', name, namespace).spec.provider as { aws: StoreOfAws }).aws;
      const account = accountOf(this.objects, namespace, auth.jwt.serviceAccountRef.name);
      const data: Record<string, string> = {};
      for (const { secretKey, remoteRef } of spec.data as ExternalSecretData[]) {
        const secret = JSON.parse(await this.aws.secret(remoteRef.key, account)) as Record<string, string>;
        data[secretKey] = secret[remoteRef.property] as string;
      }
      this.secrets.set(`${namespace}/${(spec.target as { name: string }).name}`, data);
    }
  }

  /** Values of a Secret; undefined if it does not exist. */
  public data(namespace: string, name: string): Readonly<Record<string, string>> | undefined {
    return this.secrets.get(`${namespace}/${name}`);
  }

  /** Files of a volume with passwords; empty for other volumes. */
  public async files(volume: Volume, account: Account): Promise<SecretFiles> {
    if (volume.csi) return this.mounted(volume.csi.volumeAttributes.secretProviderClass, account);
    if (!volume.secret) return {};
    const { secretName, items } = volume.secret;
    const secret = this.secrets.get(`${account.namespace}/${secretName}`);
    if (!secret) throw new Error(`no Secret ${account.namespace}/${secretName}`);
    return filesOf(secret, items, `Secret ${secretName}`);
  }

  /** Passwords as Alloy and Grafana read them, by file name. */
  public async ofClients(): Promise<Readonly<Record<string, string>>> {
    const { endpoint } = this.charts.loki;
    const { stored } = this.environment.credentials;
    const alloy = endpoint.alloyClient(this.charts.alloy.namespaceName);
    const grafana = endpoint.grafanaClient(this.charts.grafana.namespaceName);
    const all: Record<string, string> = {};
    for (const client of [alloy, grafana]) {
      const { name, namespace } = client;
      const identity = stored?.[client === alloy ? 'alloy' : 'grafana'];
      const account = {
        namespace,
        name: identity?.serviceAccountName ?? name,
        role: identity?.annotations['eks.amazonaws.com/role-arn'],
      };
      const files = await this.files(endpoint.credentials.volume(client) as Volume, account);
      for (const [file, { text }] of Object.entries(files)) all[file] = text;
    }
    return all;
  }

  private keep(secret: object): void {
    const { metadata, stringData } = secret as {
      metadata: { name: string; namespace: string };
      stringData: Record<string, string>;
    };
    this.secrets.set(`${metadata.namespace}/${metadata.name}`, stringData);
  }

  /** Files as the AWS provider mounts them: each whole secret, and each of its parts in `jmesPath`. */
  private async mounted(className: string, account: Account): Promise<SecretFiles> {
    const { spec } = this.objects.one('SecretProviderClass', className, account.namespace);
    const { objects } = spec.parameters as { objects: string };
    const files: Record<string, SecretFile> = {};
    for (const { objectName, objectAlias, filePermission, jmesPath } of parse(objects) as ProviderObject[]) {
      const text = await this.aws.secret(objectName, account);
      const mode = parseInt(filePermission, 8);
      files[objectAlias] = { text, mode };
      const values = jmesValues(
        text,
        jmesPath.map(({ path }) => path),
      );
      for (const [index, part] of jmesPath.entries()) {
        const value = values[index];
        if (typeof value !== 'string')
          throw new Error(`failed to mount secrets store objects: ${objectName}: ${badField(part, value)}`);
        files[part.objectAlias] = { text: value, mode };
      }
    }
    return files;
  }
}

/** Complaint of the AWS provider about a field that is not there, or not a text. */
const badField = ({ path, objectAlias }: ProviderObject['jmesPath'][number], value: unknown): string =>
  value === null || value === undefined
    ? `JMES Path - ${path} for object alias - ${objectAlias} does not point to a valid object.`
    : `Invalid JMES search result type for path:${path}. Only string is allowed.`;

/** Files with values of a ConfigMap or Secret: all of them, or those of some keys. @throws Error if it has no such key */
export function filesOf(
  data: Readonly<Record<string, string>>,
  items: readonly Item[] | undefined,
  name: string,
): SecretFiles {
  const keys = items ?? Object.keys(data).map((key) => ({ key, path: key }));
  return Object.fromEntries(
    keys.map(({ key, path }) => {
      if (data[key] === undefined) throw new Error(`${name} has no ${key}`);
      return [path, { text: data[key] }];
    }),
  );
}

interface StoreOfAws {
  readonly auth: { readonly jwt: { readonly serviceAccountRef: { readonly name: string } } };
}

/** Values of JMESPath expressions in a JSON text, evaluated by the implementation in AWS's Python SDK. */
function jmesValues(text: string, paths: readonly string[]): unknown[] {
  const code =
    'import json, jmespath, sys; text, paths = json.load(sys.stdin); ' +
    'print(json.dumps([jmespath.search(path, json.loads(text)) for path in paths]))';
  const input = JSON.stringify([text, paths]);
  const run = spawnSync(process.env.LOCAL_AWS_PYTHON as string, ['-c', code], { input, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as unknown[];
}

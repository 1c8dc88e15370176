import { CredentialsKind, type SecretFile } from '../../endpoint/credentials/source';
import { SECRET_FIELDS } from '../../endpoint/credentials/stored';
import { isStateless } from './config';
import type { GrafanaDeployProps, SecretReference } from './props';

/** Name of the volume and of the objects of Grafana's own secrets, and of the Kubernetes Secret that is made by hand. */
export const GRAFANA_SECRETS = 'grafana-secrets';

/** Folder of their files. */
export const SECRETS_PATH = '/etc/grafana/secrets';

/** Names of the files, which are the keys of the Kubernetes Secret too. */
export const SECRET_FILES = {
  admin: 'admin-password',
  key: 'secret-key',
  client: 'client-secret',
  database: 'database-password',
} as const;

/** Secrets that are generated: the password of `admin`, and the key that encrypts what Grafana stores. */
export type GeneratedSecret = 'admin' | 'key';

/** Name of a generated secret in Secrets Manager. */
export function grafanaSecretName(environment: string, secret: GeneratedSecret): string {
  return `loki/${environment}/grafana/${secret}`;
}

/** Generated secrets that a Grafana needs: without storage it stores nothing to encrypt. */
export const generatedSecrets = (deploy: GrafanaDeployProps): GeneratedSecret[] =>
  isStateless(deploy) ? ['admin'] : ['admin', 'key'];

/** Variables of the image that name a file with the value of a setting (https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/). */
const VARIABLES: Readonly<Record<keyof typeof SECRET_FILES, string>> = {
  admin: 'GF_SECURITY_ADMIN_PASSWORD__FILE',
  key: 'GF_SECURITY_SECRET_KEY__FILE',
  client: 'GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE',
  database: 'GF_DATABASE_PASSWORD__FILE',
};

/** A secret of Grafana: its file, and the variable that names the file. */
export interface GrafanaSecret extends SecretFile {
  /** The variable. */
  readonly variable: string;
}

/** Secrets that a Grafana reads, for a kind of credentials. */
export function grafanaSecrets(
  environment: string,
  deploy: GrafanaDeployProps,
  kind: CredentialsKind,
): GrafanaSecret[] {
  const byHand = kind === CredentialsKind.KUBERNETES_SECRET;
  const made = (key: keyof typeof SECRET_FILES, secret: string, field: string): GrafanaSecret => ({
    file: SECRET_FILES[key],
    secret,
    field,
    variable: VARIABLES[key],
  });
  const referred = (key: keyof typeof SECRET_FILES, reference: SecretReference | undefined): GrafanaSecret[] =>
    reference ? [made(key, reference.secret, reference.field ?? SECRET_FIELDS.password)] : [];
  return [
    ...generatedSecrets(deploy).map((key) =>
      byHand
        ? made(key, GRAFANA_SECRETS, SECRET_FILES[key])
        : made(key, grafanaSecretName(environment, key), SECRET_FIELDS.password),
    ),
    ...referred('client', deploy.login?.clientSecret),
    ...referred('database', deploy.database?.password),
  ];
}

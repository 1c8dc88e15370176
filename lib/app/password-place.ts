import { KubernetesSecretCredentials } from '../../charts/endpoint/credentials/kubernetes-secret';
import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import { clientObjectName, SECRET_FIELDS, secretNameOf } from '../../charts/endpoint/credentials/stored';
import type { GatewayUser, LokiEndpoint } from '../../charts/endpoint/endpoint';
import { parseArn } from '../environment/aws/arn';
import type { Environment } from '../environment/environment';

/** A secret of AWS Secrets Manager: JSON with the password in one field. */
interface StoredPasswordPlace {
  readonly from: 'secrets-manager';
  readonly region: string;
  readonly secretId: string;
  readonly field: string;
}

/** A key of a Kubernetes Secret. */
interface SecretPasswordPlace {
  readonly from: 'secret';
  readonly namespace: string;
  readonly secretName: string;
  readonly key: string;
}

/** Place where a person or a program outside the pods finds a password: with its own permissions, in AWS or in the cluster. */
export type PasswordPlace = StoredPasswordPlace | SecretPasswordPlace;

/** Place of a user's password. */
export function passwordPlace(
  { region, credentials }: Pick<Environment, 'region' | 'credentials'>,
  { namespace }: LokiEndpoint,
  { username, passwordKey }: GatewayUser,
): PasswordPlace {
  const { source, stored } = credentials;
  if (stored && source.kind === CredentialsKind.SECRETS_MANAGER) {
    const secretId = secretNameOf(stored, username);
    return { from: 'secrets-manager', region, secretId, field: SECRET_FIELDS.password };
  }
  const secretName = source instanceof KubernetesSecretCredentials ? source.secretName : clientObjectName('gateway');
  return { from: 'secret', namespace, secretName, key: passwordKey };
}

/** Place of the password with which lines are read, where this environment can reach it; undefined if it cannot. */
export function readerPlace(
  { region, credentials, remote }: Pick<Environment, 'region' | 'credentials' | 'remote'>,
  endpoint: LokiEndpoint,
  canaryNamespace: string | undefined,
): PasswordPlace | undefined {
  const { reader } = endpoint;
  if (!remote) return passwordPlace({ region, credentials }, endpoint, reader);
  const arn = remote.secretArns[reader.username];
  const stored = parseArn(arn);
  if (arn !== undefined && stored) {
    return { from: 'secrets-manager', region: stored.region, secretId: arn, field: SECRET_FIELDS.password };
  }
  const { source } = credentials;
  if (canaryNamespace === undefined || !(source instanceof KubernetesSecretCredentials)) return undefined;
  return { from: 'secret', namespace: canaryNamespace, secretName: source.secretName, key: reader.passwordKey };
}

/** Command that prints a password. */
export function passwordCommand(place: PasswordPlace): string {
  if (place.from === 'secrets-manager') {
    return (
      `aws secretsmanager get-secret-value --region ${place.region} --secret-id ${place.secretId} ` +
      `--query SecretString --output text | node -p 'JSON.parse(fs.readFileSync(0)).${place.field}'`
    );
  }
  const { namespace, secretName, key } = place;
  return `kubectl -n ${namespace} get secret ${secretName} -o jsonpath='{.data.${key}}' | base64 --decode`;
}

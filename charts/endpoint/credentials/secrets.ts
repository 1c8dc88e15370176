import { k8s } from 'cdk8s-plus-28';
import { NAMESPACE, OBJECT_NAME, PLAIN_TEXT } from '../../input/forms';
import { ownValue } from '../../input/own-value';
import type { Problem } from '../../input/problems';
import {
  map,
  type PropValidators,
  refuse,
  refuseInvalid,
  required,
  text,
  texts,
  type Validator,
} from '../../input/props';
import type { GatewayUser } from '../user';
import type { LokiEndpoint } from '../endpoint';
import { requiredEndpoint } from '../validate';
import { MANAGED_BY } from '../../kubernetes/objects';
import { otherPasswordKey } from './stored';

/** Inputs of the Secrets with the gateway's passwords. */
export interface CredentialSecretsProps {
  /** Endpoint with the gateway's users and namespace. */
  readonly endpoint: LokiEndpoint;

  /** Name of the Secrets. */
  readonly secretName: string;

  /** Namespaces of writers: they get only the writer's password. */
  readonly writerNamespaces: readonly string[];

  /** Namespaces of Grafana: they get only the password of the reader, and those of readers with a datasource. */
  readonly readerNamespaces: readonly string[];

  /** Password of the log writer. */
  readonly writerPassword: string;

  /** Password of the log reader. */
  readonly readerPassword: string;

  /** Second password of the log writer that the gateway accepts. @default - none */
  readonly otherWriterPassword?: string;

  /** Second password of the log reader that the gateway accepts. @default - none */
  readonly otherReaderPassword?: string;

  /** Passwords of the endpoint's other users, by user name: one for each. @default - there are no other users */
  readonly userPasswords?: Readonly<Record<string, string>>;

  /** Second passwords of other users that the gateway accepts, by user name. @default - none */
  readonly otherUserPasswords?: Readonly<Record<string, string>>;
}

/** Validator of a password. Its message does not show the value. */
const password: Validator = (path, value) =>
  value === undefined || (typeof value === 'string' && value !== '' && !PLAIN_TEXT.faultOf(value))
    ? []
    : [{ path, found: 'is not a password', fix: 'write a text without control characters' }];

const PROPS: PropValidators<CredentialSecretsProps> = {
  endpoint: requiredEndpoint,
  secretName: required(text(OBJECT_NAME), `'${OBJECT_NAME.example}'`),
  writerNamespaces: required(texts(NAMESPACE), "['alloy']"),
  readerNamespaces: required(texts(NAMESPACE), "['grafana']"),
  writerPassword: required(password, 'a password'),
  readerPassword: required(password, 'a password'),
  otherWriterPassword: password,
  otherReaderPassword: password,
  userPasswords: map(password, "shop: '…'"),
  otherUserPasswords: map(password, "shop: '…'"),
};

/**
 * Secrets with the gateway's passwords, one per namespace, each with only the keys its pods need. The gateway's Secret is
 * the first. They are for `kubectl`, never for a chart: objects of a chart end up in templates and logs.
 *
 * They are immutable: Kubernetes refuses a second set of passwords, which would lock Alloy out.
 *
 * @throws InputError if a property is invalid, with all problems
 */
export function credentialSecrets(props: CredentialSecretsProps): object[] {
  refuseInvalid('credentialSecrets', props, PROPS);
  const { endpoint, secretName } = props;
  const passwords = { ...props.userPasswords, writer: props.writerPassword, reader: props.readerPassword };
  const others = { ...props.otherUserPasswords, writer: props.otherWriterPassword, reader: props.otherReaderPassword };
  const all = endpoint.allUsers;
  const without = all.filter(({ username }) => !ownValue(passwords, username));
  refuse(
    without.map(({ username }) => ({ path: `userPasswords.${username}`, found: 'missing', fix: 'write a password' })),
  );
  const currentOf = (users: readonly GatewayUser[]) =>
    Object.fromEntries(users.map((user) => [user.passwordKey, ownValue(passwords, user.username) ?? '']));
  const second = Object.fromEntries(
    all.flatMap((user) => {
      const other = ownValue<string | undefined>(others, user.username);
      return other ? [[otherPasswordKey(user), other]] : [];
    }),
  );
  const byNamespace = new Map<string, Record<string, string>>([[endpoint.namespace, { ...currentOf(all), ...second }]]);
  const add = (namespace: string, data: Record<string, string>) =>
    byNamespace.set(namespace, { ...byNamespace.get(namespace), ...data });
  for (const namespace of props.writerNamespaces) add(namespace, currentOf([endpoint.writer]));
  for (const namespace of props.readerNamespaces) add(namespace, currentOf(endpoint.grafanaClient(namespace).users));
  return [...byNamespace].map(([namespace, stringData]) => passwordSecret(secretName, namespace, { stringData }));
}

/** Secret with passwords, as plain text (`stringData`) or in base64 (`data`). */
const passwordSecret = (
  name: string,
  namespace: string,
  passwords: Pick<k8s.KubeSecretProps, 'data' | 'stringData'>,
): object =>
  k8s.KubeSecret.manifest({
    metadata: { name, namespace, labels: MANAGED_BY },
    immutable: true,
    type: 'Opaque',
    ...passwords,
  }) as object;

/** A namespace whose pods push or read as a user of a Loki elsewhere. */
export interface RemoteClient {
  readonly namespace: string;
  readonly user: Pick<GatewayUser, 'username' | 'passwordKey'>;
}

/**
 * Secrets with passwords of a Loki elsewhere, one per namespace, from the data of the Secret of its gateway.
 *
 * @throws InputError if the password of a user is missing in this data
 */
export function remoteSecrets(
  secretName: string,
  clients: readonly RemoteClient[],
  gateway: Readonly<Record<string, string>>,
): object[] {
  const byNamespace = new Map<string, Record<string, string>>();
  const problems = clients.flatMap(({ namespace, user: { username, passwordKey } }): Problem[] => {
    const value = ownValue(gateway, passwordKey);
    if (!value) {
      const fix = `pipe in the Secret of a gateway with the user ${username}`;
      return [{ path: 'standard input', found: `has no ${passwordKey}, or it is empty`, fix }];
    }
    byNamespace.set(namespace, { ...byNamespace.get(namespace), [passwordKey]: value });
    return [];
  });
  refuse(problems);
  return [...byNamespace].map(([namespace, data]) => passwordSecret(secretName, namespace, { data }));
}

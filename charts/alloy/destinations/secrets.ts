import { CA_KEY, type CertificateAuthority } from '../../endpoint/authority';
import { Block } from '../language/syntax';
import { list, object, text, type Value } from '../language/values';
import type { SecretMount } from '../sources/source';
import { secretFile, secretOf } from '../stages/secret-file';
import type { SecretKey } from './headers';

/** Folder of the files of destinations, in pods. */
const FOLDER = '/etc/alloy-destinations';

/** Settings of a destination that name Secrets. */
interface SecretSettings {
  readonly username?: string;
  readonly passwordSecret?: SecretKey;
  readonly tokenSecret?: SecretKey;
  readonly headerSecrets?: Readonly<Record<string, SecretKey>>;
  readonly ca?: CertificateAuthority;
}

/** Secrets of a destination: what its pods mount, and where its configuration names the files. */
export interface DestinationSecrets {
  /** All of them. */
  readonly mounts: readonly SecretMount[];

  /** Authority of the server's certificate. @default - the text in the configuration, or the public ones */
  readonly ca?: SecretMount;

  /** Components that read files. */
  readonly blocks: readonly Block[];

  /** Headers of requests with their values. @default - none */
  readonly headers?: Value;

  /** Block with a password or a token. @default - requests have neither */
  readonly login?: Block;
}

/** Secrets of a Loki elsewhere. */
export function secretsOf(settings: SecretSettings, name: string, label: string): DestinationSecrets {
  const { username, passwordSecret, tokenSecret, headerSecrets = {}, ca } = settings;
  const mountOf = (part: string, { name: secretName, key }: SecretKey): SecretMount => ({
    name: `to-${name}-${part}`,
    path: `${FOLDER}/${name}/${part}`,
    secretName,
    keys: [key],
  });
  const password = passwordSecret && mountOf('password', passwordSecret);
  const token = tokenSecret && mountOf('token', tokenSecret);
  const authority = ca?.secret === undefined ? undefined : mountOf('ca', { name: ca.secret, key: ca.key ?? CA_KEY });
  const headers = Object.entries(headerSecrets).map(([header, secret], index) => {
    const mount = mountOf(`header-${index}`, secret);
    return { header, mount, file: secretFile(`to_${label}_header_${index}`, fileOf(mount)) };
  });
  const values = headers.map(({ header, file }) => [header, list(secretOf(file))] as const);
  return {
    mounts: [password, token, authority, ...headers.map(({ mount }) => mount)].filter((mount) => mount !== undefined),
    ca: authority,
    blocks: headers.map(({ file }) => file),
    ...(headers.length > 0 && { headers: object(Object.fromEntries(values)) }),
    login: loginOf(username, password, token),
  };
}

const fileOf = ({ path, keys: [key] }: SecretMount): string => `${path}/${key}`;

/** Block with a password or a token. Alloy reads its file for each request. */
function loginOf(username: string | undefined, password?: SecretMount, token?: SecretMount): Block | undefined {
  if (token) {
    return new Block('authorization').set('type', text('Bearer')).set('credentials_file', text(fileOf(token)));
  }
  if (username === undefined || !password) return undefined;
  return new Block('basic_auth').set('username', text(username)).set('password_file', text(fileOf(password)));
}

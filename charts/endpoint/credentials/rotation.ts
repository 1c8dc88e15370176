import { ownValue } from '../../input/own-value';
import { InputError } from '../../input/problems';
import type { GatewayUser } from '../user';
import type { LokiEndpoint } from '../endpoint';
import { credentialSecrets, type CredentialSecretsProps } from './secrets';
import { otherPasswordKey } from './stored';

/**
 * Steps of a password rotation, in order. Every pod must have the Secrets of a step before the next one. `users` is
 * independent of the others: it creates passwords for users without one, and removes those of former users.
 */
export const ROTATION_STEPS = ['add', 'swap', 'drop', 'users'] as const;

/** Step of a password rotation. */
export type RotationStep = (typeof ROTATION_STEPS)[number];

/** Inputs of a rotation step. */
export interface RotationProps {
  /** Step to take. */
  readonly step: RotationStep;

  /** Data of the gateway's current Secret: values by key, in base64. */
  readonly data: Readonly<Record<string, string>>;

  /** Endpoint, name and namespaces of the Secrets. */
  readonly of: Pick<CredentialSecretsProps, 'endpoint' | 'secretName' | 'writerNamespaces' | 'readerNamespaces'>;

  /** Generates a new password. */
  readonly newPassword: () => string;
}

/** Passwords of users by user name: those that clients use, and others that the gateway accepts as well. */
interface Passwords {
  readonly current: Readonly<Record<string, string>>;
  readonly other: Readonly<Record<string, string>>;
}

/**
 * Secrets after a step. After `add` the gateway accepts new passwords as well, after `swap` all clients use them, and
 * after `drop` the gateway accepts only the new ones. After `users` every user has a password.
 *
 * @throws InputError if another step is due, naming that step
 */
export function rotatedSecrets({ step, data, of, newPassword }: RotationProps): object[] {
  const path = `Secret ${of.endpoint.namespace}/${of.secretName}`;
  const refuse = (found: string, fix: string) => new InputError([{ path, found, fix }]);
  const { current, other } = passwordsIn(data, of.endpoint);
  const users = of.endpoint.allUsers;
  const without = users.filter(({ username }) => ownValue(current, username) === undefined);
  const forAll = (passwordOf: (username: string) => string) =>
    Object.fromEntries(users.map(({ username }) => [username, passwordOf(username)]));
  const given = (username: string) => ownValue(current, username) ?? '';

  // Every gateway has these two users, so a Secret without them is not the gateway's.
  const lost = without.find(({ username }) =>
    [of.endpoint.writer, of.endpoint.reader].some((one) => one.username === username),
  );
  if (lost) throw refuse(`has no ${lost.passwordKey}, or it is empty`, 'pipe in the Secret of the gateway');
  if (step === 'users') {
    return secretsWith(of, { current: forAll((username) => ownValue(current, username) ?? newPassword()), other });
  }
  const [missing] = without;
  if (missing) {
    throw refuse(
      `has no ${missing.passwordKey}, or it is empty`,
      'give every user a password first, with --rotate users',
    );
  }
  const hasOthers = Object.keys(other).length > 0;
  if (step === 'add') {
    if (hasOthers) throw refuse('has other passwords already', 'continue with --rotate swap, or with --rotate drop');
    return secretsWith(of, { current, other: forAll(newPassword) }).slice(0, 1);
  }
  if (!hasOthers) throw refuse('has no other passwords', 'begin with --rotate add');
  if (step === 'drop') return secretsWith(of, { current, other: {} }).slice(0, 1);
  return secretsWith(of, {
    current: forAll((username) => ownValue(other, username) ?? given(username)),
    other: forAll(given),
  });
}

/** Secrets with the passwords of an endpoint's users. */
export function secretsWith(of: RotationProps['of'], { current, other }: Passwords): object[] {
  return credentialSecrets({
    ...of,
    writerPassword: current['writer'] ?? '',
    readerPassword: current['reader'] ?? '',
    otherWriterPassword: other['writer'],
    otherReaderPassword: other['reader'],
    userPasswords: current,
    otherUserPasswords: other,
  });
}

function passwordsIn(data: Readonly<Record<string, string>>, endpoint: LokiEndpoint): Passwords {
  const read = (key: string) => Buffer.from(ownValue(data, key) ?? '', 'base64').toString('utf8');
  const all = (keyOf: (user: GatewayUser) => string) =>
    Object.fromEntries(
      endpoint.allUsers.flatMap((user) => {
        const password = read(keyOf(user));
        return password === '' ? [] : [[user.username, password]];
      }),
    );
  return { current: all(({ passwordKey }) => passwordKey), other: all(otherPasswordKey) };
}

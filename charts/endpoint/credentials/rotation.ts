import { InputError } from '../../input/problems';
import type { LokiEndpoint } from '../endpoint';
import { credentialSecrets, type CredentialSecretsProps } from './secrets';
import { otherPasswordKey } from './stored';

/** Steps of a password rotation, in order. Every pod must have the Secrets of a step before the next one. */
export const ROTATION_STEPS = ['add', 'swap', 'drop'] as const;

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

/** Passwords that the gateway accepts. */
type Passwords = Pick<
  CredentialSecretsProps,
  'writerPassword' | 'readerPassword' | 'otherWriterPassword' | 'otherReaderPassword'
>;

/**
 * Secrets after a step. After `add` the gateway accepts new passwords as well, after `swap` all clients use them, and
 * after `drop` the gateway accepts no others.
 *
 * @throws InputError if another step is due, naming that step
 */
export function rotatedSecrets({ step, data, of, newPassword }: RotationProps): object[] {
  const path = `Secret ${of.endpoint.namespace}/${of.secretName}`;
  const refuse = (found: string, fix: string) => new InputError([{ path, found, fix }]);
  const now = passwordsIn(data, of.endpoint, refuse);
  const hasOthers = now.otherWriterPassword !== undefined || now.otherReaderPassword !== undefined;
  const {
    writerPassword,
    readerPassword,
    otherWriterPassword = writerPassword,
    otherReaderPassword = readerPassword,
  } = now;
  if (step === 'add') {
    if (hasOthers) throw refuse('has other passwords already', 'continue with --rotate swap, or with --rotate drop');
    const next = {
      writerPassword,
      readerPassword,
      otherWriterPassword: newPassword(),
      otherReaderPassword: newPassword(),
    };
    return credentialSecrets({ ...of, ...next }).slice(0, 1);
  }
  if (!hasOthers) throw refuse('has no other passwords', 'begin with --rotate add');
  if (step === 'drop') return credentialSecrets({ ...of, writerPassword, readerPassword }).slice(0, 1);
  return credentialSecrets({
    ...of,
    writerPassword: otherWriterPassword,
    readerPassword: otherReaderPassword,
    otherWriterPassword: writerPassword,
    otherReaderPassword: readerPassword,
  });
}

function passwordsIn(
  data: Readonly<Record<string, string>>,
  { writer, reader }: LokiEndpoint,
  refuse: (found: string, fix: string) => InputError,
): Passwords {
  const read = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString('utf8') || undefined;
  const required = (key: string) => {
    const password = read(key);
    if (password === undefined) throw refuse(`has no ${key}, or it is empty`, 'pipe in the Secret of the gateway');
    return password;
  };
  return {
    writerPassword: required(writer.passwordKey),
    readerPassword: required(reader.passwordKey),
    otherWriterPassword: read(otherPasswordKey(writer)),
    otherReaderPassword: read(otherPasswordKey(reader)),
  };
}

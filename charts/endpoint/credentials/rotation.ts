import { InputError } from '../../problems';
import type { LokiEndpoint } from '../endpoint';
import { credentialSecrets, type CredentialSecretsProps } from './secrets';
import { otherPasswordKey } from './stored';

/** The steps of a change of passwords, in their order. Between them everybody has to have what the last one made. */
export const ROTATION_STEPS = ['add', 'swap', 'drop'] as const;

/** One step of a change of passwords. */
export type RotationStep = (typeof ROTATION_STEPS)[number];

/** What the Secrets after a step are made from. */
export interface RotationProps {
  /** The step. */
  readonly step: RotationStep;

  /** The gateway's Secret as it is: its values by key, in base64. */
  readonly data: Readonly<Record<string, string>>;

  /** Whose Secrets are made. */
  readonly of: Pick<CredentialSecretsProps, 'endpoint' | 'secretName' | 'writerNamespaces' | 'readerNamespaces'>;

  /** Makes a new password. */
  readonly newPassword: () => string;
}

/** The passwords the gateway takes. */
type Passwords = Pick<
  CredentialSecretsProps,
  'writerPassword' | 'readerPassword' | 'otherWriterPassword' | 'otherReaderPassword'
>;

/**
 * The Secrets after a step: with `add` the gateway takes new passwords too, with `swap` everybody uses them, with `drop`
 * the gateway takes no others any more.
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
    if (hasOthers) throw refuse('has other passwords already', 'go on with --rotate swap, or drop them');
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
  const due = (key: string) => {
    const password = read(key);
    if (password === undefined) throw refuse(`has no ${key}, or it is empty`, 'pipe in the Secret of the gateway');
    return password;
  };
  return {
    writerPassword: due(writer.passwordKey),
    readerPassword: due(reader.passwordKey),
    otherWriterPassword: read(otherPasswordKey(writer)),
    otherReaderPassword: read(otherPasswordKey(reader)),
  };
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '../../charts/input/problems';
import { passwordCommand, type PasswordPlace } from '../../lib/app/password-place';
import { isRecord } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import { complaint, printedJson, type KubectlResult, type KubectlRunner } from '../wait/kubectl';

const run = promisify(execFile);

/** Runs the AWS CLI, with the credentials of the user. */
export type AwsRunner = (args: readonly string[]) => Promise<KubectlResult>;

/** The AWS CLI on PATH. */
export const awsCli: AwsRunner = async (args) => {
  try {
    return { status: 0, ...(await run('aws', [...args])) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT') return { status: null, stdout: '', stderr: 'the AWS CLI is not found on PATH' };
    return { status: Number(code), stdout, stderr };
  }
};

/**
 * Reads a password, from the output of a program: no command line, file or message has it.
 *
 * @throws InputError if it cannot be read
 */
export async function readPassword(place: PasswordPlace, kubectl: KubectlRunner, run = awsCli): Promise<string> {
  const { result, value, path } =
    place.from === 'secrets-manager' ? await stored(place, run) : await key(place, kubectl);
  if (result.status === 0 && typeof value === 'string' && value !== '') return value;
  // What a successful command printed may be the password.
  const found = result.status === 0 ? 'has no password' : complaint({ ...result, stdout: '' });
  throw new InputError([{ path, found, fix: `make sure that this works: ${passwordCommand(place)}` }]);
}

type Place<From> = Extract<PasswordPlace, { readonly from: From }>;

async function stored({ region, secretId, field }: Place<'secrets-manager'>, run: AwsRunner) {
  const get = ['secretsmanager', 'get-secret-value', '--region', region, '--secret-id', secretId];
  const result = await run([...get, '--query', 'SecretString', '--output', 'text']);
  const secret = parsedJson(result.stdout);
  return { result, value: isRecord(secret) ? secret[field] : undefined, path: `secret ${secretId}` };
}

async function key({ namespace, secretName, key }: Place<'secret'>, kubectl: KubectlRunner) {
  const result = await kubectl.run(['get', 'secret', secretName, '--namespace', namespace, '--output', 'json']);
  const secret = printedJson(result);
  const data = isRecord(secret) && isRecord(secret['data']) ? secret['data'][key] : undefined;
  const value = typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : undefined;
  return { result, value, path: `Secret ${namespace}/${secretName}` };
}

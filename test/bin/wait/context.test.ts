import { checkContext } from '../../../bin/wait/context';
import type { InputError } from '../../../charts/input/problems';
import environments from '../../../bin/environments';
import { type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';

const DEV = resolveEnvironment('dev', environments['dev'] as EnvironmentProps);

/** Refusal of a kubeconfig whose cluster has any name; undefined if it may be the one of dev. */
async function refusalOf(cluster: object, args: readonly string[] = [], named = false): Promise<string | undefined> {
  const config = {
    clusters: [{ name: 'work', cluster }],
    users: [{ name: 'me', user: { exec: { command: 'aws', args: ['eks', 'get-token', ...args] } } }],
    'current-context': 'work',
  };
  const run = ([verb]: readonly string[]) =>
    Promise.resolve({
      status: 0,
      stdout: verb === 'config' ? JSON.stringify(config) : 'deployment.apps/a',
      stderr: '',
    });
  const options = { named, namespace: 'loki', kind: 'deployments' } as const;
  return checkContext({ run }, DEV, options).then(
    () => undefined,
    (error: InputError) => error.problems[0]?.found,
  );
}

const endpoint = (region: string) => ({ server: `https://0A1B2C.gr7.${region}.eks.amazonaws.com` });

test.each([
  [
    'an endpoint in another region',
    endpoint('eu-west-1'),
    [],
    'context work points to another cluster in eu-west-1, and dev is on dev in 111122223333 us-east-1',
  ],
  [
    'tokens of another cluster',
    endpoint('us-east-1'),
    ['--cluster-name', 'prod'],
    'context work points to cluster prod in us-east-1, and dev is on dev in 111122223333 us-east-1',
  ],
  ['its region and name', endpoint('us-east-1'), ['--cluster-name', 'dev'], undefined],
  ['an endpoint that says nothing', { server: 'https://127.0.0.1:8443' }, [], undefined],
])('a context of %s', async (_of, cluster, args, refusal) => {
  expect(await refusalOf(cluster, args)).toBe(refusal);
  // A context that the user names is trusted.
  expect(await refusalOf(cluster, args, true)).toBe(undefined);
});

test('a program for credentials that is missing is to be installed, or the kubeconfig written anew', async () => {
  const stderr =
    'Unable to connect to the server: getting credentials: exec: executable aws-iam-authenticator not found';
  const run = ([verb]: readonly string[]) =>
    Promise.resolve(
      verb === 'config'
        ? { status: 0, stdout: '{"clusters":[],"current-context":"work"}', stderr: '' }
        : { status: 1, stdout: '', stderr },
    );
  const options = { named: false, namespace: 'loki', kind: 'deployments' } as const;
  await expect(checkContext({ run }, DEV, options)).rejects.toMatchObject({
    problems: [
      {
        fix: 'install aws-iam-authenticator, which the kubeconfig names; or run aws eks update-kubeconfig --region us-east-1 --name dev',
      },
    ],
  });
});

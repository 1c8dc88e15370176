import { currentCluster } from '../../../bin/wait/current';
import type { InputError } from '../../../charts/input/problems';

/** Problem of a kubectl whose `config view` ends so. */
async function problemOf(status: number | null, stdout: string, stderr: string) {
  const run = () => Promise.resolve({ status, stdout, stderr });
  const error = await currentCluster({ run }, 'connect').catch((thrown: unknown) => thrown);
  return (error as InputError).problems[0];
}

const INSTALL = 'install the kubectl of https://kubernetes.io/docs/tasks/tools/';

test.each([
  [126, '', '', 'ends with exit code 126, and prints nothing'],
  [null, '', '', 'was ended by a signal, and prints nothing'],
  [1, '', 'error: unknown flag: --minify', 'error: unknown flag: --minify'],
  [0, '<html>', '', 'prints no kubeconfig'],
])('a program that is no kubectl of today is to be replaced: %s %s %s', async (status, stdout, stderr, found) => {
  expect(await problemOf(status, stdout, stderr)).toMatchObject({ path: 'kubectl', found, fix: INSTALL });
});

test.each([
  [
    'error: error loading config file "/home/a/.kube/config": yaml: line 1: did not find expected node content',
    'cannot read the kubeconfig /home/a/.kube/config: yaml: line 1: did not find expected node content',
    'correct that file, or let KUBECONFIG name another; or connect',
  ],
  [
    'error: error loading config file "/tmp": read /tmp: is a directory',
    'cannot read the kubeconfig /tmp: is a directory',
    'correct that file, or let KUBECONFIG name another; or connect',
  ],
  [
    'error: cannot locate context prod',
    'has no context prod',
    'name one that kubectl config get-contexts lists, or connect',
  ],
  ['error: something else', 'something else', 'connect, or name a context with --context'],
])('%s', async (stderr, found, fix) => {
  expect(await problemOf(1, '', stderr)).toMatchObject({ found, fix });
});

test('a kubeconfig without a context is to be connected', async () => {
  const stderr = 'error: current-context must exist in order to minify';
  expect(await problemOf(1, '', stderr)).toMatchObject({
    found: 'has no current context',
    fix: 'connect, or name a context with --context',
  });
});

describe('an EKS cluster is known whatever the kubeconfig calls it', () => {
  const eksOf = async (cluster: object, exec?: object) => {
    const config = { clusters: [cluster], users: [{ name: 'me', user: { exec } }], 'current-context': 'work' };
    const run = () => Promise.resolve({ status: 0, stdout: JSON.stringify(config), stderr: '' });
    return (await currentCluster({ run }, 'connect')).eks;
  };
  const server = (host: string) => ({ name: 'work', cluster: { server: `https://${host}` } });

  test.each([
    [
      'the ARN of aws eks update-kubeconfig',
      { name: 'arn:aws:eks:us-east-1:111122223333:cluster/prod' },
      undefined,
      { name: 'prod', region: 'us-east-1', account: '111122223333' },
    ],
    ['a name of eksctl', { name: 'prod.eu-west-1.eksctl.io' }, undefined, { name: 'prod', region: 'eu-west-1' }],
    ['an endpoint', server('0A1B2C.gr7.eu-west-1.eks.amazonaws.com'), undefined, { region: 'eu-west-1' }],
    ['an endpoint of IPv6', server('0A1B2C.us-gov-west-1.api.aws'), undefined, { region: 'us-gov-west-1' }],
    [
      'the AWS CLI, behind a wrapper',
      server('127.0.0.1:8443'),
      {
        command: 'aws-vault',
        args: ['exec', 'me', '--', 'aws', '--region=eu-west-1', 'eks', 'get-token', '--cluster-name', 'prod'],
      },
      { name: 'prod', region: 'eu-west-1' },
    ],
    [
      'aws-iam-authenticator',
      server('api.example.com'),
      { command: '/usr/bin/aws-iam-authenticator', args: ['token', '-i', 'prod'] },
      { name: 'prod' },
    ],
  ])('by %s', async (_by, cluster, exec, eks) => {
    expect(await eksOf(cluster, exec)).toEqual(eks);
  });

  test('others are not taken for one', async () => {
    expect(await eksOf(server('10.0.0.1:6443'), { command: 'kubelogin', args: ['get-oidc-token', '-i', 'x'] })).toBe(
      undefined,
    );
  });
});

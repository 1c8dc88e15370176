import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type CommandResult, eksLoki, workFolder } from '../../helpers/cli';
import { DEV, ENVIRONMENTS, type FakeCluster, FakeKubectl } from '../../helpers/fake-kubectl';

jest.setTimeout(60_000);

const PASSWORD = 'correct-horse';

/** Runs `eks-loki smoke dev` with a kubectl that opens no port, and an AWS CLI that prints a secret. */
function smokeDev(args: string[], { cluster = { cluster: DEV }, hasAws = true }: Options = {}): Result {
  const kubectl = new FakeKubectl(cluster);
  const folder = workFolder();
  const { env } = kubectl;
  if (hasAws) {
    const aws = `#!/bin/sh\necho '{"password": "${PASSWORD}", "other": ""}'\n`;
    writeFileSync(join(folder, 'aws'), aws, { mode: 0o755 });
    env.PATH = `${folder}${delimiter}${env.PATH}`;
  }
  return { ...eksLoki(['smoke', 'dev', '--environments', ENVIRONMENTS, ...args], folder, env), calls: kubectl.calls };
}

interface Options {
  readonly cluster?: FakeCluster;
  readonly hasAws?: boolean;
}

type Result = CommandResult & { readonly calls: string[] };

test.each([
  [['--timeout', 'soon'], /^error --timeout: soon is not a duration; write a whole number above 0/],
  [['--namespace', 'Shop'], /^error --namespace: Shop is not a valid namespace name; use at most 63/],
])('%j is misuse: exit code 2', (args, message) => {
  const { status, stdout, stderr, calls } = smokeDev(args);
  expect({ status, stdout, calls }).toEqual({ status: 2, stdout: '', calls: [] });
  expect(stderr).toMatch(message);
});

test('a door that the environment has not is refused before kubectl is asked', () => {
  const { status, stderr, calls } = smokeDev(['--door']);
  expect({ status, calls }).toEqual({ status: 1, calls: [] });
  expect(stderr).toBe(
    'error --door: environments.dev has no expose, so it has no door; leave it out: kubectl opens a port of the gateway\n',
  );
});

test('without the AWS CLI the password cannot be read: the command that must work is named', () => {
  const { status, stderr } = smokeDev([], { hasAws: false });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^error secret loki\/dev\/reader: the AWS CLI is not found on PATH; make sure that this works: aws /,
  );
});

test('a gateway that cannot be reached: the way ends at the reader, no pod is made, and nobody sees the password', () => {
  const { status, stdout, stderr, calls } = smokeDev([]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^error dev reader: kubectl port-forward fails: .*; make sure that its pods are ready/);
  expect(calls.filter((call) => /^(create|delete|run)/.test(call))).toEqual([]);
  expect(`${stderr}${calls.join('\n')}`).not.toContain(PASSWORD);
});

test('with --json the outcome is JSON on standard output', () => {
  const { status, stdout, stderr } = smokeDev(['--json']);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ environment: 'dev', arrived: false, namespace: 'loki', tenant: 'dev', hops: [] },
    failure: { hop: 'reader', found: expect.stringContaining('kubectl port-forward fails') as string },
  });
});

test('wait --smoke sends a line once all are ready', () => {
  const kubectl = new FakeKubectl({ cluster: DEV });
  const args = ['wait', 'dev', '--smoke', '--json', '--environments', ENVIRONMENTS];
  const { status, stdout, stderr } = eksLoki(args, workFolder(), kubectl.env);
  expect(status).toBe(1);
  expect(`${stdout}${stderr}`).toContain('loki/dev/reader');
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complaint, Kubectl, printedJson } from '../../../bin/wait/kubectl';

test('the complaint of kubectl is its last line, log lines of its libraries left out', () => {
  const stderr = 'E1121 14:47:37.542838   12695 memcache.go:265] "Unhandled Error"\nThe connection was refused\n\n';
  expect(complaint({ status: 1, stdout: '', stderr })).toBe('The connection was refused');
  expect(complaint({ status: null, stdout: '', stderr: '' })).toBe('printed nothing');
});

test('advice after the error of kubectl is not taken for it', () => {
  const error = 'Unable to connect to the server: getting credentials: exec: executable aws not found';
  const advice = [
    'It looks like you are trying to use a client-go credential plugin that is not installed.',
    'To learn more about this feature, consult the documentation available at:',
    '      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins',
  ];
  const stderr = ['E1121 14:47:37.542838   12695 memcache.go:265] "x"', error, '', ...advice, ''].join('\n');
  expect(complaint({ status: 1, stdout: '', stderr })).toBe(error);
});

test('an error that goes on below has its reason at the end', () => {
  const reason =
    'for: "STDIN": error when patching "STDIN": configmaps "loki" is forbidden: User "looker" cannot patch resource "configmaps"';
  const stderr = `Error from server (Forbidden): error when applying patch:\n{"data":{}}\nto:\nResource: "/v1"\n${reason}\n`;
  expect(complaint({ status: 1, stdout: '', stderr })).toBe(reason);
});

test('a kubectl that waits for somebody to log on is ended, with all that it started', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  writeFileSync(join(folder, 'kubectl'), '#!/bin/sh\nsleep 30\n', { mode: 0o755 });
  const result = await new Kubectl(undefined, join(folder, 'kubectl')).run(['get', 'pods'], { within: 0.2 });
  expect([result.status === 0, complaint(result)]).toEqual([false, 'error: no answer within 0.2 s']);
});

/** Result of `kubectl get` with a kubectl that is a script. */
async function got(script: string, ...more: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return new Kubectl(undefined, join(folder, 'kubectl')).run(['get', 'secrets', ...more, '--output', 'json']);
}

test.each([
  ['a page of a proxy', "echo '<html>Sign in</html>'"],
  ['an answer that was cut off', `printf '{"items":[{"data":{"password":"c2VjcmV0'`],
  ['a list that is no object', "echo '[]'"],
])('%s is a failure, although kubectl says that it succeeds, and none of it is repeated', async (_what, script) => {
  const result = await got(script);
  expect(result).toEqual({ status: 1, stdout: '', stderr: 'error: kubectl get secrets prints no JSON object' });
});

test('objects are parsed once, with the command that printed them', async () => {
  const result = await got(`echo '{"items":[{"kind":"Secret"}]}'`);
  expect(result.printed).toEqual({ items: [{ kind: 'Secret' }] });
  expect(printedJson(result)).toBe(result.printed);
  // A command that may not list one kind prints the others, and fails.
  expect(printedJson({ status: 1, stdout: '{"items":[]}', stderr: 'Error from server (Forbidden)' })).toEqual({
    items: [],
  });
});

test('an error that a wrapper of kubectl ends with 0 is a failure', async () => {
  const error = 'Error from server (Forbidden): secrets is forbidden';
  const result = await got(`echo '${error}' >&2`, '--ignore-not-found');
  expect([result.status, complaint(result)]).toEqual([1, error]);
  expect(await got('exit 0')).toMatchObject({ status: 1 });
});

test('names of objects that kubectl could not list are not those of none', async () => {
  const error = 'Error from server (Forbidden): deployments.apps is forbidden';
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\necho '${error}' >&2\n`, { mode: 0o755 });
  const result = await new Kubectl(undefined, join(folder, 'kubectl')).run(['get', 'deployments', '--output', 'name']);
  expect([result.status, complaint(result)]).toEqual([1, error]);
});

test('objects that are absent, and warnings beside those that are not, are no failure', async () => {
  expect(await got('exit 0', '--ignore-not-found')).toMatchObject({ status: 0 });
  expect(await got(`echo 'Warning: v1 is deprecated' >&2; echo '{"items":[]}'`)).toMatchObject({ status: 0 });
});

test('a plugin for credentials says what is wrong in its own words', () => {
  const error = 'Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 255';
  const said = 'Error loading SSO Token: Token for dev has expired and refresh failed';
  expect(complaint({ status: 1, stdout: '', stderr: `\n${said}\n${error}\n` })).toBe(`${error}: ${said}`);
  expect(complaint({ status: 1, stdout: '', stderr: `${error}\n` })).toBe(error);
});

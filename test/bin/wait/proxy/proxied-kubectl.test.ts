import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KubectlOptions, KubectlResult, KubectlRunner } from '../../../../bin/wait/kubectl';
import { ProxiedKubectl } from '../../../../bin/wait/proxy/proxied-kubectl';

const resource = (name: string, kind: string, scope = 'Namespaced') => ({
  ...{ resource: name, singularResource: kind.toLowerCase(), scope },
  responseKind: { group: '', version: '', kind },
});
const group = (name: string, version: string, ...resources: object[]) => ({
  metadata: { name },
  versions: [{ version, resources }],
});
const discovery = (...items: object[]) => ({ kind: 'APIGroupDiscoveryList', items });
const named = (name: string) => ({ metadata: { name } });

/** Answers of an API server by path. */
const ANSWERS: Record<string, [status: number, body: unknown]> = {
  '/api': [200, discovery(group('', 'v1', resource('pods', 'Pod'), resource('nodes', 'Node', 'Cluster')))],
  '/apis': [
    200,
    discovery(
      group('apps', 'v1', resource('deployments', 'Deployment')),
      group('a.example.com', 'v1', resource('nodes', 'Node')),
    ),
  ],
  '/api/v1/namespaces/loki/pods?limit=500': [
    200,
    { kind: 'PodList', apiVersion: 'v1', metadata: { continue: 'x=' }, items: [named('a')] },
  ],
  '/api/v1/namespaces/loki/pods?limit=500&continue=x%3D': [
    200,
    { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [named('b')] },
  ],
  '/apis/apps/v1/namespaces/loki/deployments?limit=500': [
    200,
    { kind: 'DeploymentList', apiVersion: 'apps/v1', metadata: {}, items: [named('c')] },
  ],
  '/api/v1/nodes/n': [200, { kind: 'Node', apiVersion: 'v1', ...named('n') }],
  '/api/v1/nodes/m': [404, { kind: 'Status', reason: 'NotFound', message: 'nodes "m" not found' }],
  '/apis/a.example.com/v1/namespaces/loki/nodes?labelSelector=a%3Db&limit=500': [
    200,
    { kind: 'NodeList', apiVersion: 'a.example.com/v1', metadata: {}, items: [] },
  ],
  '/api/v1/pods?limit=500': [403, { kind: 'Status', reason: 'Forbidden', message: 'pods is forbidden' }],
  '/log': [200, 'a line\n'],
  '/log/none': [400, { kind: 'Status', reason: 'BadRequest', message: 'container "a" is waiting to start' }],
  '/log/away': [502, 'bad gateway'],
};

/** A kubectl whose proxy has these answers. */
class Fake implements KubectlRunner {
  public readonly calls: string[] = [];
  public socket = '';

  constructor(private readonly listens = true) {}

  public run(args: readonly string[], { onLine, signal }: KubectlOptions = {}): Promise<KubectlResult> {
    this.calls.push(args.join(' '));
    if (args[0] !== 'proxy') return Promise.resolve({ status: 0, stdout: 'from kubectl', stderr: '' });
    this.socket = args[2] ?? '';
    if (!this.listens) return Promise.resolve({ status: 1, stdout: '', stderr: 'error: no' });
    const server = createServer(({ url = '', headers, method }, response) => {
      if (headers.host !== 'localhost' || method !== 'GET') throw new Error('the proxy refuses it');
      const [status, body] = ANSWERS[url] ?? [404, {}];
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    server.listen(this.socket, () => onLine?.(`Starting to serve on ${this.socket}`));
    return new Promise(() => {
      signal?.addEventListener('abort', () => server.close());
    });
  }
}

const asked = async (...commands: string[]) => {
  const fake = new Fake();
  const kubectl = new ProxiedKubectl(fake);
  const results = await Promise.all(commands.map((command) => kubectl.run(command.split(' '))));
  await kubectl.close();
  return { results, calls: fake.calls.filter((call) => !call.startsWith('proxy')), socket: fake.socket };
};

test('objects of several kinds come in one list, all pages of each, with their kinds', async () => {
  const { results, calls, socket } = await asked('get pods,deployment.apps --namespace loki --output json');
  expect(results[0]?.printed).toEqual({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Pod', ...named('a') },
      { apiVersion: 'v1', kind: 'Pod', ...named('b') },
      { apiVersion: 'apps/v1', kind: 'Deployment', ...named('c') },
    ],
  });
  expect(calls).toEqual([]);
  expect(existsSync(dirname(socket))).toBe(false);
});

test('an object by its name is that object; a kind of another group is found by its group or version', async () => {
  const { results, calls } = await asked(
    'get node n --output json',
    'get nodes.v1.a.example.com --namespace loki --selector a=b --output json',
    'get nodes.a.example.com --namespace loki --selector a=b --output json',
  );
  expect(results.map(({ printed }) => printed)).toEqual([
    { kind: 'Node', apiVersion: 'v1', ...named('n') },
    { apiVersion: 'v1', kind: 'List', items: [] },
    { apiVersion: 'v1', kind: 'List', items: [] },
  ]);
  expect(calls).toEqual([]);
});

test('paths are printed as they are, and the words of a refusal are those of kubectl', async () => {
  const { results, calls } = await asked('get --raw /log', 'get --raw /log/none', 'get --raw /log/away');
  expect(results).toEqual([
    { status: 0, stdout: 'a line\n', stderr: '' },
    { status: 1, stdout: '', stderr: 'Error from server (BadRequest): container "a" is waiting to start\n' },
    { status: 0, stdout: 'from kubectl', stderr: '' },
  ]);
  expect(calls).toEqual(['get --raw /log/away']);
});

test.each([
  ['what is refused', 'get pods --all-namespaces --output json'],
  ['what is absent', 'get nodes n m --ignore-not-found --output json'],
  ['a kind that the cluster does not have', 'get widgets --namespace loki --output json'],
  ['the namespace of the context', 'get pods --output json'],
  ['names beside a selector', 'get nodes n --selector a=b --output json'],
])('%s is asked again with kubectl', async (_name, command) => {
  const { results, calls } = await asked(command);
  expect(results[0]?.stdout).toBe('from kubectl');
  expect(calls).toEqual([command]);
});

test('without a proxy every command is run by kubectl, and the proxy is tried once', async () => {
  const fake = new Fake(false);
  const kubectl = new ProxiedKubectl(fake);
  for (let turn = 0; turn < 2; turn++) await kubectl.run(['get', '--raw', '/log']);
  expect(fake.calls.map((call) => call.split(' ')[0])).toEqual(['proxy', 'get', 'get']);
  expect(existsSync(dirname(fake.socket))).toBe(false);
  await kubectl.close();
});

test('a command that its caller ends, watches or feeds is run by kubectl', async () => {
  const fake = new Fake();
  const kubectl = new ProxiedKubectl(fake);
  await kubectl.run(['get', '--raw', '/log'], { within: 5 });
  expect(fake.calls).toEqual(['get --raw /log']);
  await kubectl.close();
});

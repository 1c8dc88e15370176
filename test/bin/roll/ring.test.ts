import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ringReader } from '../../../bin/roll/ring';
import type { KubectlOptions, KubectlResult } from '../../../bin/wait/kubectl';

let server: Server;
let answer: { status: number; body: string };
const asked: (string | undefined)[] = [];

beforeAll((done) => {
  server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(answer.status).end(answer.body);
  }).listen(0, '127.0.0.1', done);
});

afterAll((done) => {
  server.close(done);
});

/** A kubectl that forwards to the server. */
function forwarding() {
  const calls: string[] = [];
  let open = 0;
  const run = (args: readonly string[], { onLine, signal }: KubectlOptions = {}): Promise<KubectlResult> => {
    calls.push(args.join(' '));
    open += 1;
    onLine?.(`Forwarding from 127.0.0.1:${(server.address() as AddressInfo).port} -> 3100`);
    return new Promise((resolve) =>
      signal?.addEventListener('abort', () => {
        open -= 1;
        resolve({ status: null, stdout: '', stderr: '' });
      }),
    );
  };
  return { run, calls, open: () => open };
}

test('the ring is read by way of a port of the loopback address, which is closed afterwards', async () => {
  const shards = [{ id: 'loki-ingester-zone-a-0', state: 'ACTIVE', zone: 'zone-a' }];
  answer = { status: 200, body: JSON.stringify({ shards }) };
  const kubectl = forwarding();
  expect(await ringReader(kubectl)('loki', 'loki-distributor-x')).toEqual(shards);
  expect(asked).toEqual(['/ring']);
  expect(kubectl.calls).toEqual(['port-forward --namespace loki pod/loki-distributor-x :3100 --address 127.0.0.1']);
  expect(kubectl.open()).toBe(0);
});

test.each([
  ['another answer', { status: 404, body: 'not found' }, '/ring answers 404'],
  ['a page that is not JSON', { status: 200, body: '<html></html>' }, '/ring answers 200'],
])('%s is said, and the port is closed', async (_, reply, text) => {
  answer = reply;
  const kubectl = forwarding();
  expect(await ringReader(kubectl)('loki', 'pod')).toBe(text);
  expect(kubectl.open()).toBe(0);
});

test('a port that cannot be opened is said with the complaint of kubectl', async () => {
  const run = () => Promise.resolve({ status: 1, stdout: '', stderr: 'error: pods "pod" not found\n' });
  expect(await ringReader({ run })('loki', 'pod')).toBe('error: pods "pod" not found');
});

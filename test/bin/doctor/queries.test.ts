import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askAsReaders } from '../../../bin/doctor/queries';
import type { KubectlRunner } from '../../../bin/wait/kubectl';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';

const PROPS: EnvironmentProps = {
  ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
  credentials: { from: 'kubernetes-secret' },
};

const PASSWORD = Buffer.from('hunter2').toString('base64');

/** A kubectl that reads every password. */
const KUBECTL: KubectlRunner = {
  run: () => {
    const data = { 'reader-password': PASSWORD, 'shop-password': PASSWORD };
    return Promise.resolve({ status: 0, stdout: JSON.stringify({ data }), stderr: '' });
  },
};

let server: Server;
let answer: (response: ServerResponse) => void;
const asked: IncomingHttpHeaders[] = [];

beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    asked.push(headers);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => asked.splice(0));

async function ask(props: Partial<EnvironmentProps> = {}) {
  const environment = resolveEnvironment('dev', { ...PROPS, ...props });
  const { endpoint } = environmentCharts(environment).loki;
  const close = jest.fn();
  const open = () => Promise.resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close });
  const service = { namespace: 'loki', service: 'loki-gateway', port: 8080 };
  const result = await askAsReaders(KUBECTL, { environment, endpoint, service }, open);
  expect(close).toHaveBeenCalledTimes(1);
  return result;
}

const TENANTS = Array.from({ length: 20 }, (_, index) => `team-${index}`);

test('each reader is asked, however many tenants another has', async () => {
  answer = (response) => response.end('{"data":{"result":[{"values":[["1","secret line"]]}]}}');
  const { answers, unseen } = await ask({ tenants: TENANTS, readers: { shop: { tenants: ['team-7'] } } });
  expect(unseen).toEqual([]);
  expect(answers).toHaveLength(12);
  expect(answers).toContainEqual({ user: 'shop', tenant: 'team-7', status: 200, lines: 1 });
  expect(JSON.stringify(answers)).not.toMatch(/secret line|hunter2/);
  expect(asked.map((headers) => headers['x-scope-orgid'])).toContain('team-0');
  expect(asked[0]?.authorization).toMatch(/^Basic /);
});

test.each<[string, (response: ServerResponse) => void, object]>([
  [
    'an error',
    (response) => response.writeHead(502).end('<b>\n Bad  Gateway'),
    { status: 502, error: '<b> Bad Gateway' },
  ],
  ['something else than JSON', (response) => response.end('hello'), { status: 200, lines: 0 }],
  ['no list', (response) => response.end('{"data":null}'), { status: 200, lines: 0 }],
  ['nothing', (response) => void response.socket?.destroy(), { error: expect.stringMatching(/./) as string }],
])('%s is an answer', async (_what, of, expected) => {
  answer = of;
  const { answers } = await ask();
  expect(answers).toEqual([{ user: 'reader', tenant: 'dev', ...expected }]);
});

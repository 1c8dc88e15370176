import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCharts, objectOf } from '../../../helpers/charts';
import { GatewayUnderTest } from '../../../helpers/nginx';
import { describeWith, findProgram } from '../../../helpers/programs';

const KAFKA = { brokers: ['kafka.kafka:9092'] };

/** Files of a gateway with a topic whose name has so many characters. */
const withTopic = (length: number): { 'nginx.conf': string; 'prepare.sh': string } => {
  const [tenant, topic] = ['t'.repeat(150), 'l'.repeat(length - 151)];
  const charts = makeCharts({ tenants: [tenant] }, { alloyPipeline: { kafka: { ...KAFKA, topic } } });
  return objectOf(charts, 'ConfigMap', 'loki-gateway').data;
};

test.each([
  [238, 256],
  [239, 512],
  [241, 512],
])('a topic of %i characters is in a bucket of %i bytes', (length, size) => {
  expect(withTopic(length)['nginx.conf']).toContain(`map_hash_bucket_size ${size};`);
});

describeWith(['nginx', 'busybox'], 'nginx', () => {
  test.each([238, 239, 241])('takes a topic of %i characters', async (length) => {
    const programs = { nginx: findProgram('nginx') ?? '', busybox: findProgram('busybox') ?? '' };
    const gateway = new GatewayUnderTest(programs, withTopic(length));
    try {
      await gateway.prepare({ 'writer-password': 'write-me', 'reader-password': 'read-me' });
      expect(gateway.check()).toMatchObject({ status: 0 });
    } finally {
      gateway.stop();
    }
  });
});

describeWith(['nginx', 'busybox'], 'the location for consumers of Kafka', () => {
  const programs = { nginx: findProgram('nginx') ?? '', busybox: findProgram('busybox') ?? '' };
  const charts = makeCharts({ tenants: ['platform', 'apps'] }, { alloyPipeline: { kafka: KAFKA } });
  const gateway = new GatewayUnderTest(programs, objectOf(charts, 'ConfigMap', 'loki-gateway').data);
  const seen: { url?: string; tenant?: string | string[]; authorization?: string }[] = [];
  let loki: Server;

  beforeAll(async () => {
    loki = createServer((request, response) => {
      const { url, headers } = request;
      seen.push({ url, tenant: headers['x-scope-orgid'], authorization: headers.authorization });
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => response.writeHead(Number(body)).end('an answer'));
    });
    await new Promise<void>((resolve) => loki.listen(0, '127.0.0.1', resolve));
    await gateway.prepare({ 'writer-password': 'write-me', 'reader-password': 'read-me' });
    await gateway.start({ distributor: (loki.address() as AddressInfo).port });
  });
  afterAll(() => {
    gateway.stop();
    loki.closeAllConnections();
    loki.close();
  });

  const answer = async (status: number, { user = 'writer:write-me', tenant = 'logs.apps', method = 'POST' } = {}) =>
    (await gateway.request('/kafka/v1/logs', { user, tenant, method, body: String(status) })).status;

  test('a request goes to Loki with the tenant of its topic, and without the password', async () => {
    expect(await answer(204)).toBe(204);
    expect(seen.at(-1)).toEqual({ url: '/otlp/v1/logs', tenant: 'apps', authorization: undefined });
  });

  test('sources of topics of others name the tenant itself', async () => {
    expect(await answer(204, { tenant: 'platform' })).toBe(204);
    expect(seen.at(-1)?.tenant).toBe('platform');
  });

  test.each([
    [400, 200],
    [413, 200],
    [429, 429],
    [500, 503],
    [502, 502],
    [503, 503],
  ])('if Loki answers %i, a consumer gets %i', async (from, to) => {
    expect(await answer(from)).toBe(to);
  });

  test('a wrong password, a user who only reads and an unknown topic are tried again', async () => {
    const before = seen.length;
    expect(await answer(204, { user: 'writer:wrong' })).toBe(503);
    expect(await answer(204, { user: 'reader:read-me' })).toBe(503);
    expect(await answer(204, { tenant: 'logs.other' })).toBe(503);
    expect(seen).toHaveLength(before);
  });

  test('OTLP clients of the gateway get the answers of Loki', async () => {
    const options = { user: 'writer:write-me', tenant: 'apps', method: 'POST', body: '400' };
    expect((await gateway.request('/otlp/v1/logs', options)).status).toBe(400);
  });
});

import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { GatewayStandIn } from '../rig/gateway-stand-in';
import { metricOf } from '../rig/metrics';
import { otlpGrpc, otlpJson } from '../rig/otlp';
import type { Pod } from '../rig/pod';
import type { SingleLoki, StoredLine } from '../rig/single-loki';
import { waitFor } from '../rig/wait';
import { metadataOf, PushRequest } from '../load/push-request';

/** Parts of the rig that tests of receivers use. */
export interface ReceiversRig {
  readonly pod: Pod;
  readonly loki: SingleLoki;
  readonly gateway: GatewayStandIn;
  readonly tenants: readonly string[];
}

/** A pod, or another thing with an address. */
type Addressed = Pick<Pod, 'address'>;

/** A stream as the push API takes it in JSON. */
export interface JsonStream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [string, string, Readonly<Record<string, string>>?])[];
}

/** Time now in nanoseconds, whose last digits no clock in milliseconds would have. */
export const nanoseconds = (after = 0): bigint => BigInt(Date.now()) * 1_000_000n + 123_456n + BigInt(after);

/** Pushes, and returns the status. */
export async function push(
  pod: Addressed,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<number> {
  const type = typeof body === 'string' ? 'application/json' : 'application/x-protobuf';
  const response = await fetch(`http://${pod.address}:3500/loki/api/v1/push`, {
    ...{ method: 'POST', body: new Uint8Array(Buffer.from(body)), headers: { 'Content-Type': type, ...headers } },
  });
  await response.text();
  return response.status;
}

/** Body of a push. */
export const streams = (...all: readonly JsonStream[]): string => JSON.stringify({ streams: all });

/** Sends a request of OTLP in JSON, and returns the status. */
export async function otlpHttp(pod: Addressed, body: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`http://${pod.address}:4318/v1/logs`, {
    ...{ method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } },
  });
  await response.text();
  return response.status;
}

/** Lines of a tenant that a query finds, once there are as many, in the order of their time. */
export const arrived = (
  { loki, pod }: ReceiversRig,
  tenant: string,
  query: string,
  count: number,
): Promise<StoredLine[]> => loki.arrived(tenant, query, count, () => pod.log);

/** Texts of numbered lines. */
export const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`);

/** Sends messages of syslog over a connection. */
export async function sendSyslog(socket: Socket, messages: readonly string[]): Promise<void> {
  socket.end(messages.map((each) => `${Buffer.byteLength(each)} ${each}`).join(''));
  await new Promise((resolve) => socket.once('close', resolve));
}

/** A request of Firehose. */
async function firehose(pod: Pod, records: readonly Buffer[], key: string, headers = {}): Promise<number> {
  const response = await fetch(`http://${pod.address}:9880/awsfirehose/api/v1/push`, {
    method: 'POST',
    headers: {
      ...{ 'Content-Type': 'application/json', 'X-Amz-Firehose-Request-Id': 'r1', 'X-Amz-Firehose-Access-Key': key },
      'X-Amz-Firehose-Source-Arn': 'arn:aws:firehose:us-east-1:111122223333:deliverystream/control-plane',
      ...headers,
    },
    body: JSON.stringify({
      ...{ requestId: 'r1', timestamp: Date.now() },
      records: records.map((data) => ({ data: data.toString('base64') })),
    }),
  });
  await response.text();
  return response.status;
}

/** A record of a subscription of CloudWatch. */
export const cloudWatch = (logStream: string, messages: readonly string[], messageType = 'DATA_MESSAGE'): Buffer =>
  gzipSync(
    JSON.stringify({
      ...{ messageType, owner: '111122223333', logGroup: '/aws/eks/prod/cluster', logStream },
      subscriptionFilters: ['all'],
      logEvents: messages.map((message, index) => ({ id: `${index}`, timestamp: Date.now() + index, message })),
    }),
  );

/** Tests that lines which come in go to Loki, once, as they were sent. */
export function receiverTests(rig: () => ReceiversRig, key: string): void {
  const APPS = { 'X-Scope-OrgID': 'apps' };

  test('a push keeps labels, structured metadata, time and tenant', async () => {
    const time = nanoseconds();
    const stream = { app: 'shop', job: 'own', cluster: 'other' };
    const body = streams({ stream, values: [[`${time}`, 'kept', { trace_id: 't1' }]] });
    expect(await push(rig().pod, body, APPS)).toBe(204);
    const [line] = await arrived(rig(), 'apps', '{app="shop"} |= "kept"', 1);
    expect(line).toMatchObject({ nanoseconds: `${time}`, text: 'kept', metadata: { trace_id: 't1' } });
    expect(line?.labels).toEqual({ ...stream, service_name: 'shop' });
  });

  test('2,000 numbered lines in the format of Alloy arrive once each, in their order', async () => {
    const request = new PushRequest();
    const texts = numbered('line', 2000);
    const start = nanoseconds();
    texts.forEach((text, index) => {
      request.add('{app="numbers"}', start + BigInt(index), text, metadataOf({ number: `${index}` }));
    });
    expect(await push(rig().pod, request.encode(), APPS)).toBe(204);
    const lines = await arrived(rig(), 'apps', '{app="numbers"}', texts.length);
    expect(lines.map(({ text }) => text)).toEqual(texts);
    expect(lines[1999]).toMatchObject({
      ...{ metadata: { number: '1999' }, nanoseconds: `${start + 1999n}` },
      labels: { app: 'numbers', job: 'push', cluster: 'dev' },
    });
  });

  test('lines for another tenant than the two, or without a tenant, are dropped, counted, and not stored', async () => {
    const before = await dropped('unknown_tenant');
    const hidden = streams({
      stream: { app: 'astray', __tenant_id__: 'apps' },
      values: [[`${nanoseconds()}`, 'astray']],
    });
    const headers = [{}, ...['bad/tenant', 'apps|edge', 'edge', 'nobody'].map((one) => ({ 'X-Scope-OrgID': one }))];
    for (const each of headers) expect(await push(rig().pod, hidden, each as Record<string, string>)).toBe(204);
    await waitFor(
      async () => (await dropped('unknown_tenant')) === before + headers.length,
      10,
      () => 'not all were counted',
    );
    const found = await Promise.all(
      rig().tenants.map((tenant) => rig().loki.lines(tenant, '{cluster=~".+"} |= "astray"')),
    );
    expect(found.flat()).toEqual([]);
  });

  test('no line costs those of others, with any labels, metadata and time', async () => {
    const line = (name: string) => `{app="${name}"}`;
    const one = (labels: string, metadata: Record<string, string> = {}, time = nanoseconds()) => {
      const request = new PushRequest();
      request.add(labels, time, 'x', metadataOf(metadata));
      return request.encode();
    };
    const bad = [
      one('{"a.b"="quoted", app="bad"}'),
      one(line('bad'), { '': 'no name' }),
      one(line('bad'), { k: 'v', 'a-b.c': 'v' }),
      one(line('bad'), {}, 1n),
      one(`{${Array.from({ length: 40 }, (_, index) => `l${index}="v"`).join(', ')}}`),
      one('{}'),
    ];
    for (const [index, body] of bad.entries()) {
      const good = (when: string) =>
        streams({ stream: { app: 'good' }, values: [[`${nanoseconds()}`, `${when} ${index}`]] });
      expect(await push(rig().pod, good('before'), APPS)).toBe(204);
      expect(await push(rig().pod, body, APPS)).toBe(204);
      expect(await push(rig().pod, good('after'), APPS)).toBe(204);
    }
    const lines = await arrived(rig(), 'apps', '{app="good"}', 2 * bad.length);
    expect(new Set(lines.map(({ text }) => text)).size).toBe(2 * bad.length);
  });

  test('OTLP over HTTP and gRPC: labels by the rules of Loki, the rest as metadata, one tenant', async () => {
    const time = nanoseconds();
    const resource = { 'service.name': 'checkout', 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'checkout-1' };
    const line = (text: string) => ({ nanoseconds: time, text, resource, attributes: { trace: 't1' } });
    const bare = { nanoseconds: time, text: 'no attributes', resource: {} };
    expect(await otlpHttp(rig().pod, otlpJson([line('by HTTP'), bare]), { 'X-Scope-OrgID': 'platform' })).toBe(200);
    expect(await otlpGrpc(`http://${rig().pod.address}:4317`, [line('by gRPC')])).toBe(0);
    const lines = await arrived(rig(), 'apps', '{service_name="checkout"}', 2);
    expect(lines.map(({ text }) => text).sort()).toEqual(['by HTTP', 'by gRPC']);
    for (const { labels, metadata, nanoseconds: stored } of lines) {
      expect(labels).toEqual({
        ...{ service_name: 'checkout', k8s_namespace_name: 'shop', k8s_cluster_name: 'dev' },
      });
      expect([metadata, stored]).toEqual([
        expect.objectContaining({ trace: 't1', k8s_pod_name: 'checkout-1' }),
        `${time}`,
      ]);
    }
    expect((await arrived(rig(), 'apps', '{k8s_cluster_name="dev"} |= "no attributes"', 1))[0]?.labels).toEqual({
      ...{ k8s_cluster_name: 'dev', service_name: 'unknown_service' },
    });
  });

  test('syslog: labels, structured metadata and time, in both framings', async () => {
    const time = new Date().toISOString().replace('Z', '654Z');
    const message = (text: string, data: string) => `<162>1 ${time} router-1 bgpd 42 ID47 ${data} ${text}`;
    const connection = () => connect(1514, rig().pod.address);
    await sendSyslog(connection(), [
      message('counted', '[ex@32473 port="3" ev-src.x="A"]'),
      message('counted too', '-'),
    ]);
    const socket = connection();
    socket.end(`${message('on a line', '-')}\n`);
    const lines = await arrived(rig(), 'edge', '{job="syslog"}', 3);
    expect(lines.map(({ text }) => text).sort()).toEqual(['counted', 'counted too', 'on a line']);
    const { labels, metadata, nanoseconds: stored } = lines.find(({ text }) => text === 'counted') as StoredLine;
    expect(labels).toEqual({
      ...{ job: 'syslog', host: 'router-1', app: 'bgpd', cluster: 'dev', service_name: 'bgpd' },
    });
    expect(metadata).toEqual({
      ...{ level: 'crit', facility: 'local4', proc_id: '42', msg_id: 'ID47', sd_ex_32473_port: '3' },
      detected_level: 'crit',
    });
    expect(stored.slice(-9)).toBe(`${time.slice(-7, -1)}000`);
  });

  test('Firehose: logs of the control plane of EKS, with the right key only', async () => {
    const texts = numbered('audit', 50);
    const audit = cloudWatch('kube-apiserver-audit-0123456789abcdef0123456789abcdef', texts);
    const probe = cloudWatch('', ['CWL CONTROL MESSAGE'], 'CONTROL_MESSAGE');
    expect(await firehose(rig().pod, [audit], 'wrong')).toBe(401);
    const hidden = { 'X-Amz-Firehose-Common-Attributes': '{"commonAttributes":{"lbl___tenant_id__":"apps"}}' };
    expect(await firehose(rig().pod, [probe, audit, Buffer.from('put directly')], key, hidden)).toBe(200);
    const lines = await arrived(rig(), 'platform', '{job="aws/firehose"}', texts.length + 1);
    const ofAudit = lines.filter(({ labels }) => labels.component === 'kube-apiserver-audit');
    expect(ofAudit.map(({ text }) => text)).toEqual(texts);
    expect(ofAudit[0]).toMatchObject({
      labels: { log_group: '/aws/eks/prod/cluster', delivery_stream: 'control-plane', cluster: 'dev' },
      metadata: { account: '111122223333', log_stream: 'kube-apiserver-audit-0123456789abcdef0123456789abcdef' },
    });
    expect(lines.map(({ text }) => text)).not.toContain('CWL CONTROL MESSAGE');
    expect(await rig().loki.lines('apps', '{job="aws/firehose"}')).toEqual([]);
  });

  async function dropped(reason: string): Promise<number> {
    return metricOf(await rig().pod.metrics(), 'loki_process_dropped_lines_total', `reason="${reason}"`);
  }
}

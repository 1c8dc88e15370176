import type { AlloyProcessing } from '../../../charts/alloy/chart';
import { metricOf } from '../rig/metrics';
import { otlpGrpc, otlpJson, type OtlpLine } from '../rig/otlp';
import type { StoredLine } from '../rig/single-loki';
import { arrived, nanoseconds, otlpHttp, type ReceiversRig } from './receivers';

/** Entries for the lines of the receiver in the pipeline. */
export const PROCESSING: readonly AlloyProcessing[] = [
  { sources: ['otlp'], namespaces: ['shop'], redact: ['secrets'], drop: { matching: ['^heartbeat'] } },
  { sources: ['otlp'], match: { service_name: ['batch-*'] }, tenant: 'platform', labels: { team: 'night' } },
];

/** Tenant of a receiver in the pipeline, and of one that is direct. */
const [PIPED, DIRECT] = ['edge', 'apps'];

/** Character that decoders write for half of another. */
const HALF = '\ufffd';

/** Tests that lines in the pipeline are as those on the direct way, and what the pipeline does to them. */
export function otlpPipelineTests(piped: () => ReceiversRig, direct: () => ReceiversRig): void {
  const resource = { 'service.name': 'cart', 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'cart-1' };
  const line = (text: string, more: Partial<OtlpLine> = {}): OtlpLine => ({
    ...{ nanoseconds: nanoseconds(), text, resource },
    ...more,
  });
  const send = async (rig: ReceiversRig, ...lines: OtlpLine[]): Promise<void> => {
    expect(await otlpHttp(rig.pod, otlpJson(lines))).toBe(200);
  };
  const piece = (text: string) => `{k8s_cluster_name="dev"} |= "${text}"`;

  test('labels, metadata, time and text are those of the direct way', async () => {
    const value = (stringValue: string) => ({ stringValue });
    const full = line('the same', {
      resource: { ...resource, 'service.instance.id': 'i1', 'k8s.deployment.name': 'cart', 'host.name': 'h1' },
      scope: { name: 'lib', version: '1.2', attributes: [{ key: 'scope.kind', value: value('s') }] },
      record: {
        ...{ observedTimeUnixNano: String(nanoseconds(1)), severityNumber: 17, severityText: 'ERROR', flags: 1 },
        ...{ traceId: '0102030405060708090a0b0c0d0e0f10', spanId: '0102030405060708' },
        attributes: [
          { key: 'http.status', value: { intValue: '500' } },
          { key: 'is.ok', value: { boolValue: true } },
          { key: 'ratio', value: { doubleValue: 1.5 } },
          { key: 'list', value: { arrayValue: { values: [value('a'), value('b')] } } },
          { key: '1st', value: value('digit') },
          ...['level', 'job', 'instance', 'service.name', 'loki.format', 'a..b'].map((key) => ({
            key,
            value: value(key),
          })),
        ],
      },
    });
    await send(piped(), full);
    await send(direct(), full);
    const [one] = await arrived(piped(), PIPED, piece('the same'), 1);
    const [other] = (await arrived(direct(), DIRECT, piece('the same'), 1)) as [StoredLine];
    expect(one).toEqual({ ...other, labels: { ...other.labels, cluster: 'dev' } });
    expect(Object.keys(other.metadata).length).toBeGreaterThan(20);
  });

  test('a body that is an object is its JSON, and a line without attributes has the label of the cluster', async () => {
    const body = { kvlistValue: { values: [{ key: 'msg', value: { stringValue: 'structured' } }] } };
    await send(piped(), line('', { record: { body } }), { nanoseconds: nanoseconds(), text: 'bare', resource: {} });
    expect((await arrived(piped(), PIPED, piece('structured'), 1))[0]?.text).toBe('{"msg":"structured"}');
    expect((await arrived(piped(), PIPED, piece('bare'), 1))[0]?.labels).toEqual({
      ...{ cluster: 'dev', k8s_cluster_name: 'dev', service_name: 'unknown_service' },
    });
  });

  test('entries select by namespace and label; both protocols', async () => {
    const other = { ...resource, 'k8s.namespace.name': 'other' };
    await send(
      piped(),
      line('first password=hunter2'),
      line('heartbeat'),
      line('second password=kept', { resource: other }),
    );
    const grpc = `http://${piped().pod.address}:4317`;
    expect(await otlpGrpc(grpc, [line('third', { resource: { 'service.name': 'batch-1' } })])).toBe(0);
    const texts = async (count: number, part: string) =>
      (await arrived(piped(), PIPED, piece(part), count)).map(({ text }) => text).sort();
    expect(await texts(2, 'password')).toEqual(['first password=<redacted>', 'second password=kept']);
    expect((await arrived(piped(), 'platform', piece('third'), 1))[0]?.labels).toMatchObject({ team: 'night' });
    const dropped = metricOf(await piped().pod.metrics(), 'loki_process_dropped_lines_total', 'reason="matching"');
    expect(dropped).toBe(1);
    expect(await piped().loki.lines(PIPED, piece('heartbeat'))).toEqual([]);
  });

  test('a sender chooses no tenant and no label by its names, and costs nobody else a line', async () => {
    const names = ['__tenant_id__', '..tenant.id..', '__label_service_name', 'loki.tenant', 'loki.attribute.labels'];
    const hostile = Object.fromEntries(names.map((name) => [name, 'platform']));
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`a${index}`, 'x'.repeat(400)]));
    const bad: OtlpLine[] = [
      line('bad 0', { attributes: hostile, resource: { ...resource, ...hostile } }),
      line('bad 1', { resource: { ...resource, 'k8s.container.name': `half ${HALF}` } }),
      line('bad 2', { resource: { ...resource, 'k8s.container.name': 'x'.repeat(5000) } }),
      line('bad 3', { attributes: { '': 'no name', '.': 'dot', é: 'accent', exporter: 'own' } }),
      line('bad 4', { attributes: { half: HALF } }),
      line('too much', { attributes: many }),
      line('too old', { nanoseconds: 1n }),
    ];
    for (const [index, one] of bad.entries()) {
      await send(piped(), line(`good before ${index}`), one, line(`good after ${index}`));
    }
    const good = await arrived(piped(), PIPED, piece('good'), 2 * bad.length);
    expect(new Set(good.map(({ text }) => text)).size).toBe(2 * bad.length);
    const kept = await arrived(piped(), PIPED, piece('bad'), 5);
    const labels = (part: string) => kept.find(({ text }) => text === part)?.labels;
    expect(labels('bad 0')).toEqual({
      ...{ cluster: 'dev', k8s_cluster_name: 'dev', k8s_namespace_name: 'shop', service_name: 'cart' },
    });
    expect(labels('bad 1')?.k8s_container_name).toBe('half ?');
    expect(labels('bad 2')?.k8s_container_name).toBe('x'.repeat(1024));
    expect(kept.find(({ text }) => text === 'bad 3')?.metadata).toMatchObject({ key_exporter: 'own' });
    expect(await piped().loki.lines('platform', piece('bad'))).toEqual([]);
  });
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { millisecondsOf, NodeAlloy } from './rig/node-alloy';
import { NODE_NAME } from './rig/pod';
import type { StoredLine } from './rig/single-loki';
import { rotationTests, WRITTEN } from './suites/rotation';

const SECOND = 1000;

const ENVIRONMENT = resolveEnvironment('nodes', {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
  tenants: ['platform', 'apps'],
  credentials: { from: 'kubernetes-secret' },
  alloy: {
    pods: false,
    events: false,
    journal: {
      units: { drop: ['noisy*.service'] },
      identifiers: { drop: ['chatty'] },
      priorities: 'info',
      storage: 'both',
      levels: 'common',
      fallbackUnit: true,
    },
    audit: { joinRecords: true, types: { drop: ['PROCTITLE'] } },
    cloudInit: { output: true },
    hubble: true,
    files: [
      {
        name: 'app',
        paths: ['/var/log/app/*.log', '/var/log/more/**/*.log'],
        exclude: ['/var/log/app/debug*.log', '/var/log/more/old/**'],
        gzip: ['/var/log/app/*.gz'],
        timestamp: { regex: String.raw`^(?P<time>\S+) `, format: 'RFC3339Nano' },
        tenant: 'apps',
        labels: { app: 'billing' },
      },
      {
        name: 'copied',
        paths: ['/opt/copied/log/out.log'],
        format: 'logfmt',
        fields: { level: 'level' },
        timestamp: { field: 'ts', format: 'RFC3339Nano' },
      },
      {
        name: 'json',
        paths: ['/opt/json/*.json'],
        format: 'json',
        fields: { user: 'ctx."user-id"' },
        timestamp: { field: 'ts', format: 'UnixMs' },
      },
      {
        name: 'wide',
        paths: ['/opt/wide/wide.txt'],
        encoding: 'utf-16le',
        multiline: { firstLine: String.raw`^\d{4}-` },
        timestamp: {
          regex: String.raw`^(?P<time>\d{4}-\S+ \S+) `,
          format: '2006-01-02 15:04:05.000',
          location: 'Europe/Berlin',
        },
      },
    ],
  },
});

describeWith(['alloy', 'loki', 'systemd-journal-remote', 'ip', 'unshare'], 'Sources of a node', () => {
  let rig: NodeAlloy;

  beforeAll(async () => {
    rig = new NodeAlloy(ENVIRONMENT);
    for (const file of WRITTEN) rig.node.append(file, '');
    await rig.loki.start();
    await rig.startAlloy();
  });
  afterAll(async () => rig?.stop());

  test('the journal: filters, units of entries without one, levels of klog; on disk and in memory', async () => {
    const time = Date.now() - 60 * SECOND;
    const of = (after: number, fields: Record<string, string>) => ({ time: time + after, fields });
    const kubelet = { _SYSTEMD_UNIT: 'kubelet.service', SYSLOG_IDENTIFIER: 'kubelet', _TRANSPORT: 'stdout' };
    rig.node.journal([
      of(0, { ...kubelet, PRIORITY: '6', MESSAGE: 'E1129 08:53:48.123456    1234 pod_workers.go:1301] no' }),
      of(1, { ...kubelet, PRIORITY: '4', MESSAGE: 'disk is filling' }),
      of(2, { ...kubelet, PRIORITY: '7', MESSAGE: 'too little' }),
      of(3, { ...kubelet, _SYSTEMD_UNIT: 'noisy-1.service', PRIORITY: '3', MESSAGE: 'noise' }),
      of(4, { ...kubelet, SYSLOG_IDENTIFIER: 'chatty', PRIORITY: '3', MESSAGE: 'chat' }),
      of(5, { _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel', PRIORITY: '2', MESSAGE: 'oom' }),
      of(6, { _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'script', PRIORITY: '5', MESSAGE: 'of no unit' }),
    ]);
    rig.node.journal([of(7, { ...kubelet, PRIORITY: '6', MESSAGE: 'in memory' })], 'run/log/journal');
    const lines = await rig.arrived('{job="node_log/journal"}', 5);
    expect(
      lines.map((line) => ({
        ...{ text: line.text.slice(-15), after: millisecondsOf(line) - time },
        ...{ unit: line.labels['unit'], level: line.metadata['level'], priority: line.metadata['priority'] },
      })),
    ).toEqual(
      [
        { text: 'kers.go:1301] no', after: 0, unit: 'kubelet.service', level: 'error', priority: 'info' },
        { text: 'disk is filling', after: 1, unit: 'kubelet.service', level: 'warn', priority: 'warning' },
        { text: 'oom', after: 5, unit: 'kernel', level: 'fatal', priority: 'crit' },
        { text: 'of no unit', after: 6, unit: 'script', level: 'info', priority: 'notice' },
        { text: 'in memory', after: 7, unit: 'kubelet.service', level: 'info', priority: 'info' },
      ].map((each) => ({ ...each, text: each.text.slice(-15) })),
    );
    expect(lines.map(({ labels }) => labels['node_name'])).toEqual(lines.map(() => NODE_NAME));
  });

  test('audit: the records of an event are one entry, whatever is written between them', async () => {
    const time = Date.now() - 60 * SECOND;
    const record = (type: string, serial: number, rest: string) =>
      `type=${type} msg=audit(${((time + serial) / 1000).toFixed(3)}:${serial}): ${rest}`;
    const [a, b] = [
      [record('SYSCALL', 1, 'a'), record('CWD', 1, 'cwd="/a"'), record('PATH', 1, 'name="/a"')],
      [record('SYSCALL', 2, 'b'), record('PATH', 2, 'name="/b"')],
    ] as [string[], string[]];
    const alone = [record('AVC', 1, 'denied'), record('USER_LOGIN', 3, 'res=success')];
    const written = [alone[0], a[0], b[0], a[1], record('PROCTITLE', 2, 'x'), alone[1], b[1], a[2]];
    rig.node.append('var/log/audit/audit.log', `${written.join('\n')}\n`);
    const lines = await rig.arrived('{job="node_log/audit"}', 4);
    const found = new Map(lines.map((line) => [line.text, line]));
    expect([...found.keys()].sort()).toEqual([a.join('\n'), b.join('\n'), ...alone].sort());
    expect(lines.every(({ labels }) => !('audit_serial' in labels) && labels['node_name'] === NODE_NAME)).toBe(true);
    const joined = found.get(a.join('\n')) as StoredLine;
    expect(joined.metadata).toMatchObject({ audit_serial: '1', audit_type: 'SYSCALL' });
    expect(millisecondsOf(joined)).toBe(time + 1);
    // All of an event, by its number.
    const event = await rig.loki.lines('platform', '{job="node_log/audit"} | audit_serial="1"');
    expect(event.map(({ text }) => text).sort()).toEqual([alone[0], a.join('\n')].sort());
  });

  test('cloud-init and the output of what it ran', async () => {
    const now = new Date(Date.now() - 60 * SECOND).toISOString();
    const entry = `${now.replace('T', ' ').replace('.', ',').slice(0, -1)} - util.py[WARNING]: failed`;
    rig.node.append('var/log/cloud-init.log', `${entry}\n`);
    rig.node.append('var/log/cloud-init-output.log', 'Complete!\n');
    expect((await rig.arrived('{job="node_log/init"}', 1)).map(({ text }) => text)).toEqual([entry]);
    const [line] = await rig.arrived('{job="node_log/init-output"}', 1);
    expect(line).toMatchObject({ text: 'Complete!', labels: { node_name: NODE_NAME } });
    expect(line?.labels).not.toHaveProperty('filename');
  });

  test('files: JSON fields and time, a time that no line can have, UTF-16 with entries of several lines', async () => {
    const time = Date.now() - 60 * SECOND;
    const far = [253402300800000, '9'.repeat(30), 'soon', -1].map((ts) => JSON.stringify({ ts, far: true }));
    const good = JSON.stringify({ ts: time, ctx: { 'user-id': 'u1' } });
    rig.node.append('opt/json/a.json', [...far, good, 'no json'].map((line) => `${line}\n`).join(''));
    const lines = await rig.arrived('{job="node_file/json"}', 6);
    expect(lines.map(({ text }) => text).sort()).toEqual([...far, good, 'no json'].sort());
    const line = lines.find(({ text }) => text === good) as StoredLine;
    expect(line.metadata).toMatchObject({ user: 'u1', filename: '/opt/json/a.json' });
    expect([line.labels['node_name'], millisecondsOf(line)]).toEqual([NODE_NAME, time]);

    const berlin = new Intl.DateTimeFormat('sv', {
      ...{ timeZone: 'Europe/Berlin', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
      ...{ minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
    } as Intl.DateTimeFormatOptions);
    const entry = `${berlin.format(time).replace(',', '.')} ärger\n  at line 1`;
    mkdirSync(rig.node.file('opt/wide'), { recursive: true });
    writeFileSync(rig.node.file('opt/wide/wide.txt'), Buffer.from(`\ufeff${entry}\n`, 'utf16le'));
    const [wide] = await rig.arrived('{job="node_file/wide"}', 1);
    expect([wide?.text, millisecondsOf(wide as StoredLine)]).toEqual([entry, time]);
  });

  test('Hubble: labels, metadata and time of a flow, and events that were lost', async () => {
    const time = Date.now() - 60 * SECOND;
    const flow = {
      ...{ verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED', Type: 'L3_L4', traffic_direction: 'EGRESS' },
      ...{ IP: { source: '10.0.0.1', destination: '10.0.0.2' }, l4: { TCP: { destination_port: 443 } } },
      source: { namespace: 'shop', pod_name: 'cart-1' },
      destination: { namespace: 'bank', pod_name: 'pay-1' },
    };
    const at = new Date(time).toISOString();
    const records = [
      { flow, node_name: 'n', time: at },
      { lost_events: { source: 'HUBBLE_RING_BUFFER', num_events_lost: 7 }, node_name: 'n', time: at },
    ];
    rig.node.append('var/run/cilium/hubble/first.log', records.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const [line] = await rig.arrived('{job="cilium/hubble", verdict="DROPPED"}', 1);
    expect(line?.labels).toMatchObject({
      verdict: 'DROPPED',
      direction: 'EGRESS',
      type: 'L3_L4',
      node_name: NODE_NAME,
    });
    expect(line?.metadata).toMatchObject({
      ...{ drop_reason: 'POLICY_DENIED', src_namespace: 'shop', src_pod: 'cart-1', dst_namespace: 'bank' },
      ...{ dst_pod: 'pay-1', dst_ip: '10.0.0.2', dst_port: '443' },
    });
    expect(millisecondsOf(line as StoredLine)).toBe(time);
    const [lost] = await rig.arrived('{job="cilium/hubble"} | lost_events!=""', 1);
    expect(lost?.metadata).toMatchObject({ lost_events: '7', lost_source: 'HUBBLE_RING_BUFFER' });
    expect(lost?.labels).not.toHaveProperty('verdict');
  });

  rotationTests(() => rig);

  test('Alloy logs nothing at level error', () => {
    expect(rig.pod.log.split('\n').filter((line) => /level=error/.test(line))).toEqual([]);
  });
});

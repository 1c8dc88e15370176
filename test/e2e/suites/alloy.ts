import { GrafanaClient, type Line } from '../client';
import type { AlloyRig } from '../rig/alloy';
import { criLine, podLog } from '../rig/node';
import { NODE_NAME } from '../rig/pod';
import { waitFor } from '../rig/wait';

const MINUTE = 60_000;

/** Each line on the node arrives once, with its time, labels and metadata. */
export function alloyTests(running: () => AlloyRig): void {
  /** All lines of a tenant's query, once there are at least as many as expected. */
  const arrived = async (query: string, count: number, tenant = 'platform'): Promise<Line[]> => {
    const grafana = new GrafanaClient(running().cluster, tenant);
    const ask = () => grafana.lines(query, Date.now() - 60 * MINUTE, Date.now() + MINUTE);
    const alloy = running().cluster.pods.find(({ name }) => name.startsWith('alloy'));
    await waitFor(
      async () => (await ask()).length >= count,
      60,
      () => `${query} has fewer than ${count} lines; Alloy's log:\n${alloy?.log.slice(-3000)}`,
    );
    return ask();
  };
  const seen = (line: Line | undefined, ...labels: string[]) => ({
    text: line?.text,
    milliseconds: Number(BigInt(line?.nanoseconds ?? 0) / 1_000_000n),
    ...Object.fromEntries(labels.map((label) => [label, line?.labels[label]])),
  });

  test('lines of a pod: parts of a line are joined', async () => {
    const { node, api } = running();
    const pod = node.pod('shop', 'cart-1', 'cart', { 'app.kubernetes.io/name': 'cart' });
    const time = Date.now() - MINUTE;
    node.append(
      podLog(pod),
      criLine(time, 'one') +
        criLine(time + 1, 'begin ', { full: false }) +
        criLine(time + 2, 'middle ', { full: false }) +
        criLine(time + 3, 'end') +
        criLine(time + 4, 'level=error msg="no"', { stream: 'stderr' }),
    );
    api.add(pod);
    const lines = await arrived('{namespace="shop"}', 3);
    const labels = ['cluster', 'namespace', 'container', 'app', 'job', 'pod', 'node_name', 'stream'];
    const common = {
      ...{ cluster: running().cluster.environment.clusterName, namespace: 'shop', container: 'cart', app: 'cart' },
      ...{ job: 'shop/cart', pod: 'cart-1', node_name: NODE_NAME },
    };
    expect(lines.map((line) => seen(line, ...labels))).toEqual([
      { ...common, text: 'one', milliseconds: time, stream: 'stdout' },
      { ...common, text: 'begin middle end', milliseconds: time + 3, stream: 'stdout' },
      { ...common, text: 'level=error msg="no"', milliseconds: time + 4, stream: 'stderr' },
    ]);
    expect(lines[2]?.labels.detected_level).toBe('error');
    expect(lines.map((line) => line.labels.filename)).toEqual([undefined, undefined, undefined]);
  });

  test('pods of a tenant’s namespaces go to that tenant alone', async () => {
    const { node, api, cluster } = running();
    const pod = node.pod('apps', 'web-1', 'web');
    const now = Date.now();
    node.append(podLog(pod), criLine(now, 'of apps'));
    api.add(pod);
    expect((await arrived('{namespace="apps"}', 1, 'apps')).map(({ text }) => text)).toEqual(['of apps']);
    expect(
      await new GrafanaClient(cluster, 'platform').lines('{namespace="apps"}', now - MINUTE, now + MINUTE),
    ).toEqual([]);
  });

  test('a journal entry', async () => {
    const time = Date.now() - MINUTE;
    const fields = { _SYSTEMD_UNIT: 'kubelet.service', SYSLOG_IDENTIFIER: 'kubelet', _TRANSPORT: 'stdout', _PID: '77' };
    running().node.journal([
      { time, fields: { ...fields, PRIORITY: '4', MESSAGE: 'disk is filling' } },
      { time: time + 5, fields: { ...fields, PRIORITY: '6', MESSAGE: 'disk is fine' } },
    ]);
    const lines = await arrived('{job="node_log/journal"}', 2);
    const common = { unit: 'kubelet.service', node_name: NODE_NAME, syslog_identifier: 'kubelet', pid: '77' };
    expect(lines.map((line) => seen(line, 'unit', 'node_name', 'level', 'syslog_identifier', 'pid'))).toEqual([
      { ...common, text: 'disk is filling', milliseconds: time, level: 'warning' },
      { ...common, text: 'disk is fine', milliseconds: time + 5, level: 'info' },
    ]);
  });

  test('an audit line', async () => {
    const time = Date.now() - MINUTE;
    const text = `type=USER_LOGIN msg=audit(${(time / 1000).toFixed(3)}:42): pid=1 uid=0 res=success`;
    running().node.append('var/log/audit/audit.log', `${text}\n`);
    const [line, ...others] = await arrived('{job="node_log/audit"}', 1);
    expect(others).toEqual([]);
    expect(seen(line, 'audit_type', 'audit_serial', 'node_name')).toEqual({
      ...{ text, audit_type: 'USER_LOGIN', audit_serial: '42', node_name: NODE_NAME },
      // `Unix` parses a float, exact to about a microsecond.
      milliseconds: time,
    });
  });

  test('a cloud-init entry of several lines', async () => {
    const time = Math.floor(Date.now() / 1000) * 1000 - MINUTE;
    const at = (milliseconds: number) =>
      new Date(milliseconds).toISOString().replace('T', ' ').replace('.', ',').slice(0, -1);
    const first = `${at(time)} - util.py[WARNING]: failed\nTraceback (most recent call last):\n  File "x"`;
    const second = `${at(time + 7)} - stages.py[DEBUG]: done`;
    running().node.append('var/log/cloud-init.log', `${first}\n${second}\n`);
    const lines = await arrived('{job="node_log/init"}', 2);
    expect(lines.map((line) => seen(line, 'level', 'node_name'))).toEqual([
      { text: first, milliseconds: time, level: 'warning', node_name: NODE_NAME },
      { text: second, milliseconds: time + 7, level: 'debug', node_name: NODE_NAME },
    ]);
  });

  test('a time that no line can have costs neither its line nor the others of the batch', async () => {
    const { node } = running();
    const now = Date.now();
    const far = ['253402300800.000', '99999999999999.9'].map((time) => `type=USER msg=audit(${time}:43): far`);
    node.append('var/log/audit/audit.log', `${far.join('\n')}\ntype=USER msg=audit(${now / 1000}:44): near\n`);
    node.append('var/log/cloud-init.log', '0000-01-01 00:00:00,000 - util.py[WARNING]: before all\n');
    node.append('var/log/cloud-init.log', '9999-12-31 23:59:59,999 - util.py[WARNING]: after all\n');
    expect((await arrived('{job="node_log/audit"} |= "USER " ', 3)).map(({ text }) => text)).toHaveLength(3);
    const lines = await arrived('{job="node_log/init"} |~ "before all|after all"', 2);
    expect(lines.map((line) => line.labels.level)).toEqual(['warning', 'warning']);
  });

  test('Alloy logs nothing at level error', () => {
    const alloy = running().cluster.pods.find(({ name }) => name.startsWith('alloy'));
    expect(alloy?.log.split('\n').filter((line) => /level=error/.test(line))).toEqual([]);
  });
}

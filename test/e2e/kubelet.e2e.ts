import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:https';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, program } from '../helpers/programs';
import { KUBELET_PORT } from './rig/living/kubelet/server';
import { CONTROL_PLANE, type LivingCluster } from './rig/living/living-cluster';
import { meta, NAMESPACE, SmallPods } from './rig/living/small-pods';
import { sleep } from './rig/wait';

/** Lines 1 to 20, a name that ASCII has not, then one more each second. */
const COUNT = 'for n in $(seq 1 20); do echo "line $n"; done; echo "Zoë"; while :; do sleep 1; echo more; done';

/** Real kubectl, and the real API server between it and the nodes. */
describeWith(CONTROL_PLANE, 'logs, exec and port-forward of a living cluster', () => {
  let pods: SmallPods;
  let cluster: LivingCluster;

  beforeAll(async () => {
    pods = await SmallPods.start();
    ({ cluster } = pods);
    await pods.run('count', COUNT);
    await pods.printed('count', 'Zoë');
  }, 120_000);
  afterAll(() => cluster.stop(), 60_000);

  const kubectl = (...args: string[]) => cluster.api.run(['--namespace', NAMESPACE, ...args]);

  /** Starts kubectl, and ends it after something. */
  const during = async <T>(args: readonly string[], act: (child: ChildProcess, said: () => string) => Promise<T>) => {
    const env = { PATH: process.env.PATH, HOME: cluster.api.folder, KUBECONFIG: cluster.api.kubeconfigFile };
    const child = spawn(program('kubectl'), [...args, '--namespace', NAMESPACE], { env, stdio: 'pipe' });
    let text = '';
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    }
    try {
      return await act(child, () => text);
    } finally {
      child.kill();
    }
  };

  describe('logs', () => {
    test('has all lines, the last ones, the first bytes, or those since a time', async () => {
      const logs = async (...args: string[]) => (await kubectl('logs', 'count', ...args)).stdout;
      await pods.soon(async () => (await logs()).includes('Zoë'));
      expect(await logs()).toMatch(/^line 1\nline 2\n[\s\S]*\nline 20\nZoë\n(more\n)*$/);
      const first = 'line 1\nline 2\nline 3';
      expect(await logs(`--limit-bytes=${first.length}`)).toBe(first);
      await pods.soon(async () => (await logs('--tail=1')) === 'more\n');
      await sleep(3);
      expect(await logs('--since=2s')).toMatch(/^(more\n){1,2}$/);
      expect((await logs('--tail=2', '--timestamps')).split('\n').slice(0, 2)).toEqual([
        expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z more$/),
        expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z more$/),
      ]);
    });

    test('follows a container, and ends with it', async () => {
      await pods.run('ends', 'echo first; sleep 3; echo last', {}, { restartPolicy: 'Never' });
      await pods.printed('ends', 'first');
      const { status, stdout } = await kubectl('logs', 'ends', '--follow');
      expect([status, stdout]).toEqual([0, 'first\nlast\n']);
      await during(['logs', 'count', '--follow', '--tail=1'], async (_child, said) => {
        await pods.soon(() => /^more\nmore\nmore\n/.test(said()));
      });
    });

    test('has each run of a container for itself, and the former one', async () => {
      await pods.run('again', 'echo "run at $(cat /proc/uptime)"; exit 3');
      await pods.soon(() => pods.statusOf('again')?.state.waiting?.reason === 'CrashLoopBackOff');
      const [now, former] = [await kubectl('logs', 'again'), await kubectl('logs', 'again', '--previous')];
      // While it waits, the last run is both.
      expect(now.stdout).toMatch(/^run at \S+ \S+\n$/);
      expect(former.stdout).toBe(now.stdout);
      const { stderr } = await kubectl('logs', 'count', '--previous');
      expect(stderr).toContain('previous terminated container "main" in pod "count" not found');
    });

    test('says why a container has no log', async () => {
      await pods.run('waits', 'echo never', { envFrom: [{ secretRef: { name: 'nowhere' } }] });
      await pods.soon(() => pods.statusOf('waits')?.state.waiting?.reason === 'CreateContainerConfigError');
      const { status, stderr } = await kubectl('logs', 'waits');
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining('container "main" in pod "waits" is waiting to start: CreateContainerConfigError'),
      ]);
    });
  });

  describe('exec', () => {
    test('runs a command as the container runs: its files, host name, processes, network, user and variables', async () => {
      await pods.run(
        'inside',
        'echo secret > /own/file; sleep 1000',
        { env: [{ name: 'COLOR', value: 'blue' }], volumeMounts: [{ name: 'own', mountPath: '/own' }] },
        { securityContext: { runAsUser: 101, runAsGroup: 102 }, volumes: [{ name: 'own', emptyDir: {} }] },
      );
      await pods.soon(() => pods.isReady('inside'));
      const script =
        'cat /own/file; hostname; id -u; id -g; echo $COLOR; cat /proc/1/cmdline | tr "\\0" " "; echo; hostname -I';
      const { status, stdout, stderr } = await kubectl('exec', 'inside', '--', 'sh', '-c', script);
      const { podIP } = pods.pod('inside')?.['status'] as { podIP: string };
      expect([status, stderr]).toEqual([0, '']);
      const [own, host, user, group, color, first, address] = stdout.split('\n');
      expect([own, host, user, group, color]).toEqual(['secret', 'inside', '101', '102', 'blue']);
      expect(first).toContain('sleep 1000');
      expect(address?.trim()).toBe(podIP);
    });

    test('has both outputs, the exit code, and the input', async () => {
      const both = await kubectl('exec', 'count', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7');
      expect(both).toEqual({
        status: 7,
        stdout: 'out\n',
        stderr: expect.stringMatching(/^err\ncommand terminated with exit code 7\n$/) as string,
      });
      const input = `${'x'.repeat(99_999)}\n`;
      const { stdout } = await cluster.api.run(['exec', '-i', 'count', '-n', NAMESPACE, '--', 'wc', '-c'], { input });
      expect(stdout.trim()).toBe('100000');
      const large = await kubectl('exec', 'count', '--', 'head', '-c', '3000000', '/dev/zero');
      expect([large.status, large.stdout.length]).toEqual([0, 3_000_000]);
    });

    test('says what it cannot do', async () => {
      const nowhere = await kubectl('exec', 'count', '--', 'no-such-program');
      expect([nowhere.status, nowhere.stderr]).toEqual([127, expect.stringContaining('no-such-program')]);
      expect((await kubectl('exec', 'waits', '--', 'true')).stderr).toContain('container not found ("main")');
    });
  });

  test('port-forward leads to a port of the pod, many times and in both directions, and says if nobody listens', async () => {
    const script = 'mkdir /tmp/www; head -c 2000000 /dev/zero > /tmp/www/large; echo hi > /tmp/www/index.html';
    // Nobody but the pod itself reaches its loopback address.
    await pods.run('web', `${script}; echo begun; busybox httpd -f -p 127.0.0.1:8080 -h /tmp/www`);
    await pods.make({
      ...{ apiVersion: 'v1', kind: 'Service', metadata: meta('web') },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    await pods.soon(() => pods.isReady('web'));
    const opened = async (said: () => string) => {
      await pods.soon(() => /127\.0\.0\.1:(\d+)/.test(said()));
      return `http://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(said())?.[1]}`;
    };
    for (const [of, port] of [
      ['pod/web', '8080'],
      ['service/web', '80'],
    ] as const) {
      await during(['port-forward', of, `:${port}`], async (_child, said) => {
        const url = await opened(said);
        await pods.soon(async () => (await fetch(url).catch(() => undefined))?.ok === true);
        const get = async (path: string) => (await (await fetch(url + path)).arrayBuffer()).byteLength;
        expect(await Promise.all(Array.from({ length: 10 }, () => get('/')))).toEqual(Array(10).fill(3));
        expect(await Promise.all([get('/large'), get('/large')])).toEqual([2_000_000, 2_000_000]);
      });
    }
    await during(['port-forward', 'pod/web', ':9999'], async (_child, said) => {
      const url = await opened(said);
      await expect(fetch(url)).rejects.toThrow();
      await pods.soon(() => /error forwarding port 9999.*refused/s.test(said()));
    });
  });

  test('a node answers the API server, and nobody without its certificate', async () => {
    const [node = ''] = cluster.nodes.names;
    const ask = (client: object) =>
      new Promise<number>((resolve, reject) => {
        const ca = readFileSync(join(cluster.folder, 'kubelets/ca.crt'));
        const path = `/containerLogs/${NAMESPACE}/nobody/main`;
        const options = { host: cluster.nodes.addressOf(node), port: KUBELET_PORT, path, ca, agent: false, ...client };
        request(options, ({ statusCode = 0 }) => resolve(statusCode))
          .once('error', reject)
          .end();
      });
    const file = (end: string) => readFileSync(join(cluster.folder, `kubelets/kube-apiserver-kubelet-client.${end}`));
    expect(await ask({ cert: file('crt'), key: file('key') })).toBe(404);
    await expect(ask({})).rejects.toThrow();
  });
});

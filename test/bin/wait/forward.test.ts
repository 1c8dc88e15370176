import { ForwardError, openForward } from '../../../bin/wait/forward';
import { samplesOf } from '../../../bin/smoke/metrics';
import type { KubectlOptions, KubectlResult } from '../../../bin/wait/kubectl';

const TARGET = { namespace: 'loki', name: 'service/loki-gateway', port: 8080 };

/** A kubectl that prints a line, and ends when it is told to, or at once with an error. */
function kubectl(line: string, stderr?: string) {
  const calls: string[] = [];
  let ended = false;
  const run = (args: readonly string[], { onLine, signal }: KubectlOptions = {}): Promise<KubectlResult> => {
    calls.push(args.join(' '));
    onLine?.(line);
    if (stderr !== undefined) return Promise.resolve({ status: 1, stdout: '', stderr });
    return new Promise((resolve) =>
      signal?.addEventListener('abort', () => {
        ended = true;
        resolve({ status: null, stdout: '', stderr: '' });
      }),
    );
  };
  return { run, calls, isEnded: () => ended };
}

test('a port is open once kubectl says which, on the loopback address alone, until it is closed', async () => {
  const runner = kubectl('Forwarding from 127.0.0.1:41234 -> 8080');
  const { url, close } = await openForward(runner, TARGET);
  expect(url).toBe('http://127.0.0.1:41234');
  expect(runner.calls).toEqual(['port-forward --namespace loki service/loki-gateway :8080 --address 127.0.0.1']);
  expect(runner.isEnded()).toBe(false);
  close();
  expect(runner.isEnded()).toBe(true);
});

test('the complaint of kubectl is the message', async () => {
  const opened = openForward(kubectl('', 'error: pods "x" is forbidden\n'), TARGET);
  await expect(opened).rejects.toThrow(new ForwardError('error: pods "x" is forbidden'));
});

test('metrics are read with their labels', () => {
  const text = '# HELP a b\n# TYPE a counter\na{path="/x\\"\\\\y",b="c,d"} 1.5e+01\nb 2 1700000000\nb{} NaN\n\n{} 3\n';
  expect(samplesOf(text)).toEqual([
    { name: 'a', labels: { path: '/x"\\y', b: 'c,d' }, value: 15 },
    { name: 'b', labels: {}, value: 2 },
    { name: 'b', labels: {}, value: NaN },
  ]);
});

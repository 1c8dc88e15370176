import { checkContext } from '../../bin/wait/context';
import { nextFor } from '../../lib/live/hints';
import type { KubectlRunner } from '../../bin/wait/kubectl';
import { Progress } from '../../bin/wait/progress';
import { failureText, type NextFor, rolloutsJson } from '../../bin/wait/report';
import { type Rollout, RolloutState } from '../../bin/wait/rollout';
import { readNamespace } from '../../bin/wait/snapshot';
import { warningsOf } from '../../lib/live/pods';
import { troublesOf } from '../../lib/live/trouble';
import { zonesWarning } from '../../bin/wait/zones';
import { visible } from '../../charts/input/show';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { Random } from '../helpers/random';
import { type Family, faultOf, faultOfText, mutated } from './family';

const environment = resolveEnvironment('dev', {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
});
const workloads = manifestsOf(environmentCharts(environment).manifests()).workloads.filter(
  ({ spec }) => spec.selector?.matchLabels,
);

/** Our own style of the heading on a terminal. */
const HEADING = /^\u001b\[1m(WORKLOAD .*)\u001b\[22m$/m;

/** Values in the place of what a cluster answers. */
const VALUES: readonly unknown[] = [
  ...[null, true, -1, 1e400, '', [], {}, [null], ['x'], { name: null }, 'Warning', 'CrashLoopBackOff', 'OOMKilled'],
  ...[
    '\u001b[2J',
    '\u009b31m',
    'a\nerror dev: fake',
    '\u202egpj',
    '\u0000',
    '\r',
    '\u200b',
    'secret "\u0007" not found',
  ],
  'x'.repeat(3000),
];

/** Replaces some values of an answer. */
function spoiled(random: Random, value: unknown): unknown {
  if (random.below(12) === 0) return random.of(VALUES);
  if (Array.isArray(value)) return value.map((one) => spoiled(random, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoiled(random, one)]));
}

/** Pods and events of a workload that does not become ready. */
function answerFor(random: Random, { kind, name, spec }: (typeof workloads)[number]): object {
  const pod = `${name}-0`;
  const event = (of: string, reason: string, message: string) => ({
    ...{ kind: 'Event', type: 'Warning', reason, message, lastTimestamp: '2026-01-01T00:00:00Z' },
    involvedObject: { kind: of, name: of === 'Pod' ? pod : name },
  });
  const ended = { reason: random.of(['OOMKilled', 'Error']), exitCode: 137 };
  const status = { name: 'loki', restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } };
  return {
    items: [
      {
        kind: 'Pod',
        metadata: { name: pod, labels: spec.selector?.matchLabels },
        spec: { volumes: [{ persistentVolumeClaim: { claimName: 'data' } }] },
        status: {
          conditions: [{ type: 'Ready', status: 'False', message: 'is not ready' }],
          containerStatuses: [{ ...status, lastState: { terminated: ended } }],
        },
      },
      event('Pod', 'FailedMount', 'secret "x" not found'),
      event(kind, 'FailedCreate', 'forbidden'),
    ],
  };
}

export const kubectl: Family = {
  share: 0.089,
  make: (random) => {
    const workload = random.of(workloads);
    const text = JSON.stringify(spoiled(random, answerFor(random, workload)));
    const stdout = random.below(8) ? text : mutated(random, text, ['{', '"', ',', '\u001b', '\n', '\t']);
    const status = random.below(10) ? 0 : 1;
    const message = String(random.of(VALUES));
    const runner: KubectlRunner = { run: () => Promise.resolve({ status, stdout, stderr: message }) };
    return {
      input: JSON.stringify({ status, stdout, message }),
      run: async () => {
        const written: string[] = [];
        try {
          const snapshot = await readNamespace(runner, 'loki');
          const rollout: Rollout = {
            ...{ workload, state: RolloutState.LATE, message, seconds: 1 },
            troubles: troublesOf(workload, snapshot),
            events: warningsOf(workload, snapshot),
          };
          const next: NextFor = (_rollout, trouble) =>
            nextFor({ environment, namespace: 'loki', kind: workload.kind, trouble });
          const output = { isTTY: false, columns: 100 };
          written.push(failureText([rollout], next, output), visible((await zonesWarning(runner, 'loki')) ?? ''));
          JSON.stringify(rolloutsJson('dev', [rollout], next));
          for (const isTTY of [true, false]) {
            const stream = {
              isTTY,
              columns: 200,
              rows: 50,
              write: (line: string) => written.push(line.replace(HEADING, '$1')) > 0,
            };
            const [first] = rollout.troubles;
            new Progress(stream, () => first && next(rollout, first)).show([
              { ...rollout, state: RolloutState.WAITING },
            ]);
          }
        } catch (error) {
          return faultOf(error);
        }
        try {
          await checkContext(runner, environment, { named: false, namespace: 'loki', kind: 'deployments' });
        } catch (error) {
          const fault = faultOf(error);
          if (fault) return fault;
        }
        return written.map(faultOfText).find((fault) => fault !== undefined);
      },
    };
  },
};

import { Progress } from '../../../bin/wait/progress';
import { type Rollout, RolloutState } from '../../../bin/wait/rollout';
import { trouble } from '../../../lib/live/trouble';
import type { Workload } from '../../../lib/manifests/workloads';
import { workload } from '../../helpers/fake-kubectl';

const INGESTER = workload('StatefulSet', 'loki-ingester', 'ingester');
const FRONTEND = workload('Deployment', 'loki-query-frontend', 'query-frontend');

describe('progress', () => {
  const rollout = (of: Workload, change: Partial<Rollout> = {}): Rollout => ({
    workload: of,
    state: RolloutState.WAITING,
    message: 'Waiting for 3 pods to be ready...',
    seconds: 0,
    troubles: [],
    events: [],
    ...change,
  });
  const FAILED = [
    trouble('loki-ingester-0', 'FailedMount', 'secret not found'),
    trouble('loki-ingester-1', 'FailedMount'),
  ];
  const ready = rollout(FRONTEND, { state: RolloutState.READY, seconds: 12 });

  function shown(terminal: { isTTY: boolean; columns: number; rows: number }, ...steps: Rollout[][]): string[] {
    const written: string[] = [];
    const stream = { ...terminal, write: (text: string) => written.push(text) > 0 };
    const progress = new Progress(stream, ({ troubles }) => (troubles.length > 0 ? 'do this' : undefined));
    for (const step of steps) progress.show(step);
    return written;
  }

  test('on a terminal is a table that is redrawn, with no line wider than the window', () => {
    const steps = [
      [rollout(INGESTER), rollout(FRONTEND)],
      [rollout(INGESTER, { troubles: FAILED }), ready],
    ];
    const [first, second] = shown({ isTTY: true, columns: 200, rows: 40 }, ...steps);
    expect(first?.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/WORKLOAD +STATE +DETAILS/),
      'StatefulSet loki/loki-ingester       waiting  Waiting for 3 pods to be ready...',
    ]);
    expect(second?.startsWith('\u001b[3A\u001b[J')).toBe(true);
    expect(second).toContain(
      'StatefulSet loki/loki-ingester       waiting  loki-ingester-0 FailedMount: secret not found (and 1 more); next: do this\n' +
        'Deployment loki/loki-query-frontend  ready    after 12 s\n',
    );
    const [narrow] = shown({ isTTY: true, columns: 40, rows: 40 }, [rollout(INGESTER, { troubles: FAILED })]);
    expect(narrow?.split('\n').every((line) => line.length < 40)).toBe(true);
  });

  test.each([
    ['in a file', { isTTY: false, columns: 0, rows: 0 }],
    ['in a window that is too low', { isTTY: true, columns: 200, rows: 3 }],
  ])('%s is a line for each change', (_where, terminal) => {
    const [waits, fails] = [rollout(INGESTER), rollout(INGESTER, { troubles: FAILED })];
    expect(shown(terminal, [waits, ready], [fails, ready], [fails, ready])).toEqual([
      'Deployment loki/loki-query-frontend: ready after 12 s\n',
      'StatefulSet loki/loki-ingester: waiting: loki-ingester-0 FailedMount: secret not found (and 1 more); next: do this\n',
    ]);
  });
});

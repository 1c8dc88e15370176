import type { AlloyCollectorProps, CollectorKind } from '../../../../charts/alloy/chart';
import { EventsSource } from '../../../../charts/alloy/sources/events';
import { JournalSource } from '../../../../charts/alloy/sources/journal/journal';
import { PodsSource } from '../../../../charts/alloy/sources/pods';
import type { AlloySource } from '../../../../charts/alloy/sources/source';
import { InputError } from '../../../../charts/input/problems';
import { chartOf, PushSource } from '../helpers';

const collector = (props: Partial<AlloyCollectorProps>): AlloyCollectorProps => ({
  name: 'own',
  kind: 'one-replica',
  sources: [new EventsSource()],
  ...props,
});

/** Problems of collectors of a user's own. */
function problems(...collectors: AlloyCollectorProps[]): string[] {
  try {
    chartOf({ collectors });
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('a source on the DaemonSet that cannot run there is refused, with the kind that can', () => {
  expect(() => chartOf({ extraSources: [new EventsSource()] })).toThrow(
    'alloy.extraSources.events: runs on one-replica, but this collector is every-node; ' +
      'run it on a collector of kind one-replica',
  );
});

test.each<[string, AlloySource, CollectorKind, string]>([
  ['events twice', new EventsSource(), 'replicated', 'runs on one-replica, but this collector is replicated'],
  ['files of a node', new JournalSource(), 'one-replica', 'runs on every-node, but this collector is one-replica'],
  ['pods of a node', new PodsSource(), 'replicated', 'runs on every-node, but this collector is replicated'],
  [
    'mounts, whatever the source says',
    Object.assign(new JournalSource(), { runsOn: ['one-replica'] as const }),
    'one-replica',
    'mounts /var/log of the node, but this collector is one-replica; run it on a collector of kind every-node',
  ],
  [
    'ports without a Service',
    Object.assign(new PushSource(), { runsOn: ['one-replica'] as const }),
    'one-replica',
    'listens on port 3500, but this collector is one-replica; run it on a collector of kind replicated',
  ],
])('%s: refused', (_what, source, kind, found) => {
  const [problem, ...others] = problems(collector({ kind, sources: [source], clientNamespaces: ['shop'] }));
  expect(problem).toContain(`alloy.collectors.own.sources.${source.name}: ${found}`);
  expect(others).toEqual([]);
});

test('a port without clients is refused, unless there are no policies', () => {
  const push = collector({ kind: 'replicated', sources: [new PushSource()] });
  expect(problems(push)).toEqual([
    'alloy.collectors.own.sources.push: listens on port 3500, and no namespace may reach it; ' +
      "name them in clientNamespaces, such as ['shop']",
  ]);
  expect(() => chartOf({ collectors: [push], networkPolicies: false })).not.toThrow();
});

test.each<[string, Partial<AlloyCollectorProps>, string]>([
  ['no name', { name: '' }, "alloy.collectors[0].name: '' cannot be the name of a collector"],
  ['upper case', { name: 'Own' }, 'alloy.collectors[0].name: Own cannot be'],
  ['a long name', { name: 'a'.repeat(41) }, 'write at most 40 lower-case letters'],
  [
    'the name of the DaemonSet',
    { name: 'agent' },
    "alloy.collectors.agent.name: 'agent' is a collector of the library",
  ],
  ['the name of the events', { name: 'events' }, "'events' is a collector of the library; use another name"],
  [
    'a kind there is not',
    { kind: 'daemonset' as CollectorKind },
    'alloy.collectors.own.kind: daemonset is not a kind of collector; write one of every-node, one-replica, replicated',
  ],
  [
    'replicas of one',
    { replicas: 2 },
    "alloy.collectors.own.replicas: 2, and the kind is one-replica; leave it out, or use kind 'replicated'",
  ],
  ['no sources', { sources: [] }, 'alloy.collectors.own.sources: no sources are left; switch one on, or add one'],
])('%s: refused', (_what, props, message) => expect(problems(collector(props)).join('\n')).toContain(message));

test.each([0, 1.5, -1])('%p replicas: refused', (replicas) => {
  const push = collector({ kind: 'replicated', sources: [new PushSource()], clientNamespaces: ['shop'], replicas });
  expect(problems(push)).toEqual([
    `alloy.collectors.own.replicas: ${replicas} is not a number of pods; write 1 or more`,
  ]);
});

test('two of one name: refused', () => {
  expect(problems(collector({}), collector({}))).toEqual(["alloy.collectors.own.name: 'own' occurs twice; rename one"]);
});

test('all problems of all collectors at once', () => {
  expect(problems(collector({ name: 'a', sources: [] }), collector({ name: 'b', replicas: 1 }))).toHaveLength(2);
});

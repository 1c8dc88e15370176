import { JOURNAL } from '../../../../charts/alloy/sources/journal/settings';
import { problemText } from '../../../../charts/input/problems';
import { chartOf, component, objectsOf, regexOf, rules, stages } from '../helpers';

type Journal = NonNullable<NonNullable<Parameters<typeof chartOf>[0]>['sources']>['journal'];

const configOf = (journal: Journal): string => chartOf({ sources: { journal } }).config;
const filters = (journal: Journal) =>
  rules(component(configOf(journal), 'loki.relabel', 'journal')).filter(({ action }) => action);
const matches = (journal: Journal) =>
  /matches += "(.*)"/.exec(component(configOf(journal), 'loki.source.journal', 'journal'))?.[1];

test('settings that say nothing change nothing', () => {
  expect(configOf({})).toBe(chartOf().config);
  expect(configOf({ storage: 'persistent', kernel: true, levels: 'syslog', fallbackUnit: false, maxAge: '24h' })).toBe(
    chartOf().config,
  );
});

test('names are matched by journald, and then nothing of the kernel comes along', () => {
  const journal: Journal = { units: { keep: ['kubelet.service', 'containerd.service'] } };
  expect(matches(journal)).toBe('_SYSTEMD_UNIT=kubelet.service _SYSTEMD_UNIT=containerd.service');
  expect(filters(journal)).toEqual([]);
  expect(matches({ identifiers: { keep: ['sshd'] }, priorities: 'warning' })).toBe(
    'SYSLOG_IDENTIFIER=sshd PRIORITY=0 PRIORITY=1 PRIORITY=2 PRIORITY=3 PRIORITY=4',
  );
});

test('patterns, names that Alloy would split, and the kernel beside units take rules', () => {
  expect(filters({ units: { keep: ['kube*.service'] } })).toEqual([
    { source_labels: '["__journal__transport"]', regex: 'kernel|audit', action: 'drop' },
    { source_labels: '["__journal__systemd_unit"]', regex: String.raw`kube.*\.service`, action: 'keep' },
  ]);
  expect(matches({ identifiers: { keep: ['a b', 'c=d'] } })).toBeUndefined();
  const [both] = filters({ units: { keep: ['kubelet.service'] }, kernel: true });
  const keeps = new RegExp(`^(?:${both?.['regex']})$`);
  expect(
    ['kernel;', 'audit;', 'stdout;kubelet.service', 'stdout;sshd.service', 'stdout;'].map((one) => keeps.test(one)),
  ).toEqual([true, true, true, false, false]);
});

test('all units dropped leaves the entries that have none', () => {
  const [rule] = filters({ units: { drop: ['*'] } });
  expect(['kubelet.service', ''].map((unit) => new RegExp(`^(?:${rule?.['regex']})$`).test(unit))).toEqual([
    true,
    false,
  ]);
});

test('priorities: all but some by a rule, all of them without one', () => {
  expect(filters({ priorities: { drop: ['debug', 'info'] } })).toEqual([
    { source_labels: '["__journal_priority_keyword"]', regex: 'debug|info', action: 'drop' },
  ]);
  expect(matches({ priorities: 'debug' })).toBeUndefined();
});

test('a journal in memory has a component, a mount and a cursor of its own', () => {
  const paths = (journal: Journal) =>
    [...configOf(journal).matchAll(/loki\.source\.journal "(\w+)" \{\n\tpath += "(.*)"/g)].map(([, ...found]) => found);
  expect(paths({ storage: 'both' })).toEqual([
    ['journal', '/var/log/journal'],
    ['journal_volatile', '/run/log/journal'],
  ]);
  expect(paths({ storage: 'volatile' })).toEqual([['journal_volatile', '/run/log/journal']]);
  const volumes = objectsOf({ sources: { journal: { storage: 'both' } } }).DaemonSet.spec.template.spec.volumes;
  // Alloy would not look again for a folder that is missing when it starts.
  expect(volumes).toContainEqual({
    name: 'run-log-journal',
    hostPath: { path: '/run/log/journal', type: 'DirectoryOrCreate' },
  });
});

test('levels in common come from klog first; the priority stays', () => {
  const process = component(configOf({ levels: 'common' }), 'loki.process', 'journal');
  expect(stages(process, 'journal')).toEqual(['static_labels', 'regex', 'template', 'structured_metadata']);
  const head = regexOf(process, 'expression');
  expect(head.exec('E1129 08:53:48.123456    1234 pod_workers.go:1301] no')?.groups).toEqual({ klog: 'E' });
  expect(head.test('E1129 is a number')).toBe(false);
  expect(process).toMatch(/priority +=/);
});

test.each<[unknown, string]>([
  [3, 'journal: 3 is not true, false or an object; write one such as'],
  [
    { units: { keep: ['kubelet'] } },
    "journal.units.keep[0]: kubelet is not the name of a unit; write 'kubelet.service'",
  ],
  [
    { units: { keep: ['kernel'] } },
    'journal.units.keep[0]: kernel is not a unit: lines of the kernel have none; use kernel: true or false',
  ],
  [
    { identifiers: { drop: ['kernel'] } },
    'journal.identifiers.drop[0]: kernel is the kernel, which is not a program; use kernel',
  ],
  [
    { units: { keep: ['a.service'], drop: ['a.service'] } },
    'journal.units.keep[0]: a.service is kept here, but drop[0] drops a.service; leave it out of one of the two',
  ],
  [{ units: { keep: ['a-1.scope'], drop: ['a-*.scope'] } }, 'a-1.scope is kept here, but drop[0] drops a-*.scope'],
  [{ units: { keep: ['a.service'], drop: ['b.service'] } }, 'drop[0]: b.service is not selected by keep'],
  [{ units: { drop: ['a.service', 'a.service'] } }, 'drop[1]: a.service occurs twice; write it once'],
  [{ units: { keep: [] } }, 'journal.units.keep: [] is empty; write at least one'],
  [{ units: { drop: ['*'] }, kernel: false }, 'with kernel: false leaves nothing; set journal: false'],
  [{ priorities: 'warn' }, 'journal.priorities: warn is not one of emerg, alert'],
  [{ priorities: { keep: ['warn'] } }, 'journal.priorities.keep[0]: warn is not one of emerg'],
  [{ maxAge: '1d' }, "journal.maxAge: 1d is not a number of hours or minutes; write one such as '24h'"],
  [{ maxAge: '0h' }, '0h is not a number of hours or minutes'],
  [{ maxAge: '169h' }, "169h is longer than the 168h for which Loki takes old lines; use at most '168h'"],
  [{ storage: 'memory' }, 'journal.storage: memory is not one of persistent, volatile, both'],
  [{ unit: {} }, 'journal.unit: not a key; did you mean units?'],
])('%j is refused', (value, message) => {
  expect(JOURNAL('journal', value).map(problemText).join('\n')).toContain(message);
});

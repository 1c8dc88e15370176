import { checkEnvironment } from '../../../../lib/checks/check';
import { renderCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import { HUBBLE } from '../../../../charts/alloy/sources/hubble';
import { problemText } from '../../../../charts/input/problems';
import { chartOf, component, objectsOf } from '../helpers';

test('it is off by default, and mounts its folder alone: the one above has the socket of the agent', () => {
  expect(chartOf().config).not.toContain('hubble');
  const { volumes } = objectsOf({ sources: { hubble: true } }).DaemonSet.spec.template.spec;
  expect(
    volumes.filter((volume: { hostPath?: { path: string } }) => /cilium/.test(volume.hostPath?.path ?? '')),
  ).toEqual([expect.objectContaining({ hostPath: { path: '/var/run/cilium/hubble', type: 'DirectoryOrCreate' } })]);
});

test('rotated files are left out', () => {
  const source = component(chartOf({ sources: { hubble: true } }).config, 'loki.source.file', 'hubble');
  expect(source).toContain('/var/run/cilium/hubble/*-????-??-??T??-??-??.???.log');
  const below = chartOf({ sources: { hubble: { paths: ['/var/run/cilium/hubble/**/*.log'] } } }).config;
  expect(below).toContain('__path_exclude__ = "/var/run/cilium/hubble/**/*-????-??-??T??-??-??.???.log"');
});

test('a filter of verdicts keeps the records of lost events, which have none', () => {
  const process = component(
    chartOf({ sources: { hubble: { verdicts: { keep: ['DROPPED', 'ERROR'] } } } }).config,
    'loki.process',
    'hubble',
  );
  expect(process).toContain(String.raw`"{verdict!=\"\", verdict!~\"DROPPED|ERROR\"}"`);
});

test.each<[unknown, string]>([
  [{ verdicts: { keep: ['DROP'] } }, 'hubble.verdicts.keep[0]: DROP is not one of FORWARDED, DROPPED'],
  [{ paths: ['events.log'] }, 'hubble.paths[0]: events.log is not an absolute path'],
  ['on', 'hubble: on is not true, false or an object'],
])('%j is refused', (value, message) => {
  expect(HUBBLE('hubble', value).map(problemText).join('\n')).toContain(message);
});

test('a value that Loki could not read as that of a label is replaced before it is one', () => {
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
    alloy: { hubble: true },
  });
  const { findings } = checkEnvironment(renderCharts(environment));
  expect(findings.filter(({ rule }) => rule.id.startsWith('ALLOY-'))).toEqual([]);
});

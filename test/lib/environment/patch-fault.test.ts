import { JsonPatch } from 'cdk8s';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { environment, library, lines } from '../app/loki-logging/doors';

/** A function that gives an object a patch. */
const patched = (patch: unknown) => ({
  customize: (charts: LoggingCharts) =>
    charts.object('StatefulSet', 'loki-ingester').addJsonPatch(patch as unknown as JsonPatch),
});

test.each([
  ['an operation as JSON has it', { op: 'replace', path: '/spec/replicas', value: 2 }],
  ['a list of patches', [JsonPatch.remove('/spec/replicas')]],
  ['an empty object', {}],
  ['a text', 'replace /spec/replicas 2'],
  ['nothing', null],
])('%s is not a patch: both doors say so, with one that works', (_, patch) => {
  const problem =
    'customize: gives StatefulSet loki-ingester a patch that JsonPatch of cdk8s did not make; ' +
    "write one such as addJsonPatch(JsonPatch.replace('/spec/replicas', 2))";
  expect(lines(environment(patched(patch)))).toEqual([`environments.team.${problem}`]);
  expect(lines(() => library(patched(patch)))).toEqual([`Stack/Logging.${problem}`]);
});

test('the one that works does', () => {
  expect(lines(environment(patched(JsonPatch.replace('/spec/replicas', 3))))).toEqual([]);
});

test('a patch that does not hold says why', () => {
  expect(lines(environment(patched(JsonPatch.test('/spec/replicas', 99))))).toEqual([
    expect.stringMatching(
      /^environments\.team\.customize: changes StatefulSet loki-ingester in a way that cannot be written: .+; correct the function$/,
    ),
  ]);
});

test.each<[string, JsonPatch, string, string]>([
  ['no name', JsonPatch.remove('/metadata/name'), '/metadata/name', 'loki-ingester'],
  ['no metadata', JsonPatch.remove('/metadata'), '/metadata/name', 'loki-ingester'],
  ['an empty name', JsonPatch.replace('/metadata/name', ''), '/metadata/name', 'loki-ingester'],
  ['no kind', JsonPatch.remove('/kind'), '/kind', 'StatefulSet'],
  ['a number as its version', JsonPatch.replace('/apiVersion', 1), '/apiVersion', 'apps/v1'],
])('a patch that leaves %s is refused through both doors', (_, patch, path, example) => {
  const problem =
    `customize: leaves StatefulSet loki-ingester without ${path}, and Kubernetes takes no such object; ` +
    `keep one such as '${example}'`;
  expect(lines(environment(patched(patch)))).toEqual([`environments.team.${problem}`]);
  expect(lines(() => library(patched(patch)))).toEqual([`Stack/Logging.${problem}`]);
});

test('a name may be removed and written again', () => {
  const customize = (charts: LoggingCharts) =>
    charts
      .object('PodDisruptionBudget', 'loki-querier')
      .addJsonPatch(JsonPatch.remove('/metadata/name'), JsonPatch.add('/metadata/name', 'querier'));
  expect(lines(environment({ customize }))).toEqual([]);
});

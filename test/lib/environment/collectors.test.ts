import { JournalSource } from '../../../charts/alloy/sources/journal/journal';
import { validateEnvironments } from '../../../lib/environment/validate';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { environment, library } from '../app/loki-logging/doors';
import { problemText } from '../../../charts/input/problems';

const problemsOf = (alloy: object) =>
  validateEnvironments({ prod: { cluster: { create: {} }, alloy } }).map(problemText);
const collector = (change: object) => ({ collectors: [{ name: 'own', kind: 'every-node', sources: [], ...change }] });

test.each<[string, object, string]>([
  ['no list of sources', { extraSources: {} }, 'extraSources: {} is not a list'],
  [
    'a class instead of an object of it',
    { extraSources: [JournalSource] },
    'extraSources[0]: a function is not a source',
  ],
  [
    'a kind there is not',
    collector({ kind: 'singleton' }),
    'collectors[0].kind: singleton is not one of every-node, one-replica, replicated',
  ],
  ['a misspelt key', collector({ replica: 2 }), 'collectors[0].replica: not a key; did you mean replicas?'],
  ['half a pod', collector({ replicas: 0.5 }), 'collectors[0].replicas: 0.5 is not a whole number of at least 1'],
  ['a word for the label of nodes', { nodeLabel: 'pods' }, 'nodeLabel: pods is not true or false'],
  ['a word for events', { events: 'no' }, 'events: no is not true or false'],
])('%s: refused', (_what, alloy, message) => {
  expect(problemsOf(alloy)).toEqual([expect.stringContaining(`environments.prod.alloy.${message}`)]);
});

test('the node is a label of pod logs, or structured metadata, through both doors', () => {
  const moved = (charts: LoggingCharts) => charts.alloy.config.includes('node_name = "node_name"');
  expect(moved(environment({})())).toBe(false);
  expect(moved(environment({ alloy: { nodeLabel: false } })())).toBe(true);
  expect(moved(library({}).charts)).toBe(false);
  expect(moved(library({ alloyNodeLabel: false }).charts)).toBe(true);
});

test('valid sources and collectors are accepted', () => {
  const sources = [new JournalSource()];
  expect(problemsOf({ extraSources: sources, ...collector({ sources }), events: false })).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import inventory from '../../../../charts/monitoring/generated/inventory.json';
import { METRICS, summed, withGrowth } from '../../../../lib/live/doctor/metrics';
import { ROOT } from '../../../helpers/cli';

test('names and labels are those of the programs, as far as the inventory has them', () => {
  const known = inventory as Record<string, { labels: string[] } | undefined>;
  const wrong = Object.entries(METRICS).flatMap(([name, labels]) =>
    labels.filter((label) => known[name] && !known[name].labels.includes(label)).map((label) => `${name} ${label}`),
  );
  expect(wrong).toEqual([]);
  expect(Object.keys(METRICS).filter((name) => known[name]).length).toBeGreaterThan(30);
});

test('all are looked at by a fault, and faults look at no other', () => {
  const folder = join(ROOT, 'lib/live/doctor/hops');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  const read = texts.flatMap((text) =>
    [...text.matchAll(/'((?:alloy|loki|otelcol|process)_\w+)'/g)].map(([, name]) => name),
  );
  expect([...new Set(read)].sort()).toEqual(Object.keys(METRICS).sort());
});

test('series are added up by the labels that are looked at; others are dropped, and paths with them', () => {
  const name = 'loki_source_file_read_bytes_total';
  const other = { name: 'go_goroutines', labels: {}, value: 7 };
  const file = (path: string, value: number) => ({ name, labels: { path }, value });
  expect(summed([file('/a', 1), file('/b', 2), file('/c', NaN), other])).toEqual([{ name, labels: {}, value: 3 }]);
});

test('growth is since the first look, from 0 for what is new or has started again', () => {
  const of = (name: string, value: number) => ({ name, labels: {}, value });
  expect(withGrowth([of('a', 5), of('c', 9)], [of('a', 7), of('b', 4), of('c', 2)])).toEqual([
    { ...of('a', 7), grown: 2 },
    { ...of('b', 4), grown: 4 },
    { ...of('c', 2), grown: 2 },
  ]);
});

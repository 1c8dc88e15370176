import type { AlloyProcessing } from '../../../../charts/alloy/chart';
import { chartOf } from '../helpers';

const configOf = (...processing: AlloyProcessing[]): string => chartOf({ pipeline: { processing } }).config;

test('what the container runtime wrote does not take the place of a field, before its secrets are replaced', () => {
  const forgotten = (entry: AlloyProcessing) =>
    [...configOf(entry).matchAll(/source += "(\w+)"\n\s+template = ""/g)].map(([, name]) => name);
  const json = { format: 'json', fields: { content: 'c', time: 't', flags: 'f' } } as const;
  expect(forgotten({ ...json, structuredMetadata: ['content'], redact: ['secrets'] })).toEqual(['content']);
  expect(forgotten({ ...json, labels: { kind: { field: 'flags' } } })).toEqual(['flags']);
  expect(forgotten({ ...json, timestamp: { field: 'time' } })).toEqual([]);
  expect(forgotten({ format: 'logfmt', fields: { time: 't' }, malformed: 'drop' })).toEqual(['time']);
});

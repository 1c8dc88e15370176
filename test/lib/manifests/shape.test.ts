import { asList, at, isRecord, isText, record, records, text, texts } from '../../../lib/manifests/shape';

test.each([
  [{ a: 1 }, true],
  [{}, true],
  [[], false],
  [null, false],
  [undefined, false],
  ['a', false],
  [1, false],
])('%j is an object with fields: %s', (value, is) => {
  expect(isRecord(value)).toBe(is);
  expect(record(value)).toEqual(is ? value : {});
});

test('lists keep only the items of the right shape', () => {
  const mixed = [{ a: 1 }, 'x', null, ['y'], 2];
  expect(records(mixed)).toEqual([{ a: 1 }]);
  expect(texts(mixed)).toEqual(['x']);
  expect(asList(mixed)).toBe(mixed);
  for (const none of [undefined, null, 'x', { 0: 'x' }]) {
    expect([records(none), texts(none), asList(none)]).toEqual([[], [], []]);
  }
});

test('texts are texts', () => {
  expect([text('a'), text(1), text(undefined)]).toEqual(['a', undefined, undefined]);
  expect([isText(''), isText(0)]).toEqual([true, false]);
});

test('a value is found at a path, whatever is on the way', () => {
  const block = { limits_config: { retention_period: '28d', list: [1] } };
  expect(at(block, 'limits_config.retention_period')).toBe('28d');
  expect(at(block, 'limits_config.list.0')).toBeUndefined();
  expect(at(block, 'server.http.port')).toBeUndefined();
  expect(at('text', 'length')).toBeUndefined();
});

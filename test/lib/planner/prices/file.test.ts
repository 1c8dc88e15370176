import { InputError } from '../../../../charts/input/problems';
import { parsePriceFile } from '../../../../lib/planner/prices/file';

const messages = (text: string): string[] => {
  try {
    parsePriceFile(text, 'prices.json');
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.split('\n');
  }
};

test('sections are optional, and prices may be nothing', () => {
  const file = {
    prices: { volume: 0.0952, eks: 0 },
    instances: { 'x2gd.metal': 5.344 },
    regions: { 'eu-north-1': 1.06 },
  };
  expect(parsePriceFile(JSON.stringify(file), 'prices.json')).toEqual(file);
  expect(parsePriceFile('\uFEFF{}', 'prices.json')).toEqual({});
});

test('everything that is wrong is reported at once, each with path, value and fix', () => {
  const text = JSON.stringify({
    prices: { volume: -1, eks: '0.1', natGatway: 1, key: null },
    instances: { m6i: 1, 'm6i.2xlrge': 1, '': 1, 'm6i.xlarge': true },
    regions: { europe: 1, 'us-est-1': 1, 'eu-north-1': 0 },
    assumptions: { stream: 5 },
    price: {},
    s3: 0.0245,
    streams: 5,
    'm7i.large': 0.1,
    'eu-west-1': 1,
  });
  expect(messages(text)).toEqual([
    'prices.json price: not a key; did you mean prices?',
    'prices.json s3: not a key; write it in prices',
    'prices.json streams: not a key; write it in assumptions',
    'prices.json m7i.large: not a key; write it in instances',
    'prices.json eu-west-1: not a key; write it in regions',
    'prices.json prices.natGatway: not a key; did you mean natGateway?',
    "prices.json prices.eks: '0.1' is not a number; write one such as 0.1",
    'prices.json prices.volume: -1 is not a number of at least 0 and at most 1000000000; write one such as 0.1',
    'prices.json prices.key: null is not a number; write one such as 0.1',
    "prices.json instances: m6i is not an instance type; write one such as 'm6i.xlarge'",
    "prices.json instances: m6i.2xlrge is not an instance type; write one such as 'm6i.xlarge'",
    "prices.json instances: '' is not an instance type; write one such as 'm6i.xlarge'",
    'prices.json instances.m6i.xlarge: true is not a number; write one such as 0.214',
    "prices.json regions: europe is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'",
    'prices.json regions: us-est-1 is not a region that loki 3.7.6 can store in; did you mean us-east-1?',
    'prices.json regions.eu-north-1: 0 is not a number of at least 0.01 and at most 100; write one such as 1.1',
    'prices.json assumptions.stream: not a key; did you mean streams?',
  ]);
});

test.each([
  ['', /^prices\.json: is not JSON: .*; write \{ "prices": \{ "volume": 0\.0952 \} \}$/],
  ['{ "prices": { "volume": 0,08 } }', /^prices\.json: is not JSON: /],
  ['prices:\n  volume: 1', /^prices\.json: is not JSON: /],
  ['null', /^prices\.json: null is not an object; /],
  ['[]', /^prices\.json: \[\] is not an object; /],
  ['{ "prices": [0.1] }', /^prices\.json prices: \[0\.1\] is not an object; /],
  ['{ "instances": 3 }', /^prices\.json instances: 3 is not an object; /],
  ['{ "prices": { "__proto__": 1 } }', /^prices\.json prices\.__proto__: not a key/],
  ['{ "regions": { "__proto__": 2 } }', /^prices\.json regions: __proto__ is not a region/],
  ['{ "prices": { "volume": 1e999 } }', /^prices\.json prices\.volume: Infinity is not a number of at least 0/],
])('%s is refused', (text, message) => {
  expect(messages(text)).toEqual([expect.stringMatching(message)]);
});

test('a key that is there twice is refused, since the last one would count without a word', () => {
  const again = (line: number) =>
    `is written again on line ${line} of prices.json, and the last one counts; leave one of them out`;
  expect(messages('\uFEFF{ "prices": { "volume": 1,\n"volume": 2 }, "regions": {},\n\n"regions": {} }')).toEqual([
    `prices.json prices.volume: ${again(2)}`,
    `prices.json regions: ${again(4)}`,
  ]);
  expect(messages('{ "instances": { "m6i.large": 1, "m6i.large": "1" } }')).toEqual([
    `prices.json instances.m6i.large: ${again(1)}`,
    "prices.json instances.m6i.large: '1' is not a number; write one such as 0.214",
  ]);
});

test('what cannot be seen in a key is escaped', () => {
  expect(messages(`{ "\\u001b[2Jprices": {} }`).join('')).not.toContain('\u001b');
});

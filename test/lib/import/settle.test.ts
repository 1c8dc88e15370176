import { at } from '../../../lib/manifests/shape';
import { isSame } from '../../../lib/import/settle';
import { imported } from './helpers';

test.each<[unknown, unknown]>([
  [5, '5'],
  [true, 'true'],
  ['1h', '60m'],
  [0, '0s'],
  ['', []],
  ['a,b', ['a', 'b']],
  [
    { a: 1, b: ['1h'] },
    { b: ['60m'], a: '1' },
  ],
  [[{ selector: '{a="b"}', priority: 1 }], [{ priority: 1, selector: '{a="b"}' }]],
])('%j means the same as %j', (one, other) => {
  expect(isSame(one, other)).toBe(true);
  expect(isSame(other, one)).toBe(true);
});

test.each<[unknown, unknown]>([
  [undefined, undefined],
  ['1h', '1m'],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ toString: 1 }, { a: 1 }],
  [{ a: 1 }, '[object Object]'],
  [[{ a: 1 }], [{ a: 2 }]],
  [[{ a: 1 }], '[object Object]'],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
  [['a'], ['a', 'b']],
])('%j does not mean the same as %j', (one, other) => {
  expect(isSame(one, other)).toBe(false);
  expect(isSame(other, one)).toBe(false);
});

test('of files beyond those that an environment takes, exactly those are left out', () => {
  const files = Array.from(
    { length: 403 },
    (_, index) => `      local.file_match "f${index}" {
        path_targets = [{ __path__ = "/var/log/app${index}.log" }]
      }
      loki.source.file "f${index}" {
        targets    = local.file_match.f${index}.targets
        forward_to = []
      }
`,
  );
  const { environment, keys, problems } = imported(`alloy:\n  configMap:\n    content: |\n${files.join('')}`);
  expect(problems).toEqual([]);
  expect(at(environment, 'alloy.files')).toHaveLength(400);
  const out = keys.filter(
    ({ note }) => note === '403 items, and Kubernetes takes no larger configuration of Alloy; use at most 400',
  );
  expect(out.map(({ path }) => / (f\d+)\./.exec(path)?.[1])).toEqual(['f400', 'f401', 'f402']);
});

test('thousands of keys that Loki does not know take seconds', () => {
  const keys = Array.from({ length: 4000 }, (_, index) => `    some_limit_${index}: 1d\n`).join('');
  const result = imported(`loki:\n  auth_enabled: false\n  limits_config:\n${keys}read: { replicas: 0 }\n`);
  expect(result.keys.filter((key) => key.class === 'impossible')).toHaveLength(4000);
}, 15_000);

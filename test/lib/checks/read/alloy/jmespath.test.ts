import { isBrokenJmesPath } from '../../../../../lib/checks/read/alloy/jmespath';

// Alloy 1.18 does not start with any of these.
test.each(['b[', 'foo(', "'x", 'a b', 'a || ', 'a]', '{a:b', '[0].a.', 'a. .b', '"a', 'a[0] b', '`1'])(
  '%s is broken',
  (text) => {
    expect(isBrokenJmesPath(text)).toBe(true);
  },
);

test.each([
  ...['a', 'a.b', 'items[0].name', 'a || b', '"trace.id"', '"a b".c', 'a[*].b', 'a[] | [0]', 'a[1:2]', '*.a', '@'],
  ...[
    "[?a == 'x y'].b",
    "a[?contains(b, '[')] | [-1]",
    '{a: b, c: d.e}',
    'sort_by(a, &b)',
    'type(@)',
    'a[?b > `1.5` && !c]',
  ],
  ...["join('. ', a)", '"a\\"b"', '[a, b]'],
])('%s is not', (text) => {
  expect(isBrokenJmesPath(text)).toBe(false);
});

import {
  isEmpty,
  labelSelector,
  sameNamespace,
  type Selector,
  selects,
  selectorText,
  unmet,
} from '../../../lib/manifests/selectors';

const LABELS = { app: 'loki', part: 'ingester' };

const on = (operator: string, key: string, ...values: string[]): Selector => ({
  matchExpressions: [{ key, operator, values }],
});

test.each<[string, Selector | undefined, string[]]>([
  ['no selector', undefined, []],
  ['an empty one', {}, []],
  ['equal labels', { matchLabels: { app: 'loki' } }, []],
  ['another value', { matchLabels: { app: 'loki', part: 'ruler' } }, ['part: ruler']],
  ['a label that is missing', { matchLabels: { zone: 'a' } }, ['zone: a']],
  ['In, with the value', on('In', 'part', 'ruler', 'ingester'), []],
  ['In, without it', on('In', 'part', 'ruler', 'querier'), ['part In [ruler, querier]']],
  ['In, of a label that is missing', on('In', 'zone', 'a'), ['zone In [a]']],
  ['NotIn, with the value', on('NotIn', 'part', 'ingester'), ['part NotIn [ingester]']],
  ['NotIn, of a label that is missing', on('NotIn', 'zone', 'a'), []],
  ['Exists', on('Exists', 'app'), []],
  ['Exists, of a label that is missing', on('Exists', 'zone'), ['zone Exists']],
  ['DoesNotExist', on('DoesNotExist', 'zone'), []],
  ['DoesNotExist, of a label that is there', on('DoesNotExist', 'app'), ['app DoesNotExist']],
  ['an operator that Kubernetes does not have', on('Gt', 'app', '1'), ['app Gt [1]']],
])('%s', (_name, selector, conditions) => {
  expect(unmet(selector, LABELS)).toEqual(conditions);
  expect(selects(selector, LABELS)).toBe(conditions.length === 0);
});

test('a selector as text has its labels and its expressions', () => {
  expect(selectorText({ matchLabels: { app: 'loki' }, ...on('In', 'part', 'ingester', 'ruler') })).toBe(
    'app: loki, part In [ingester, ruler]',
  );
  expect([isEmpty({ matchLabels: {} }), isEmpty(undefined), isEmpty(on('Exists', 'app'))]).toEqual([true, true, false]);
});

test('labels of a Service are a selector; anything else selects everything', () => {
  expect(labelSelector({ app: 'loki' })).toEqual({ matchLabels: { app: 'loki' } });
  expect(isEmpty(labelSelector('app=loki'))).toBe(true);
});

test.each([
  ['loki', 'loki', true],
  ['loki', 'alloy', false],
  [undefined, 'alloy', true],
  ['loki', undefined, true],
])('namespaces %p and %p may be the same: %p', (one, other, same) => {
  expect(sameNamespace(one, other)).toBe(same);
});

import { isEmpty, labelSelector, sameNamespace, selects, selectorText, unmet } from '../../../lib/manifests/selectors';

const LABELS = { app: 'loki', part: 'ingester' };
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }],
});

describe('a selector selects labels', () => {
  test.each([
    ['its labels', { matchLabels: { app: 'loki' } }],
    ['all of its labels', { matchLabels: LABELS }],
    ['In one of the values', expression('part', 'In', 'ruler', 'ingester')],
    ['NotIn other values', expression('part', 'NotIn', 'ruler')],
    ['NotIn, of a label that is absent', expression('tier', 'NotIn', 'front')],
    ['Exists', expression('part', 'Exists')],
    ['DoesNotExist', expression('tier', 'DoesNotExist')],
    ['labels and expressions', { matchLabels: { app: 'loki' }, ...expression('part', 'Exists') }],
    ['nothing asked', {}],
    ['no selector', undefined],
  ])('%s', (_what, selector) => {
    expect(selects(selector, LABELS)).toBe(true);
    expect(unmet(selector, LABELS)).toEqual([]);
  });

  test.each([
    ['another value', { matchLabels: { app: 'alloy' } }, ['app: alloy']],
    ['an absent label', { matchLabels: { tier: 'front' } }, ['tier: front']],
    ['one label of two', { matchLabels: { app: 'loki', part: 'ruler' } }, ['part: ruler']],
    ['In other values', expression('part', 'In', 'ruler', 'querier'), ['part In [ruler, querier]']],
    ['In, of an absent label', expression('tier', 'In', 'front'), ['tier In [front]']],
    ['In without values', expression('part', 'In'), ['part In']],
    ['NotIn its value', expression('part', 'NotIn', 'ingester'), ['part NotIn [ingester]']],
    ['Exists, of an absent label', expression('tier', 'Exists'), ['tier Exists']],
    ['DoesNotExist, of a label that exists', expression('part', 'DoesNotExist'), ['part DoesNotExist']],
    ['an unknown operator', expression('part', 'Gt', '1'), ['part Gt [1]']],
    [
      'labels that are met and an expression that is not',
      { matchLabels: { app: 'loki' }, ...expression('tier', 'Exists') },
      ['tier Exists'],
    ],
  ])('does not select: %s', (_what, selector, conditions) => {
    expect(selects(selector, LABELS)).toBe(false);
    expect(unmet(selector, LABELS)).toEqual(conditions);
  });
});

test('a selector reads as its labels, then its expressions', () => {
  const selector = { matchLabels: { app: 'loki' }, ...expression('part', 'In', 'ingester', 'ruler') };
  expect(selectorText(selector)).toBe('app: loki, part In [ingester, ruler]');
});

test('a selector is empty without conditions', () => {
  expect([undefined, {}, { matchLabels: {} }, { matchExpressions: [] }].map(isEmpty)).toEqual([true, true, true, true]);
  expect([labelSelector({ app: 'loki' }), expression('part', 'Exists')].map(isEmpty)).toEqual([false, false]);
});

test('plain labels become a selector; anything else selects everything', () => {
  expect(labelSelector({ app: 'loki' })).toEqual({ matchLabels: { app: 'loki' } });
  expect([undefined, null, 'app=loki', ['app']].map((labels) => isEmpty(labelSelector(labels)))).not.toContain(false);
});

test('an object without a namespace may be in any', () => {
  expect(sameNamespace('loki', 'loki')).toBe(true);
  expect(sameNamespace(undefined, 'loki')).toBe(true);
  expect(sameNamespace('loki', undefined)).toBe(true);
  expect(sameNamespace('loki', 'alloy')).toBe(false);
});

import { cents, plus, shown, times } from '../../../../lib/planner/bill/terms';

test('the arithmetic has the factors of the product', () => {
  expect(times([4, 'm6i.2xlarge'], [730, 'h'], 0.384)).toEqual({
    dollars: 4 * 730 * 0.384,
    arithmetic: '4 m6i.2xlarge × 730 h × 0.384',
  });
  expect(plus(times(2, 3), times(0, 9), times(1, 4))).toEqual({ dollars: 10, arithmetic: '2 × 3 + 1 × 4' });
});

test('numbers are short', () => {
  expect([shown(15_200), shown(0.0004), shown(2 / 3)]).toEqual(['15,200', '0.0004', '0.666667']);
  expect([cents(0.005), cents(1121.28), cents(16.425)]).toEqual(['0.01', '1121.28', '16.43']);
});

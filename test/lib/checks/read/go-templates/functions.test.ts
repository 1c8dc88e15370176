import { TEMPLATE_FUNCTIONS } from '../../../../../lib/checks/read/go-templates/functions';

test('names are once', () => {
  expect(new Set(TEMPLATE_FUNCTIONS).size).toBeGreaterThan(200);
  expect(TEMPLATE_FUNCTIONS.filter((name) => !/^\w+$/.test(name))).toEqual([]);
});

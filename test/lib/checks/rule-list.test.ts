import { CATALOGUE } from '../../../lib/checks/catalogue';
import { ACKNOWLEDGEMENT_RULE, RULES } from '../../../lib/checks/check';

test('the list for documentation has all rules, the one about acknowledgements too', () => {
  expect(RULES).toEqual([...CATALOGUE, ACKNOWLEDGEMENT_RULE]);
});

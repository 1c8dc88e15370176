import { roleAccount } from '../../../lib/import/role';

test.each([
  ['arn:aws:iam::111122223333:role/loki', '111122223333'],
  ['arn:aws-cn:iam::111122223333:role/path/loki', '111122223333'],
  ['arn:aws:iam::111122223333:user/loki', undefined],
  ['arn:aws:iam::1:role/loki', undefined],
  ['loki', undefined],
  [undefined, undefined],
])('the account of the role %s is %s', (arn, account) => {
  expect(roleAccount(arn)).toBe(account);
});

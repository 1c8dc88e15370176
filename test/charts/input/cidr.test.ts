import { isPrivate } from '../../../charts/input/cidr';

test.each([
  ['10.0.0.0/8', '10.255.255.255/32', '11.0.0.0/32'],
  ['172.16.0.0/12', '172.31.255.255/32', '172.32.0.0/32'],
  ['192.168.0.0/16', '192.168.255.255/32', '192.169.0.0/32'],
  ['100.64.0.0/10', '100.127.255.255/32', '100.128.0.0/32'],
  ['127.0.0.0/8', '127.255.255.255/32', '128.0.0.0/32'],
  ['169.254.0.0/16', '169.254.255.255/32', '169.255.0.0/32'],
])('%s up to %s is private, and %s is of the internet', (whole, last, next) => {
  expect([whole, last, next].map(isPrivate)).toEqual([true, true, false]);
});

test('a range that is private in part, or none, is not private', () => {
  expect(['10.0.0.0/7', '0.0.0.0/0', '10.0.0.0/x'].map(isPrivate)).toEqual([false, false, false]);
});

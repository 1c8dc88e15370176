import { canHaveHost, isOwnPod, parsedUrl, unreadUrlFault } from '../../../charts/input/url';

test.each([
  ['https://loki.example.com/a', 'https://loki.example.com/a'],
  ['https://lökî.example.com/ü', 'https://xn--lk-rja4a.example.com/%C3%BC'],
  ['https://256.1.1.1', undefined],
  ['loki', undefined],
  ['', undefined],
])('%j is %j', (text, href) => {
  expect(parsedUrl(text)?.href).toBe(href);
});

test('letters beyond ASCII are not a fault, however often it is asked', () => {
  for (let count = 0; count < 20_000; count++) {
    if (!parsedUrl('https://lökî.example.com/ü')) throw new Error(`refused after ${count} calls`);
  }
});

test.each([
  ['https://loki.example.com./a?b', true],
  ['http://u:p@loki_x.monitoring:9090', true],
  ['https://lökî.example.com', true],
  ['https://[::1]:3100', true],
  ['10.0.0.255:9092', true],
  ['kafka.shop:9092', true],
  [`${'x'.repeat(63)}.a:1`, true],
  ['kafka..shop:9092', false],
  ['https://.loki.example.com', false],
  ['10.0.0.256:9092', false],
  ['https://10.0.0/a', false],
  [`https://${'x'.repeat(64)}.example.com`, false],
  [`https://${'x.'.repeat(127)}y`, false],
])('the host of %s can exist: %j', (text, expected) => {
  expect(canHaveHost(text)).toBe(expected);
});

test.each([
  ['http://am.monitoring:9093/a%20b?x=%zz#y', undefined],
  ['https://[::1]:9000', undefined],
  ["https://lökî.example.com/it's/(a)", undefined],
  ['http://am/%zz', 'has a % without two hexadecimal digits after it'],
  ['http://am/50%', 'has a % without two hexadecimal digits after it'],
  ['http://l%6fki/', 'has a host that cannot exist'],
  ['https://mi{nio:9000', 'has a host that cannot exist'],
  ['http://am/\u007f', 'has a character that no URL has'],
])('Go reads %j, or its fault is %j', (text, wrong) => {
  expect(unreadUrlFault(text)?.wrong).toBe(wrong);
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['0.0.0.0', true],
  ['[::]', true],
  ['10.0.0.0', false],
  ['loki', false],
])('a client of %s reaches its own pod: %s', (host, isOwn) => {
  expect(isOwnPod(host)).toBe(isOwn);
});

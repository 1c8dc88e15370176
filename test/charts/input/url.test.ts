import { parsedUrl, unreadUrlFault } from '../../../charts/input/url';

test.each([
  ['https://loki.example.com/a', 'https://loki.example.com/a'],
  ['https://lökî.example.com/ü', 'https://xn--lk-rja4a.example.com/%C3%BC'],
  ['https://256.1.1.1', undefined],
  ['loki', undefined],
  ['', undefined],
])('%j is %j', (text, href) => {
  expect(parsedUrl(text)?.href).toBe(href);
});

test('letters beyond ASCII are no fault, however often it is asked', () => {
  for (let count = 0; count < 20_000; count++) {
    if (!parsedUrl('https://lökî.example.com/ü')) throw new Error(`refused after ${count} calls`);
  }
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

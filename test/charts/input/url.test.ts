import { parsedUrl } from '../../../charts/input/url';

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

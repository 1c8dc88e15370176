import { isUnicodeClass } from '../../../charts/input/unicode-class';

test.each(['Lu', 'L', 'letter', 'uppercase-letter', 'Greek', 'old italic', 'any', 'LC', 'assigned'])(
  '%s is a class of Unicode',
  (name) => {
    expect(isUnicodeClass(name)).toBe(true);
  },
);

test.each(['', 'Xx', 'Klingon', 'L}', 'Lu=', '.*'])('%j is no class of Unicode', (name) => {
  expect(isUnicodeClass(name)).toBe(false);
});

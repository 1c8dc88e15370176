import { once } from '../../../bin/program/options';

test('a value is taken as it is', () => {
  expect(once('folder')('k8s.out')).toBe('k8s.out');
});

test.each([
  ['', 'It is empty: name a folder.'],
  [' ', 'It is empty: name a folder.'],
  ['--json', 'It is an option: name a folder, such as ./--json.'],
  ['a\0b', 'It has a NUL character, which no name can have.'],
])('%j is refused', (value, message) => {
  expect(() => once('folder')(value)).toThrow(message);
});

test('a dash is not a file, and may be a name', () => {
  expect(() => once('file')('-')).toThrow('Standard input and output are not supported: name a file, such as ./-.');
  expect(() => once('file or folder')('-')).toThrow('Standard input and output are not supported');
  expect(() => once('folder')('-')).toThrow(/: name a folder, such as \.\/-\.$/);
  expect(once('context')('-')).toBe('-');
});

test('only a path can be written in another way', () => {
  expect(() => once('file')('--json')).toThrow('It is an option: name a file, such as ./--json.');
  expect(() => once('context')('--json')).toThrow(/name a context\.$/);
  expect(() => once('name')('--json')).toThrow(/write one\.$/);
});

test('the second value of an option is refused, and that of another option is not', () => {
  const out = once('folder');
  const record = once('folder');
  out('one');
  expect(record('two')).toBe('two');
  expect(() => out('three')).toThrow('It is given twice: leave out one of them.');
});

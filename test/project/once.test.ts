import { readFileSync } from 'node:fs';
import { commandLine } from '../../lib/manifests/flags';
import { eksLoki, workFolder } from '../helpers/cli';

test('an error of a source shows its place in the source', () => {
  const stackOf = (): string => {
    try {
      commandLine(undefined as never);
      return '';
    } catch (error) {
      return String((error as Error).stack);
    }
  };
  const [, file = '', line] = /\(?(\/\S+\/lib\/manifests\/\w+\.ts):(\d+):\d+/.exec(stackOf()) ?? [];
  expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain("container['command']");
});

test('dates of the tests, of the sources and of packages are dates to each other', () => {
  expect(new Date()).toBeInstanceOf(Date);
  expect(Date.now() - new Date().getTime()).toBeLessThan(1000);
  expect(new Date().getUTCFullYear()).toBeGreaterThanOrEqual(2026);
});

test('a command leaves nothing to the next one: folder, variables, exit code', () => {
  const [first, second] = [workFolder('export default {'), workFolder()];
  const refused = eksLoki(['render', '--environments', 'environments.ts'], first, { ...process.env, COLUMNS: '1000' });
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/^error environments\.ts: cannot be/)]);
  const missing = eksLoki(['render', '--environments', 'environments.ts'], second);
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('no such file')]);
  expect(eksLoki(['--help'], second)).toMatchObject({ status: 0, stderr: '' });
});

describe('expect, which is loaded once, knows the globals of a test file', () => {
  test.each<[unknown, unknown, unknown]>([
    [String, 'x', 1],
    [Number, 1, 'x'],
    [Boolean, false, 0],
    [BigInt, 1n, 1],
    [Symbol, Symbol('x'), 'x'],
    [Function, () => 1, {}],
    [Object, {}, 1],
    [Array, [], {}],
  ])('expect.any(%p)', (type, right, wrong) => {
    expect([right]).toEqual([expect.any(type)]);
    expect([wrong]).not.toEqual([expect.any(type)]);
  });

  test('errors are equal by their messages', () => {
    expect(new TypeError('a')).toEqual(new TypeError('a'));
    expect(new TypeError('a')).not.toEqual(new TypeError('b'));
  });

  test('a serializer of one file is refused, as it would reach the others', () => {
    expect(() => expect.addSnapshotSerializer({ test: () => false, print: () => '' })).toThrow('snapshotSerializers');
  });
});

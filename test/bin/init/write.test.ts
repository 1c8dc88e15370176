import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { existing, writeAll } from '../../../bin/init/write';
import { workFolder } from '../../helpers/cli';

const FILES = { 'a.txt': 'a', '.b/c/d.txt': 'd', '.b/e.txt': 'e' };
const all = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

test('writes all files, into a folder that is made', () => {
  const folder = join(workFolder(), 'x/y');
  writeAll(folder, FILES);
  expect(all(folder)).toEqual(['.b', '.b/c', '.b/c/d.txt', '.b/e.txt', 'a.txt']);
  for (const [path, text] of Object.entries(FILES)) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  expect(existing(folder, { ...FILES, 'f.txt': '' })).toEqual(Object.keys(FILES));
});

test('replaces files, and leaves others alone', () => {
  const folder = workFolder();
  for (const name of ['a.txt', 'mine.txt']) writeFileSync(join(folder, name), 'mine');
  writeAll(folder, FILES);
  expect([readFileSync(join(folder, 'a.txt'), 'utf8'), readFileSync(join(folder, 'mine.txt'), 'utf8')]).toEqual([
    'a',
    'mine',
  ]);
});

test('names what is in the way, all of it', () => {
  const folder = workFolder();
  writeFileSync(join(folder, '.b'), '');
  mkdirSync(join(folder, 'a.txt'));
  expect(() => existing(folder, FILES)).toThrow(
    `${join(folder, '.b')}: is not a folder, and one is needed; name another folder\n` +
      `${join(folder, 'a.txt')}: is not a file, and a file is written there; name another folder`,
  );
  expect(() => existing(join(folder, '.b'), FILES)).toThrow('is not a folder');
});

test('a link to a file is not followed, one to a folder is', () => {
  const folder = workFolder();
  const other = workFolder();
  symlinkSync(join(other, 'secret'), join(folder, 'a.txt'));
  expect(() => existing(folder, FILES)).toThrow('a.txt: is not a file');
  symlinkSync(other, join(folder, 'linked'));
  expect(existing(join(folder, 'linked'), FILES)).toEqual([]);
});

test('without room for one of them, nothing is left', () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'a.txt'), 'mine');
  // A folder that appears after the look at what exists.
  mkdirSync(join(folder, '.b'));
  writeFileSync(join(folder, '.b/c'), 'mine');
  expect(() => writeAll(folder, FILES)).toThrow(/\.b\/c\/d\.txt: cannot be written: .*; name another folder/);
  expect(all(folder)).toEqual(['.b', '.b/c', 'a.txt']);
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('mine');
});

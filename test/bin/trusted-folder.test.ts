import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trustedFolder } from '../../bin/trusted-folder.cjs';
import { workFolder } from '../helpers/cli';

test('a new folder has the given mode, whatever the process allows others', () => {
  const folder = join(workFolder(), 'cache');
  const umask = process.umask(0);
  try {
    expect(trustedFolder(folder, 0o700)).toBe(folder);
  } finally {
    process.umask(umask);
  }
  expect(lstatSync(folder).mode & 0o777).toBe(0o700);
  expect(trustedFolder(folder, 0o755)).toBe(folder);
});

test.each<[string, (folder: string) => void]>([
  ['others may write to', (folder) => (mkdirSync(folder), chmodSync(folder, 0o777))],
  ['the group may write to', (folder) => (mkdirSync(folder), chmodSync(folder, 0o775))],
  ['is a link', (folder) => (mkdirSync(`${folder}-real`), symlinkSync(`${folder}-real`, folder))],
  ['is a file', (folder) => writeFileSync(folder, '')],
])('a folder that %s is not trusted', (_what, make) => {
  const folder = join(workFolder(), 'cache');
  make(folder);
  expect(trustedFolder(folder, 0o700)).toBeUndefined();
});

import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePage } from '../../../bin/output/page';
import { InputError } from '../../../charts/input/problems';
import { PAGE_MARK } from '../../../lib/planner/page/page';
import { workFolder } from '../../helpers/cli';

const message = (work: () => void): string => {
  try {
    work();
    return 'nothing';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
};

test('a page replaces an earlier page, and leaves nothing beside it', () => {
  const folder = workFolder();
  const file = join(folder, 'plan.html');
  for (const text of [`${PAGE_MARK} 1`, `${PAGE_MARK} 2`]) {
    writePage(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
  expect(readdirSync(folder)).toEqual(['plan.html']);
});

test('anything else stays as it is', () => {
  const folder = workFolder();
  const own = join(folder, 'own.html');
  writeFileSync(own, `${'x'.repeat(3000)}${PAGE_MARK}`);
  mkdirSync(join(folder, 'folder'));
  symlinkSync(own, join(folder, 'link'));
  const fix = 'name another file with --html';
  expect(message(() => writePage(own, 'page'))).toBe(`${own}: is a file that eks-loki plan did not write; ${fix}`);
  expect(message(() => writePage(join(folder, 'folder'), 'page'))).toContain(`is a folder, not a file; ${fix}`);
  expect(message(() => writePage(join(folder, 'link'), 'page'))).toContain('is a link, not a file');
  expect(readFileSync(own, 'utf8')).toHaveLength(3000 + PAGE_MARK.length);
});

test('a folder that does not exist is said', () => {
  const file = join(workFolder(), 'none/plan.html');
  expect(message(() => writePage(file, 'page'))).toBe(
    `${file}: cannot be written: ENOENT: no such file or directory; name another file with --html`,
  );
  expect(existsSync(file)).toBe(false);
});

test('a device, and a name that is too long, are said', () => {
  expect(message(() => writePage('/dev/null', 'page'))).toBe(
    '/dev/null: is a special file, not a file; name another file with --html',
  );
  const long = join(workFolder(), `${'x'.repeat(300)}.html`);
  expect(message(() => writePage(long, 'page'))).toBe(
    `${long}: cannot be written: ENAMETOOLONG: name too long; name another file with --html`,
  );
});

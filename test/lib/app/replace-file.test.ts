import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../../lib/app/replace-file';

describe('replaceFile', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'replace-'));

  it('replaces a file, and leaves nothing beside it', () => {
    const root = folder();
    const file = join(root, 'page.html');
    writeFileSync(file, 'former');
    replaceFile(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(root)).toEqual(['page.html']);
  });

  it('leaves nothing beside what it cannot replace', () => {
    const root = folder();
    const file = join(root, 'page.html');
    mkdirSync(file);
    expect(() => replaceFile(file, 'new')).toThrow('EISDIR');
    expect(readdirSync(root)).toEqual(['page.html']);
  });

  it('does not touch what another process with the same number has beside it', () => {
    const root = folder();
    const file = join(root, 'page.html');
    const other = `${file}.${process.pid}.tmp`;
    writeFileSync(other, 'of another');
    replaceFile(file, 'new');
    expect(readFileSync(other, 'utf8')).toBe('of another');
  });
});

import fs, { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceAll } from '../../../bin/output/replace';
import { StagedFolder } from '../../../bin/output/staged-folder';
import { workFolder } from '../../helpers/cli';

/** A folder with files of others and of an earlier run. */
function outWith(others: Readonly<Record<string, string>> = {}): string {
  const out = join(workFolder(), 'out');
  put(out, { 'dev/loki.yaml': 'old', 'dev/gone.yaml': 'old', 'prod/loki.yaml': 'old' });
  for (const [path, text] of Object.entries(others)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
  return out;
}

const NEW = { 'dev/loki.yaml': 'new', 'prod/loki.yaml': 'new', 'test/loki.yaml': 'new' };

/** A folder with these files prepared. */
function staged(out: string, files: Readonly<Record<string, string>> = NEW): StagedFolder {
  const folder = new StagedFolder({ root: out, fix: 'name another', isOurs: () => false, replaces: () => true });
  for (const [path, text] of Object.entries(files)) folder.write(path, text);
  return folder;
}

function put(out: string, files: Readonly<Record<string, string>> = NEW): void {
  replaceAll([staged(out, files)]);
}

/** Text of every file below a folder, and targets of links. */
function contents(folder: string): Record<string, string> {
  if (!fs.existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== '.eks-loki')
    .sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const path = join(folder, name);
      if (lstatSync(path).isSymbolicLink()) return [[name, `-> ${fs.readlinkSync(path)}`]];
      return lstatSync(path).isFile() ? [[name, readFileSync(path, 'utf8')]] : [];
    }),
  );
}

const OLD = { 'dev/gone.yaml': 'old', 'dev/loki.yaml': 'old', 'prod/loki.yaml': 'old' };

afterEach(() => jest.restoreAllMocks());

test('files of the last run are replaced or removed, and files of others stay', () => {
  const out = outWith({ 'dev/mine.yaml': 'mine', 'notes.txt': 'mine' });
  put(out);
  expect(contents(out)).toEqual({ ...NEW, 'dev/mine.yaml': 'mine', 'notes.txt': 'mine' });
  expect(readFileSync(join(out, '.eks-loki'), 'utf8')).toBe(`${Object.keys(NEW).join('\n')}\n`);
});

test('everything of others that is in the way is reported at once, and nothing is written', () => {
  const out = outWith({ test: 'a file', 'prod/new.yaml': 'mine' });
  mkdirSync(join(out, 'dev/folder.yaml'));
  const before = contents(out);
  expect(() => put(out, { ...NEW, 'prod/new.yaml': 'new', 'dev/folder.yaml': 'new' })).toThrow(
    `${join(out, 'test')}: is not a folder, and one is needed; move it away, or name another\n` +
      `${join(out, 'prod/new.yaml')}: is a file that eks-loki did not write; move it away, or name another\n` +
      `${join(out, 'dev/folder.yaml')}: is a folder that eks-loki did not write; move it away, or name another`,
  );
  expect(contents(out)).toEqual(before);
  expect(readdirSync(out).sort()).toEqual(['.eks-loki', 'dev', 'prod', 'test']);
});

test('links are replaced, and their targets stay', () => {
  const out = outWith();
  const elsewhere = workFolder();
  writeFileSync(join(elsewhere, 'loki.yaml'), 'mine');
  fs.rmSync(join(out, 'dev/loki.yaml'));
  symlinkSync(join(elsewhere, 'loki.yaml'), join(out, 'dev/loki.yaml'));
  symlinkSync(elsewhere, join(out, 'test'));
  put(out);
  expect(contents(out)).toEqual(NEW);
  expect(contents(elsewhere)).toEqual({ 'loki.yaml': 'mine' });
});

test('a record that names other folders removes nothing there', () => {
  const out = outWith();
  writeFileSync(join(out, '../precious'), 'mine');
  fs.appendFileSync(join(out, '.eks-loki'), '../precious\ndev/../../precious\n/etc/passwd\n..\ndev/..\n');
  put(out);
  expect(readFileSync(join(out, '../precious'), 'utf8')).toBe('mine');
  expect(contents(out)).toEqual(NEW);
});

describe.each<[string, (out: string) => void]>([
  ['plain folders', () => undefined],
  ['a link in the place of a folder', (out) => symlinkSync('dev', join(out, 'test'))],
])('with %s', (_what, prepare) => {
  /** Calls of `renameSync` until the nth fails; false if there are fewer. */
  function failAt(nth: number, error: Error): () => boolean {
    const { renameSync } = fs;
    let calls = 0;
    jest.spyOn(fs, 'renameSync').mockImplementation((...args) => {
      if (++calls === nth) throw error;
      renameSync(...args);
    });
    return () => calls >= nth;
  }

  test('a run that is killed at any step leaves nothing that the next one does not restore', () => {
    let steps = 0;
    for (let reached = true; reached; steps++) {
      const out = outWith({ 'dev/mine.yaml': 'mine' });
      prepare(out);
      const before = contents(out);
      const folder = staged(out);
      const wasReached = failAt(steps + 1, new Error('killed'));
      const kill = () => (folder.commit(), folder.end());
      try {
        kill();
      } catch {
        // As if the process had ended here.
      }
      reached = wasReached();
      jest.restoreAllMocks();
      const next = staged(out, {});
      next.discard();
      expect(contents(out)).toEqual(reached ? before : { ...NEW, 'dev/mine.yaml': 'mine' });
      put(out);
      expect(contents(out)).toEqual({ ...NEW, 'dev/mine.yaml': 'mine' });
    }
    expect(steps).toBeGreaterThan(9);
  });

  test('a step that fails undoes those before it, and names the path', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, rename'), { code: 'ENOSPC' });
    let steps = 0;
    for (let reached = true; reached; steps++) {
      const out = outWith();
      prepare(out);
      const before = contents(out);
      const folder = staged(out);
      const wasReached = failAt(steps + 1, error);
      let message = '';
      try {
        replaceAll([folder]);
      } catch (thrown) {
        ({ message } = thrown as Error);
      }
      reached = wasReached();
      jest.restoreAllMocks();
      if (!message) break;
      expect(message).toMatch(/^\/\S+\/out\S*: cannot be written: ENOSPC: no space left on device; name another$/);
      expect(contents(out)).toEqual(before);
      expect(readdirSync(out).filter((name) => name.startsWith('.eks-loki-'))).toEqual([]);
    }
    expect(steps).toBeGreaterThan(8);
  });
});

test('if one of two folders cannot be replaced, the other stays as it was', () => {
  const [first, second] = [outWith(), outWith({ test: 'a file' })];
  expect(() => replaceAll([staged(first), staged(second)])).toThrow('is not a folder');
  expect(contents(first)).toEqual(OLD);
});

test('a folder that cannot be made is named, and parents that were made for it go', () => {
  const folder = workFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(() => staged(join(folder, 'file'))).toThrow(`${folder}/file: is a file, and a folder is needed; name another`);
  expect(() => staged(join(folder, 'file/out'))).toThrow(
    /\/file\/out: cannot be written: ENOTDIR: not a directory; name/,
  );
  expect(() => staged('/proc/eks-loki')).toThrow(
    /^\/proc\/eks-loki: cannot be written: ENOENT: no such file or directory; name/,
  );
  staged(join(folder, 'a/b/c'), {}).discard();
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a folder that is gone when what was prepared is discarded hides no other error', () => {
  const folder = workFolder();
  const prepared = staged(join(folder, 'a/b'), {});
  fs.rmSync(join(folder, 'a/b'), { recursive: true });
  prepared.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('what runs that ended have prepared is removed, and that of running ones stays', () => {
  const out = outWith();
  for (const name of ['.eks-loki-999999999', '.eks-loki-999999999-done', '.eks-loki-1']) mkdirSync(join(out, name));
  put(out);
  expect(readdirSync(out).filter((name) => name.startsWith('.eks-loki-'))).toEqual(['.eks-loki-1']);
});

test('a file that is written differently is not put in place', () => {
  const out = outWith();
  const folder = staged(out, {});
  jest.spyOn(fs, 'readFileSync').mockReturnValue('half');
  expect(() => folder.write('dev/loki.yaml', 'whole')).toThrow(
    /dev\/loki\.yaml: cannot be read back as it was written/,
  );
  jest.restoreAllMocks();
  folder.discard();
  expect(contents(out)).toEqual(OLD);
});

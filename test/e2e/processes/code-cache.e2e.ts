import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtClone, type CommandResult, ROOT, run, withoutAws } from '../../helpers/cli';

const CODE_CACHE = JSON.stringify(join(ROOT, 'bin/code-cache.cjs'));

/** A program whose modules are cached, except for `main.cjs` and those in `own/`. */
function program(modules: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-code-cache-'));
  const cache = join(folder, 'cache');
  const put = (name: string, text: string): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  put(
    'main.cjs',
    `require(${CODE_CACHE})({
      folder: ${JSON.stringify(cache)}, name: 'main', covers: (path) => !path.includes('/own/') });
    require('./a.cjs');`,
  );
  for (const [name, text] of Object.entries(modules)) put(name, text);
  return {
    folder,
    cache,
    put,
    start: (env: Record<string, string> = {}, ...flags: string[]): CommandResult =>
      run(process.execPath, [...flags, 'main.cjs'], folder, withoutAws(env)),
    /** The one file of the cache; its inode differs once it is written again. */
    file: () => {
      const names = readdirSync(cache);
      expect(names).toEqual([expect.stringMatching(/^main-\d+\.bin$/)]);
      const path = join(cache, names[0] as string);
      return { path, ino: statSync(path).ino, text: readFileSync(path, 'latin1') };
    },
  };
}

const says = (text: string): CommandResult => ({ status: 0, stdout: `${text}\n`, stderr: '' });

describe('compiled code', () => {
  it('is written at the end of the first run, and used by the next', () => {
    const { start, file } = program({
      'a.cjs': `console.log(require('./b.cjs')());`,
      'b.cjs': `module.exports = () => 1;`,
    });
    expect(start()).toEqual(says('1'));
    const first = file();
    expect(start()).toEqual(says('1'));
    // It is written again whenever V8 compiles a module.
    expect(file()).toEqual(first);
  });

  it('is not used for another source, even of the same length', () => {
    const { start, file, put } = program({
      'a.cjs': `console.log(require('./b.cjs'));`,
      'b.cjs': `module.exports = 1;`,
    });
    start();
    const first = file();
    put('b.cjs', `module.exports = 2;`);
    expect(start()).toEqual(says('2'));
    expect(file().text).not.toBe(first.text);
    expect(start()).toEqual(says('2'));
  });

  it('has no source map, unless Node applies them', () => {
    const map = Buffer.from(JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA' }));
    const url = `sourceMappingURL=data:application/json;base64,${map.toString('base64')}`;
    const { start, file } = program({ 'a.cjs': `console.log(1);\n//# ${url}`, 'b.cjs': '' });
    expect(start()).toEqual(says('1'));
    expect(file().text).not.toContain('base64');
    expect(start({}, '--enable-source-maps')).toEqual(says('1'));
    expect(file().text).toContain(url.slice('sourceMappingURL='.length));
  });

  it('has functions that have not run for some time', () => {
    const { start, file } = program({
      'a.cjs': `function once() { return 'in a function'.length; }
        console.log(once());
        for (let collection = 0; collection < 20; collection++) gc();`,
    });
    expect(start({}, '--expose-gc')).toEqual(says('13'));
    const first = file();
    expect(first.text).toContain('in a function');
    // Flags of V8 are as they were when it is written.
    expect(start({}, '--expose-gc')).toEqual(says('13'));
    expect(file()).toEqual(first);
  });

  it('stays for modules that another run does not load', () => {
    const { start, file } = program({
      'a.cjs': `console.log(require(process.env.WHICH));`,
      'b.cjs': `module.exports = 'b';`,
      'c.cjs': `module.exports = 'c';`,
    });
    expect(start({ WHICH: './b.cjs' })).toEqual(says('b'));
    expect(start({ WHICH: './c.cjs' })).toEqual(says('c'));
    const both = file();
    expect(start({ WHICH: './b.cjs' })).toEqual(says('b'));
    expect(file()).toEqual(both);
  });

  it.each([
    ['is not a cache', () => 'Loki'],
    ['is empty', () => ''],
    ['is of another kind', (text: string) => text.replace(/,\d+\]/g, (end) => `${',-1'.padEnd(end.length - 1)}]`)],
    ['is cut off', (text: string) => text.slice(0, -1)],
    ['is damaged', (text: string) => `${text.slice(0, -9)}x${text.slice(-8)}`],
  ])('is written again if its file %s', (_what, damage) => {
    const { start, file } = program({ 'a.cjs': `console.log(1);` });
    start();
    const { path, text } = file();
    const damaged = damage(text);
    writeFileSync(path, damaged, 'latin1');
    expect(start()).toEqual(says('1'));
    expect(file().text.slice(4)).toMatch(/^\{"\/.*\/a\.cjs":\[\d+,0,\d+\]\}/);
    expect(file().text).not.toBe(damaged);
  });

  it('belongs to one version and flags of V8', () => {
    const { start, cache } = program({ 'a.cjs': `console.log(1);` });
    start();
    expect(start({}, '--no-opt')).toEqual(says('1'));
    expect(readdirSync(cache)).toHaveLength(2);
  });

  it('is not written for the files of a user, after a run that failed, or if Node is told not to cache', () => {
    const { start, file, cache, put } = program({
      'a.cjs': `console.log(require('./own/b.cjs'));`,
      'own/b.cjs': `module.exports = 1;`,
    });
    start({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(() => readdirSync(cache)).toThrow('ENOENT');
    start();
    expect(file().text).toContain('/a.cjs"');
    expect(file().text).not.toContain('own/b.cjs"');
    rmSync(cache, { recursive: true });
    put('own/b.cjs', `process.exitCode = 1;`);
    expect(start().status).toBe(1);
    expect(() => readdirSync(cache)).toThrow('ENOENT');
  });

  it('is not used if others may write to its folder or its file, or it is a link', () => {
    const { start, file, cache } = program({ 'a.cjs': `console.log(1);` });
    start();
    const { path, ino } = file();
    chmodSync(path, 0o666);
    expect(start()).toEqual(says('1'));
    expect(file().ino).not.toBe(ino);
    renameSync(path, join(cache, '../elsewhere'));
    symlinkSync('../elsewhere', path);
    expect(start()).toEqual(says('1'));
    expect(lstatSync(path).isFile()).toBe(true);
    unlinkSync(path);
    chmodSync(cache, 0o777);
    expect(start()).toEqual(says('1'));
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is silently left out if it cannot be written', () => {
    const { start, put } = program({ 'a.cjs': `console.log(1);` });
    put('cache', 'a file where the folder should be');
    expect(start()).toEqual(says('1'));
    expect(start()).toEqual(says('1'));
  });

  it('is not written by a Node without checksums', () => {
    const { start, cache, put } = program({ 'a.cjs': `console.log(1);` });
    put('old.cjs', `require('node:zlib').crc32 = undefined;`);
    expect(start({}, '--require', './old.cjs')).toEqual(says('1'));
    expect(() => readdirSync(cache)).toThrow('ENOENT');
  });

  it('behaves as without the cache: what a module sees, and the messages of its errors', () => {
    const { start, file, folder } = program({
      'a.cjs': `#!/usr/bin/env node
        const seen = [typeof exports, __filename, __dirname, require.main.filename, require.resolve('./b.cjs'),
          require.resolve.paths('x')[0], module.children.length, __filename in require.cache, '.js' in require.extensions];
        console.log(seen.join(' '));
        for (const name of ['./b.cjs', './broken.cjs', './missing.cjs'])
          try { require(name); } catch (error) { console.log(error.stack.split('\\n    at ').slice(0, 2).join(' at ')); }
        require('./c.cjs').then(({ d }) => console.log(d));`,
      'b.cjs': `null.x;`,
      'broken.cjs': `const = 1;`,
      'c.cjs': `module.exports = import('./d.mjs');`,
      'd.mjs': `export const d = import.meta.url;`,
    });
    const without = start({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(without.stdout).toContain(`${folder}/b.cjs:1:6`);
    expect(without.stdout).toContain(`file://${folder}/d.mjs`);
    expect(start()).toEqual(without);
    expect(start()).toEqual(without);
    expect(file().text).toContain('/a.cjs"');
  });
});

test('a second render compiles nothing', () => {
  const clone = builtClone();
  const cache = join(clone, 'dist/code-cache');
  const files = () =>
    readdirSync(cache, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('.'))
      .sort()
      .map((name) => [name, statSync(join(cache, name)).ino]);
  const render = () => run(process.execPath, ['bin/eks-loki.cjs', 'render', 'prod'], clone);
  expect(render().status).toBe(0);
  const first = files();
  const kept = readFileSync(join(cache, String(first[0]?.[0])), 'latin1');
  for (const module of ['/dist/bin/eks-loki.js"', '/cdk8s-plus-28/lib/imports/k8s.js"']) expect(kept).toContain(module);
  // Of cdk8s-plus, the types of objects are loaded; what other commands need is not, and our own text is ASCII.
  expect(kept).not.toContain('/cdk8s-plus-28/lib/index.js"');
  const texts = readdirSync(join(clone, 'dist/bin')).filter((name) => name.endsWith('.js'));
  const others = texts.filter((name) => /^(doctor|import|plan)-/.test(name));
  expect(others).toHaveLength(3);
  for (const name of others) expect(kept).not.toContain(name);
  for (const name of texts) expect(readFileSync(join(clone, 'dist/bin', name), 'utf8')).toMatch(/^[\0-\x7f]+$/);
  expect(first).toEqual([
    [expect.stringMatching(/^eks-loki-render-\d+\.bin$/), expect.any(Number)],
    ...['bin-environments', 'environment-props'].map((name) => [
      expect.stringMatching(`^environments/${name}\\.\\w+\\.mjs$`),
      expect.any(Number),
    ]),
  ]);
  expect(render().status).toBe(0);
  expect(files()).toEqual(first);
});

'use strict';
// Keeps on disk what V8 compiled, since compiling the CDK's modules takes a third of a run. It is kept when a run ends,
// so with the functions that ran: Node's own `module.enableCompileCache()` came with Node 22 and saves half as much.
const { existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const Module = require('node:module');
const v8 = require('node:v8');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

/** Modules that may import others at run time are left to Node: what `vm` compiles may not, or warns that it does. */
const IMPORTS = /(?<![.\w$])import\s*\(/;

/**
 * What a file holds: the length of its index in four bytes, the index, `{ [path]: [checksum, start, end] }`, and what was
 * compiled. Only what a run loads is read, as the rest would stay in memory with it.
 */
function read(file) {
  try {
    const fd = openSync(file);
    const { size } = fstatSync(fd);
    /** What is between, to be read when it is asked for. */
    const slice = (start, end) => {
      if (!(start <= end && end <= size)) throw new RangeError(`${file} is not whole`);
      return () => {
        const bytes = Buffer.allocUnsafeSlow(end - start);
        readSync(fd, bytes, 0, bytes.length, start);
        return bytes;
      };
    };
    const begin = 4 + slice(0, 4)().readUInt32LE();
    const entry = ([path, [sum, start, end]]) => [path, { sum, data: slice(begin + start, begin + end) }];
    return new Map(Object.entries(JSON.parse(slice(4, begin)().toString())).map(entry));
  } catch {
    return new Map(); // the first run, or not a file of ours
  }
}

/** Writes beside the file and renames, since several programs may start, and end, at once. */
function write(file, kept) {
  const besides = `${file}.${process.pid}`;
  try {
    const all = [...kept].map(([path, { sum, data }]) => ({ path, sum, bytes: data() }));
    let end = 0;
    const index = all.map(({ path, sum, bytes }) => [path, [sum, end, (end += bytes.length)]]);
    const text = Buffer.from(JSON.stringify(Object.fromEntries(index)));
    const begin = Buffer.alloc(4);
    begin.writeUInt32LE(text.length);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(besides, Buffer.concat([begin, text, ...all.map(({ bytes }) => bytes)]));
    renameSync(besides, file);
  } catch {
    // Where we may not write, or not so much, every run compiles.
    if (existsSync(besides)) rmSync(besides);
  }
}

/** V8 itself looks at the length of the source only; npm gives every file the same time, and a disk may err. */
function sumOf(source, data) {
  return crc32(data, crc32(source));
}

/** What was compiled of this source, if anything was. */
function known(source, entry) {
  const data = entry?.data();
  return data && sumOf(source, data) === entry.sum ? data : undefined;
}

/** `require` as a module sees it. */
function requireOf(parent) {
  const require = (id) => parent.require(id);
  require.resolve = (id, options) => Module._resolveFilename(id, parent, false, options);
  require.resolve.paths = (id) => Module._resolveLookupPaths(id, parent);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/**
 * From here on, CommonJS modules in files that `covers` says yes to are compiled with what is in `folder`; what was not
 * there, or of another source, is there after a run that ends well. The file is of `name` and of this V8 with its flags.
 */
module.exports = function codeCache({ folder, name, covers }) {
  // Node 20 has checksums since 20.15.
  if (!crc32) return;
  // Coverage counts less in code from a cache; the other variable is Node's own for the same wish.
  if (process.env.NODE_V8_COVERAGE || process.env.NODE_DISABLE_COMPILE_CACHE) return;
  const file = join(folder, `${name}-${v8.cachedDataVersionTag()}.bin`);
  const kept = read(file);
  const compiled = [];
  const { _compile } = Module.prototype;

  Module.prototype._compile = function compile(source, path, format) {
    if (format === 'module' || !covers(path)) return _compile.call(this, source, path, format);
    const data = known(source, kept.get(path));
    if (!data && IMPORTS.test(source)) return _compile.call(this, source, path, format);
    let script;
    try {
      script = new vm.Script(Module.wrap(source.replace(/^#!.*/, '')), {
        filename: path,
        columnOffset: -Module.wrapper[0].length,
        cachedData: data,
      });
    } catch {
      return _compile.call(this, source, path, format); // which says what is wrong, or that it is a module of the other kind
    }
    if (script.cachedDataRejected !== false) compiled.push({ path, source, script });
    return script.runInThisContext().call(this.exports, this.exports, requireOf(this), this, path, dirname(path));
  };

  process.on('exit', (code) => {
    if (code !== 0 || compiled.length === 0) return;
    for (const { path, source, script } of compiled) {
      const data = script.createCachedData();
      kept.set(path, { sum: sumOf(source, data), data: () => data });
    }
    write(file, kept);
  });
};

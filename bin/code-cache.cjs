'use strict';
// Caches the code that V8 compiled, since compiling the CDK's modules takes a third of a run. It is written at the end of a
// run, so it includes the functions that ran: Node's `module.enableCompileCache()` came with Node 22 and saves half as much.
const {
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { randomUUID } = require('node:crypto');
const { dirname, join } = require('node:path');
const Module = require('node:module');
const v8 = require('node:v8');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');
const { isTrusted, trustedFolder } = require('./trusted-folder.cjs');

/** Modules with dynamic imports are left to Node: in code that `vm` compiles they fail or cause a warning. */
const IMPORTS = /(?<![.\w$])import\s*\(/;

/** Beginning of a source map, if it is the last line of a module. */
const SOURCE_MAP = '\n//# sourceMappingURL=data:';

/**
 * Reads a cache file: the length of its index in four bytes, the index, `{ [path]: [checksum, start, end] }`, and the
 * compiled code. Code is read module by module as a run loads them, since the rest would only take memory.
 */
function read(file) {
  try {
    const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const found = fstatSync(fd);
    if (![found, lstatSync(dirname(file))].every(isTrusted)) return new Map();
    const { size } = found;
    /** Reads a range of the file when it is called, into the beginning of a buffer if one is given. */
    const slice = (start, end) => {
      if (!(start <= end && end <= size)) throw new RangeError(`${file} is truncated`);
      return (buffer = Buffer.allocUnsafeSlow(end - start)) => {
        const bytes = buffer.subarray(0, end - start);
        readSync(fd, bytes, 0, bytes.length, start);
        return bytes;
      };
    };
    const begin = 4 + slice(0, 4)().readUInt32LE();
    const entry = ([path, [sum, start, end]]) => [
      path,
      { sum, length: end - start, data: slice(begin + start, begin + end) },
    ];
    return new Map(Object.entries(JSON.parse(slice(4, begin)().toString())).map(entry));
  } catch {
    return new Map(); // the first run, or not a cache file
  }
}

/** Writes beside the file and renames, since several programs may run at once, also with one number in two containers. */
function write(file, kept) {
  // Only code of libraries is in it, so others may read it.
  if (!trustedFolder(dirname(file), 0o755)) return;
  const besides = `${file}.${randomUUID()}`;
  try {
    const all = [...kept].map(([path, { sum, data }]) => ({ path, sum, bytes: data() }));
    let end = 0;
    const index = all.map(({ path, sum, bytes }) => [path, [sum, end, (end += bytes.length)]]);
    const text = Buffer.from(JSON.stringify(Object.fromEntries(index)));
    const begin = Buffer.alloc(4);
    begin.writeUInt32LE(text.length);
    const bytes = Buffer.concat([begin, text, ...all.map((one) => one.bytes)]);
    writeFileSync(besides, bytes, { flag: 'wx', mode: 0o644 });
    renameSync(besides, file);
  } catch {
    // Without permission or space every run compiles.
    if (existsSync(besides)) rmSync(besides);
  }
}

/** Checksum of a module. V8 itself compares only the length of its code. */
function sumOf(code, data) {
  return crc32(data, crc32(code));
}

/** Buffer for the code of one module after the other: V8 copies it, and one for each would stay until the end of a run. */
let buffer = Buffer.alloc(0);

/** Compiled code of this code, if the cache has it. It is valid until the next module's is read. */
function known(code, entry) {
  if (!entry) return undefined;
  if (entry.length > buffer.length) buffer = Buffer.allocUnsafeSlow(entry.length);
  const data = entry.data(buffer);
  return sumOf(code, data) === entry.sum ? data : undefined;
}

/** Code of a module without a shebang, and without its source map, which may be four times as long and stays in memory. */
function codeOf(source) {
  const code = source.replace(/^#!.*/, '');
  if (process.sourceMapsEnabled) return code;
  const map = code.indexOf(SOURCE_MAP);
  return map < 0 || code.includes('\n', map + 1) ? code : code.slice(0, map);
}

/** `require` of a module. */
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
 * Compiles CommonJS modules with the cache in `folder` from here on, if `covers` accepts their path. Modules that the cache
 * lacks are added after a run that succeeds. Its file is named after `name`, and the version and flags of V8.
 */
module.exports = function codeCache({ folder, name, covers }) {
  // Node 20 has checksums since 20.15.
  if (!crc32) return;
  // Coverage counts less in cached code; the other variable turns Node's own cache off as well.
  if (process.env.NODE_V8_COVERAGE || process.env.NODE_DISABLE_COMPILE_CACHE) return;
  const file = join(folder, `${name}-${v8.cachedDataVersionTag()}.bin`);
  const kept = read(file);
  const compiled = [];
  const { _compile } = Module.prototype;
  // V8 drops code of functions that have not run for some time: a run that begins a cache keeps it until the end.
  if (kept.size === 0) v8.setFlagsFromString('--no-flush-bytecode');

  Module.prototype._compile = function compile(source, path, format) {
    if (format === 'module' || !covers(path)) return _compile.call(this, source, path, format);
    const code = codeOf(source);
    const data = known(code, kept.get(path));
    if (!data && IMPORTS.test(code)) return _compile.call(this, source, path, format);
    let script;
    try {
      script = new vm.Script(Module.wrap(code), {
        filename: path,
        columnOffset: -Module.wrapper[0].length,
        cachedData: data,
      });
    } catch {
      return _compile.call(this, source, path, format); // reports the error, or loads an ES module
    }
    if (script.cachedDataRejected !== false) compiled.push({ path, code, script });
    return script.runInThisContext().call(this.exports, this.exports, requireOf(this), this, path, dirname(path));
  };

  process.on('exit', (code) => {
    if (code !== 0 || compiled.length === 0) return;
    // Code that is made with other flags than those it is read with is rejected.
    if (kept.size === 0) v8.setFlagsFromString('--flush-bytecode');
    for (const { path, code, script } of compiled) {
      const data = script.createCachedData();
      kept.set(path, { sum: sumOf(code, data), data: () => data });
    }
    write(file, kept);
  });
};

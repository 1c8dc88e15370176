const { readFileSync } = require('node:fs');
const { SourceMap } = require('node:module');
const { join, sep } = require('node:path');
const { transformSync } = require('@swc/core');
const SWC = require('./swc.js');

/** Folders of the sources that are loaded once per process. */
const FOLDERS = ['charts', 'lib'].map((name) => join(__dirname, '../..', name) + sep);

/** Globals of the sources, in place of their own: the clock of the tests. */
const globals = { Date };

/** Begin of each source, on its first line. */
const GLOBALS = `"use strict"; const { Date } = require(${JSON.stringify(__filename)}).globals; `;

/** Source maps of loaded sources, by path. */
const maps = new Map();

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const { code, map } = transformSync(source, { ...SWC, filename, sourceMaps: true });
  maps.set(filename, map);
  module._compile(GLOBALS + code, filename);
};

/** Forgets all sources: while Jest watches, they change. */
function forget() {
  for (const path of Object.keys(require.cache)) {
    if (FOLDERS.some((folder) => path.startsWith(folder))) Reflect.deleteProperty(require.cache, path);
  }
}

/** A frame of a stack trace with its place in the source. */
function inSource(frame) {
  const file = frame.getFileName();
  const map = maps.get(file);
  if (!map) return frame;
  const [line, column] = [frame.getLineNumber() - 1, frame.getColumnNumber() - 1];
  const { originalLine, originalColumn } = new SourceMap(JSON.parse(map)).findEntry(line, column);
  if (originalLine === undefined) return frame;
  const place = `${file}:${originalLine + 1}:${originalColumn + 1}`;
  const name = frame.getFunctionName();
  return { isNative: () => true, toString: () => (name ? `${name} (${place})` : place) };
}

/** Makes stack traces show sources; Jest's way knows only files that it loads itself. It sets it for each test file. */
function mapStackTraces() {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, frames.map(inSource));
}

module.exports = { globals, forget, mapStackTraces };

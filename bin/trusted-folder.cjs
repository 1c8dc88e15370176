'use strict';
// Caches hold code that runs, so they lie in folders that only their owner writes to, never in the shared temporary folder.
const { lstatSync, mkdirSync } = require('node:fs');

/** True if a file is of this user or of whoever installed this program, and nobody else may write to it. */
function isTrusted({ uid, mode }) {
  // Windows has neither; its users have temporary folders and packages of their own.
  if (!process.getuid) return true;
  return [process.getuid(), lstatSync(__filename).uid].includes(uid) && (mode & 0o022) === 0;
}

/** Path of a folder with this mode, created if it does not exist; undefined if its content cannot be trusted. */
function trustedFolder(path, mode) {
  try {
    mkdirSync(path, { recursive: true, mode });
    const found = lstatSync(path);
    return found.isDirectory() && isTrusted(found) ? path : undefined;
  } catch {
    return undefined; // a package of another user, or a file in the way
  }
}

module.exports = { isTrusted, trustedFolder };

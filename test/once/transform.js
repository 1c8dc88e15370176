/** Replaces a file of a package by one that is loaded once: see environment.js. */
module.exports = {
  process: () => ({ code: 'module.exports = requireOnce(__filename);' }),
};

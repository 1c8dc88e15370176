/** Replaces a file of a package or a source by one that is loaded once: see environment.js. */
module.exports = {
  process: () => ({ code: 'module.exports = requireOnce(__filename);' }),
};

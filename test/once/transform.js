/** A file of a package that is loaded once: see environment.js. */
module.exports = {
  process: () => ({ code: 'module.exports = requireOnce(__filename);' }),
};

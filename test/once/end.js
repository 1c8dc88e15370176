const { removeFolder } = require('./folder');

/** Removes what tests left. */
module.exports = removeFolder;

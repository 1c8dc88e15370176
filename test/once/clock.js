/** Sets the clock of a program that a test starts: see date.js. */
globalThis.Date = require('./date.js');

const { types } = require('node:util');

/**
 * The clock of every test, and of the programs that tests start, begins on one day: rules about dates then find the same in
 * any year. The clock runs on from there.
 */
const offset = Date.UTC(2026, 10, 29) - Date.now();
const now = Date.now;

module.exports = class extends Date {
  /** Tells that this is not the real clock. */
  static isSet = true;

  static {
    Object.defineProperty(this, 'name', { value: 'Date' });
    // Dates of packages are dates too.
    Object.defineProperty(this, Symbol.hasInstance, { value: types.isDate });
  }

  constructor(...args) {
    super(...(args.length > 0 ? args : [now() + offset]));
  }

  static now() {
    return now() + offset;
  }
};

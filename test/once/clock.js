/**
 * Starts the clock of every test, and of the programs that tests start, on one day: rules about dates then find the same
 * in any year. The clock runs on from there.
 */
const RealDate = Date;
const offset = RealDate.UTC(2026, 10, 29) - RealDate.now();

globalThis.Date = class Date extends RealDate {
  /** Tells that this is not the real clock. */
  static isSet = true;

  constructor(...args) {
    super(...(args.length > 0 ? args : [Date.now()]));
  }

  static now() {
    return RealDate.now() + offset;
  }
};

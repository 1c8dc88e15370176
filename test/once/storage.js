/**
 * Storage of what the runner knows of the present test, in place of `AsyncLocalStorage`, which makes every promise of a run
 * take longer: for tests of a file that run one after the other, as all do without `test.concurrent`.
 */
module.exports = class {
  getStore() {
    return this.store;
  }

  run(store, callback) {
    const before = this.store;
    const end = () => {
      if (this.store !== store) throw new Error('tests run at the same time: write test in place of test.concurrent');
      this.store = before;
    };
    this.store = store;
    const result = callback();
    if (typeof result?.then === 'function') return result.finally(end);
    end();
    return result;
  }
};

const { relative, sep } = require('node:path');

/** Orders tests by how near they are to the mutated file, as tests mirror the sources: most mutations end there. */
module.exports = class NearestFirst {
  sort(tests) {
    const mutated = parts(process.env.MUTANT_FILE);
    const nearness = ({ path, context }) => {
      const test = parts(relative(context.config.rootDir, path).replace(`test${sep}`, ''));
      const differs = mutated.findIndex((part, index) => part !== test[index]);
      return differs === -1 ? mutated.length : differs;
    };
    return [...tests].sort((one, other) => nearness(other) - nearness(one));
  }

  cacheResults() {
    // How long tests take does not order them.
  }
};

function parts(path) {
  return path.replace(/(\.test)?\.ts$/, '').split(/[\\/]/);
}

const { relative, sep } = require('node:path');

/** Orders tests by how near they are to the mutated files, as tests mirror the sources: most mutations end there. */
module.exports = class NearestFirst {
  sort(tests) {
    const sources = process.env.MUTANT_FILES.split(',').map(parts);
    const nearness = ({ path, context }) => {
      const test = parts(relative(context.config.rootDir, path).replace(`test${sep}`, ''));
      return Math.max(...sources.map((source) => commonParts(source, test)));
    };
    return [...tests].sort((one, other) => nearness(other) - nearness(one));
  }

  cacheResults() {
    // How long tests take does not order them.
  }
};

function commonParts(source, test) {
  const differs = source.findIndex((part, index) => part !== test[index]);
  return differs === -1 ? source.length : differs;
}

function parts(path) {
  return path.replace(/(\.test)?\.ts$/, '').split(/[\\/]/);
}

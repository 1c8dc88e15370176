'use strict';
// Flags of the scripts of contributors, which print their usage instead of a stack trace.
const { parseArgs } = require('node:util');

/** Values of flags. Ends the process with the usage for --help (exit code 0), and for a flag that does not exist (exit code 2). */
function flagsOf(usage, options) {
  const end = (code, lines) => {
    (code === 0 ? console.log : console.error)(lines.join('\n'));
    process.exit(code);
  };
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', default: false } } });
    return values.help ? end(0, [`usage: ${usage}`]) : values;
  } catch (error) {
    return end(2, [`error: ${error.message.split('. ')[0]}`, `usage: ${usage}`]);
  }
}

module.exports = { flagsOf };

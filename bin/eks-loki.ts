import { Command, CommanderError } from 'commander';
import { nearest } from '../charts/input/nearest';
import { visible } from '../charts/input/show';
import { homepage, version } from '../package.json';
import { ENVIRONMENTS_FILE } from './defaults';
import { CLUSTER_COMMANDS } from './program/cluster';
import { FILE_COMMANDS } from './program/files';
import { LAYOUT, OUTPUT } from './program/help';
import { JSON_OPTION, once } from './program/options';
import { UsageError } from './terminal/problems';
import { runProgram } from './terminal/program';

const options = process.argv.slice(2);
const json = options.slice(0, options.includes('--') ? options.indexOf('--') : undefined).includes(JSON_OPTION);

const program = new Command('eks-loki')
  .description('Logs on Amazon EKS, as code: Loki, Alloy and Grafana datasources from one file of environments.')
  .version(version, '-V, --version', 'print the version')
  .configureHelp(LAYOUT)
  .configureOutput(OUTPUT)
  .option('--environments <file>', 'file with the environments', once('file'), ENVIRONMENTS_FILE)
  .addHelpText(
    'after',
    '\nExample:\n  $ eks-loki synth dev\n\nHelp for a command:\n  $ eks-loki wait --help\n\n' +
      'Exit codes:\n  0  all is right\n  1  invalid input or findings\n  2  misuse of the command line\n  3  changes (diff --exit-code)\n\n' +
      `Pages that messages name, such as docs/how-to/plan.md:\n  ${new URL('tree/main', `${homepage.replace('#readme', '')}/`).href}`,
  )
  .exitOverride();

/** The file with the environments. */
const file = (): string => program.opts<{ environments: string }>().environments;

for (const add of [...FILE_COMMANDS, ...CLUSTER_COMMANDS]) add(program, file);

/** Command that prints the help of the command that was given, or of all. */
function helpAdvice(): string {
  const command = program.commands.map((each) => each.name()).find((name) => options.includes(name));
  return `run ${['eks-loki', ...(command === undefined ? [] : [command]), '--help'].join(' ')}`;
}

/** A misuse of the command line as a problem: commander's first line, and its suggestion. */
function usageError({ code, message }: CommanderError): UsageError {
  // Without a command, commander prints the help.
  const [first = '', suggestion] = code === 'commander.help' ? ['no command is given'] : message.split('\n');
  const fix = suggestion?.replace(/^\(|\)$/g, '').replace('Did', 'did') ?? helpAdvice();
  return new UsageError([{ path: 'eks-loki', found: first.replace(/^error: |\.$/g, ''), fix }]);
}

/** Refuses `help` of a command that does not exist: commander prints the help of all instead. */
function refuseUnknownHelp([first, named]: readonly string[]): void {
  if (first !== 'help' || named === undefined || named.startsWith('-')) return;
  const names = ['help', ...program.commands.map((command) => command.name())];
  if (names.includes(named)) return;
  const near = nearest(named, names);
  const fix = near === undefined ? helpAdvice() : `did you mean ${near}?`;
  throw new UsageError([{ path: 'eks-loki', found: `unknown command '${visible(named)}'`, fix }]);
}

/** Runs the command that is named. */
async function main(): Promise<void> {
  refuseUnknownHelp(options);
  // Commander has no help for `help` itself.
  const asked = options[0] === 'help' && options[1] === 'help' ? ['help'] : options;
  try {
    await program.parseAsync(asked, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
}

void runProgram({ file, json, main });

import { join } from 'node:path';
import { visible } from '../../charts/input/show';
import { checkCharts, refuseErrors } from '../../lib/checks/checked-charts';
import {
  applyCommand,
  bootstrapCommand,
  credentialsCommand,
  deployCommand,
  waitCommand,
} from '../../lib/app/next-commands';
import { isLocal } from '../../lib/environment/local';
import { type Environment, resolveEnvironment } from '../../lib/environment/environment';
import { name as PACKAGE, version } from '../../package.json';
import { ENVIRONMENTS_FILE, MANIFESTS_FOLDER } from '../defaults';
import { environmentOf } from '../init/answers';
import { awsOf } from '../init/aws';
import { collectAnswers, type GivenAnswers } from '../init/collect';
import { type Prompt, terminalPrompt } from '../init/prompt';
import { type Files, kubectlPackage, projectFiles } from '../init/project';
import { addedStack, type AddedStack, STACK_ID } from '../init/stack';
import { existing, writeAll } from '../init/write';
import { countObjects } from '../manifests/write';
import { kindAt } from '../output/paths';
import { steps } from '../terminal/next-steps';
import { UsageError } from '../terminal/problems';
import { findingsJson, printWarnings, summary } from '../terminal/report';
import { printJson } from '../terminal/stdout';
import { widthOf, working, wrap } from '../terminal/terminal';

/** Arguments of `eks-loki init`. */
export interface InitOptions extends GivenAnswers {
  /** Folder of the project, or of a CDK app that gets a stack. */
  readonly folder: string;

  /**
   * Tarball, git address or version from which npm installs this package. @default - this version, from the registry
   */
  readonly package?: string;

  /** If true, nothing is asked. @default false */
  readonly yes?: boolean;

  /** If true, files that exist are replaced. @default false */
  readonly overwrite?: boolean;

  /** If true, the result is printed as JSON, and nothing is asked. */
  readonly json?: boolean;
}

/**
 * Asks for an environment and writes a project with it, or a stack into a CDK app that exists. The environment is rendered
 * and checked first; files are written all together or not at all.
 */
export async function init(options: InitOptions): Promise<void> {
  const { folder, json = false, package: source = `^${version}` } = options;
  const at = (path: string) => kindAt(join(folder, path)) === 'file';
  const isApp = at('cdk.json') && at('package.json') && !at(ENVIRONMENTS_FILE);
  const isAsked = !options.yes && !json && process.stdin.isTTY && process.stderr.isTTY;
  const prompt = isAsked ? terminalPrompt() : undefined;
  try {
    const kinds = isApp ? (['new', 'existing'] as const) : (['new', 'existing', 'local'] as const);
    const answers = await collectAnswers(options, { aws: awsOf(), prompt, kinds });
    const written = environmentOf(answers);
    const environment = resolveEnvironment(answers.name, written);
    const [checked] = await working('checking', () => checkCharts([environment]));
    if (!checked) return;
    refuseErrors([checked]);
    const stack = isApp ? addedStack(folder, environment) : undefined;
    const files: Files = stack ? { [stack.file]: stack.text } : projectFiles({ folder, environment, written, source });
    await mayReplace(existing(folder, files), options, prompt);
    printWarnings([{ of: environment.name, findings: checked.findings }]);
    writeAll(folder, files);
    const next = stack
      ? stackCommands(folder, environment, source)
      : [inFolder(folder, 'npm install'), ...projectCommands(environment)];
    const report = { of: environment.name, isEnvironment: true, ...checked };
    const objects = countObjects(checked.files);
    if (json) {
      const [{ findings } = {}] = findingsJson([report]) as [{ findings?: unknown }?];
      const lines = stack ? { app: stack.app, lines: stack.lines } : {};
      printJson({
        folder,
        environment: environment.name,
        files: Object.keys(files),
        objects,
        findings,
        ...lines,
        next,
      });
      return;
    }
    const print = (text: string) => console.log(wrap(text, widthOf(process.stdout)));
    print('Written:');
    for (const path of Object.keys(files)) console.log(`  ${visible(join(folder, path))}`);
    console.log('');
    print(`${environment.name} renders ${objects} objects`);
    for (const line of summary([report]).split('\n')) print(line);
    if (stack) console.log(`\n${linesText(stack)}`);
    console.log(`\n${steps('Next:', next, process.stdout)}`);
  } finally {
    prompt?.close();
  }
}

/** Asks whether files may be replaced. @throws UsageError if they may not, with the paths of all */
async function mayReplace(paths: readonly string[], options: InitOptions, prompt?: Prompt): Promise<void> {
  if (paths.length === 0 || options.overwrite) return;
  if (prompt) {
    for (;;) {
      const answer = (await prompt.ask(`Replace ${paths.join(', ')}? yes or no [no]:`)).toLowerCase();
      if (['y', 'yes'].includes(answer)) return;
      if (['', 'n', 'no'].includes(answer)) break;
    }
  }
  const fix = 'name another folder, move it away, or add --overwrite';
  throw new UsageError(paths.map((path) => ({ path: join(options.folder, path), found: 'exists', fix })));
}

/** Quotes text so that a shell reads it as one word. */
const word = (text: string): string => (/^[\w@%+=:,./^-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const inFolder = (folder: string, command: string): string =>
  join(folder) === '.' ? command : `cd ${word(folder)} && ${command}`;

/** Commands that follow the installation of a new project. */
function projectCommands(environment: Environment): string[] {
  const { name } = environment;
  if (isLocal(environment.props)) {
    const folder = join(MANIFESTS_FOLDER, name);
    return [`npx eks-loki render ${name}`, credentialsCommand(name), applyCommand(folder), waitCommand(name)];
  }
  return [bootstrapCommand(environment), deployCommand(name)];
}

/** Commands that follow the two lines in an app. */
function stackCommands(folder: string, environment: Environment, source: string): string[] {
  const installed = /^[\^~\d]/.test(source) ? `${PACKAGE}@${source}` : source;
  const packages = [word(installed), 'cdk8s', 'cdk8s-plus-28', kubectlPackage(environment.props)];
  return [
    inFolder(folder, `npm install ${packages.join(' ')}`),
    bootstrapCommand(environment),
    `npx cdk deploy ${STACK_ID}`,
  ];
}

/** The two lines that the user adds to an app. */
function linesText({ app, lines }: AddedStack): string {
  const where = app === undefined ? 'the file that cdk.json runs' : app;
  return [`Add these two lines to ${where}, in which app is the App:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Root of the repository. */
export const ROOT = resolve(__dirname, '../..');

/** Result of a command. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables that change what a program prints, or where it looks for credentials. */
const UNWANTED = /^(AWS_|CDK_|COLUMNS$|FORCE_COLOR$|NO_COLOR$)/;

/** With it, CDK does not copy its assets, which have 58 MB. */
const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-asset-staging': true });

/** Sets the clock of programs, if that of the tests is set: end-to-end tests have the real one. */
const clock = (): Record<string, string> =>
  'isSet' in Date ? { NODE_OPTIONS: `--require ${join(ROOT, 'test/once/clock.js')}` } : {};

/** Environment without AWS credentials, configuration and instance metadata, and without settings of the output. */
export function withoutAws(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !UNWANTED.test(name)));
  return {
    ...clean,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...clock(),
    ...extra,
  };
}

/** Runs a program in a folder to its end; `timeout` is in milliseconds. */
export function run(
  program: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv = withoutAws(),
  timeout = 60_000,
  input?: string,
): CommandResult {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, input, encoding: 'utf8', timeout });
  return { status, stdout, stderr };
}

/** Runs `eks-loki` in a folder, in a process of its own. */
export function eksLokiProcess(args: string[], cwd: string, env?: NodeJS.ProcessEnv, input?: string): CommandResult {
  return run(process.execPath, [join(ROOT, 'bin/eks-loki.cjs'), ...args], cwd, env, undefined, input);
}

/**
 * Runs the bundle of a program in a folder, in the thread that all commands of this process share: see
 * test/once/thread.js. For what only a process can show, a signal or what it loads, there is `eksLokiProcess`.
 */
export function inThread(
  name: 'eks-loki' | 'app',
  args: string[],
  cwd: string,
  env = withoutAws(),
  input?: string,
): CommandResult {
  const { requireOnce } = globalThis as unknown as { readonly requireOnce: NodeJS.Require };
  const runInThread = requireOnce(join(ROOT, 'test/once/commands.js')) as (command: object) => CommandResult;
  const program = join(ROOT, `dist/bin/${name}.js`);
  return runInThread({ program, args, cwd, env, input });
}

/** Runs `eks-loki` in a folder. */
export function eksLoki(args: string[], cwd: string, env?: NodeJS.ProcessEnv, input?: string): CommandResult {
  return inThread('eks-loki', args, cwd, env, input);
}

/** Runs the arguments after the number of columns on a pseudo terminal, and prints what it shows. */
const ON_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    size = struct.pack('HHHH', 50, int(sys.argv[1]), 0, 0)
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Output of a command on a terminal. */
export interface TerminalResult {
  readonly status: number | null;

  /** All that was written, control characters included. */
  readonly written: string;

  /** Lines that remain on the screen, without control characters. */
  readonly lines: string[];
}

/** Runs `eks-loki` on a terminal of some columns; needs python3. */
export function onTerminal(columns: number, args: string[], cwd: string, env = withoutAws()): TerminalResult {
  const command = [process.execPath, join(ROOT, 'bin/eks-loki.cjs'), ...args];
  const terminal = { ...env, TERM: 'xterm' };
  const { status, stdout } = run('python3', ['-c', ON_TERMINAL, String(columns), ...command], cwd, terminal);
  const lines = stdout
    .split(/\r?\n/)
    .map((line) => stripVTControlCharacters(line.split('\r\u001b[K').at(-1) as string));
  return { status, written: stdout, lines };
}

/** Text of problems before it is broken into lines. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** New folder to work in, with a file of environments if its text is given. */
export function workFolder(environments?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-'));
  if (environments !== undefined) writeFileSync(join(folder, 'environments.ts'), environments);
  return folder;
}

/** Copy of the app's sources in a new folder, as in a user's clone, with the packages of the repository. */
export function cloneFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-clone-'));
  for (const part of ['bin', 'lib', 'charts', 'dist', 'cdk.json', 'package.json', 'tsconfig.json']) {
    if (existsSync(join(ROOT, part))) {
      // Programs that run meanwhile write to the code cache.
      const filter = (path: string) => basename(path) !== 'code-cache';
      // The bundle must not look older than its sources.
      cpSync(join(ROOT, part), join(folder, part), { recursive: true, preserveTimestamps: true, filter });
    }
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Such a copy with a bundle of its sources, whatever `dist/` of the repository was built from. */
export function builtClone(): string {
  const clone = cloneFolder();
  const { status, stderr } = run(process.execPath, [join(ROOT, 'scripts/bundle.mjs')], clone);
  if (status !== 0) throw new Error(stderr);
  return clone;
}

/** Text of a file of environments with an object literal. */
export function environmentsFile(literal: string): string {
  return `import { defineEnvironments } from '${join(ROOT, 'lib/environment/props')}';\nexport default defineEnvironments(${literal});\n`;
}

import { InputError, type Problem, show } from '../../charts/input/problems';
import { loadProblem } from '../loading/problem';
import { onStandstill } from '../standstill';
import { fail } from './problems';
import { endProcess, reserveStdout } from './stdout';

/** Properties of a program that runs a user's file. */
export interface ProgramProps {
  /** The file. */
  readonly file: () => string;

  /** If true, standard output has JSON and nothing else. @default false */
  readonly json?: boolean;

  /** Its work. */
  readonly main: () => Promise<unknown>;
}

/**
 * Runs a program to its end, or to a problem: the file of the user may wait or run for ever, end the process, or throw
 * later, and none of these ends in silence or in a stack trace.
 */
export async function runProgram({ file, json = false, main }: ProgramProps): Promise<void> {
  // The AWS SDK warns about the Node that its later versions need, and users of this program cannot act on that.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  let isDone = false;
  let isIdle = false;
  const refuse = (problem: Omit<Problem, 'path'> & Partial<Problem>) => {
    isDone = true;
    fail(new InputError([{ path: file(), ...problem }]), { json });
  };
  if (json) reserveStdout();
  onStandstill(refuse);
  process.once('beforeExit', () => (isIdle = true));
  process.on('exit', () => {
    if (isDone) return;
    const found = isIdle ? 'waits for something that never happens' : 'calls process.exit';
    refuse({ found, fix: 'export the environments and let the file end' });
  });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      if (!isDone) refuse(loadProblem(error));
      process.exit();
    });
  }
  process.stdout.on('error', (error) => {
    isDone = true;
    reportUnwritten(error);
    process.exit();
  });
  try {
    checkFolder();
    await main();
  } catch (error) {
    fail(error, { json });
  }
  isDone = true;
  endProcess(reportUnwritten);
}

/** Reports output that could not be written. The reader of a pipe may end early. */
function reportUnwritten(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  const found = `cannot be written: ${show(error.message)}`;
  fail(new InputError([{ path: 'standard output', found, fix: 'make room, or send it elsewhere' }]));
}

/** @throws InputError if the folder that the program runs in has been deleted */
function checkFolder(): void {
  try {
    process.cwd();
  } catch {
    throw new InputError([{ path: '.', found: 'has been deleted', fix: 'change to another folder' }]);
  }
}

import { spawn } from 'node:child_process';
import { InputError } from '../../charts/input/problems';
import { parsedJson } from '../../lib/manifests/json';
import { isRecord } from '../../lib/manifests/shape';
import { atEnd } from '../ending';

/** Result of a kubectl command. */
export interface KubectlResult {
  /** Its exit code. */
  readonly status: number | null;

  /** Its standard output. */
  readonly stdout: string;

  /** Its standard error. */
  readonly stderr: string;

  /** Objects that it printed as JSON, which are parsed once. @default - it printed none */
  readonly printed?: object;
}

/** Objects that a command printed as JSON; undefined if it printed something else. Those of a failed one are parsed here. */
export const printedJson = ({ printed, stdout }: KubectlResult): unknown => printed ?? parsedJson(stdout);

/** Options of a kubectl command. */
export interface KubectlOptions {
  /** Ends the command early. @default - it ends by itself */
  readonly signal?: AbortSignal;

  /** Receives each line of standard output as soon as it is printed. @default - lines are only in the result */
  readonly onLine?: (line: string) => void;

  /** Its standard input. @default - nothing */
  readonly input?: string;

  /**
   * Seconds after which it is ended. It may wait for something other than the cluster, such as a login. @default - it
   * ends by itself
   */
  readonly within?: number;
}

/**
 * Seconds for the first commands: a plugin for credentials may wait for somebody to log on, which no timeout of kubectl
 * ends.
 */
export const ANSWERS_WITHIN = 25;

/** Error of the API server for what the user may not do. */
export const FORBIDDEN = /\(Forbidden\)/;

/** Commands whose requests the API server answers at once. Others, such as `rollout status`, wait for something. */
const ANSWERED = ['get', 'create', 'apply', 'delete'];

/** Longest time of one request: an API server, or a proxy before it, may take a connection and never answer. */
const REQUEST_TIMEOUT = '--request-timeout';

/** Arguments with a time for each request of a command that has none. */
const timed = (args: readonly string[]): readonly string[] =>
  ANSWERED.includes(args[0] ?? '') && !args.some((one) => one.startsWith(REQUEST_TIMEOUT))
    ? [...args, `${REQUEST_TIMEOUT}=60s`]
    : args;

/** Runs kubectl commands. */
export type KubectlRunner = Pick<Kubectl, 'run'>;

/** The kubectl on PATH, with the credentials of the user. */
export class Kubectl {
  constructor(
    /** Context of the kubeconfig to use. @default - the current one */
    private readonly context?: string,
    /** The program. @default - the kubectl on PATH */
    private readonly program = 'kubectl',
  ) {}

  /** Starts a command that outlives this process, and whose result nobody waits for. */
  public leave(args: readonly string[]): void {
    const child = spawn(this.program, [...args, ...this.contextArgs], { stdio: 'ignore', detached: true });
    child.on('error', () => undefined).unref();
  }

  /**
   * Runs a command to its end. A command that fails is a result, too.
   *
   * @throws InputError if kubectl is not installed
   */
  public run(args: readonly string[], { signal, onLine, input, within }: KubectlOptions = {}): Promise<KubectlResult> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, [...timed(args), ...this.contextArgs], {
        stdio: ['pipe', 'pipe', 'pipe'],
        signal,
      });
      // A program that ends early closes its input; its exit code says why.
      child.stdin.on('error', () => undefined).end(input);
      const ends = atEnd(() => child.kill());
      let isLate = false;
      const late = () => {
        isLate = true;
        child.kill('SIGKILL');
        // A program that it started may hold its output open.
        child.stdout.destroy();
        child.stderr.destroy();
      };
      const timer = within === undefined ? undefined : setTimeout(late, within * 1000);
      const forget = () => {
        clearTimeout(timer);
        ends();
      };
      let stdout = '';
      let stderr = '';
      let rest = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        stdout += chunk;
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine?.(line);
      });
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
      child.on('close', (status) => {
        forget();
        resolve(
          isLate
            ? { status, stdout: '', stderr: `error: no answer within ${within} s` }
            : answerOf(args, { status, stdout, stderr }),
        );
      });
      child.on('error', (error: NodeJS.ErrnoException) => {
        forget();
        if (error.code === 'ENOENT') reject(new InputError([MISSING]));
        else if (error.name !== 'AbortError') reject(error);
      });
    });
  }

  private get contextArgs(): string[] {
    return this.context === undefined ? [] : ['--context', this.context];
  }
}

const MISSING = {
  path: 'kubectl',
  found: 'not found on PATH',
  fix: 'install it (https://kubernetes.io/docs/tasks/tools/), at most one minor version away from the cluster',
};

/**
 * Line in which kubectl says why it fails; lines of advice may follow. After one that ends with a colon, such as "error
 * when applying patch:", the reason is in the last line.
 */
const ERROR = /^(error: |Error from server|Unable to connect to the server|The connection to the server).*[^:]$/;

/**
 * Result of a command. One that should print objects, and succeeds without them, has failed: a wrapper of kubectl hides its exit code,
 * or something cut its output off. What it printed is left out, since it may be a part of a Secret.
 */
function answerOf(args: readonly string[], result: KubectlResult): KubectlResult {
  if (args[0] !== 'get' || result.status !== 0) return result;
  const isJson = args.includes('json');
  if (result.stdout.trim() !== '') {
    if (!isJson) return result;
    const printed = parsedJson(result.stdout);
    if (isRecord(printed)) return { ...result, printed };
    return { status: 1, stdout: '', stderr: `error: kubectl get ${args[1] ?? ''} prints no JSON object` };
  }
  // Without what may be absent, kubectl prints nothing.
  const isError = result.stderr.split('\n').some((line) => ERROR.test(line));
  return isError || (isJson && !args.includes('--ignore-not-found')) ? { ...result, status: 1 } : result;
}

/** Failure of a plugin for credentials. What is wrong is in its own words, before. */
const OF_PLUGIN = /exec: executable \S+ failed with exit code \d+$/;

/**
 * Error message of a kubectl command: its last line that says why it fails, else its last line. Log lines of its libraries
 * are left out.
 */
export function complaint({ stderr, stdout }: KubectlResult, nothing = 'printed nothing'): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '' && !/^[EWI]\d{4} /.test(line));
  const said = (lines.findLast((line) => ERROR.test(line)) ?? lines.at(-1) ?? nothing).trim();
  const ofPlugin = OF_PLUGIN.test(said) ? lines.findLast((line) => !ERROR.test(line)) : undefined;
  return ofPlugin === undefined ? said : `${said}: ${ofPlugin.trim()}`;
}

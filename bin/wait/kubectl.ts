import { spawn } from 'node:child_process';
import { InputError } from '../../charts/problems';

/** How a kubectl ended. */
export interface KubectlResult {
  /** Its exit code. */
  readonly status: number | null;

  /** What it printed. */
  readonly stdout: string;

  /** What it complained of. */
  readonly stderr: string;
}

/** How to run a kubectl. */
export interface KubectlOptions {
  /** Ends it before it ends itself. @default - nobody does */
  readonly signal?: AbortSignal;

  /** Gets each line it prints as soon as it is there. @default - nobody does */
  readonly onLine?: (line: string) => void;
}

/** Runs kubectl. */
export type KubectlRunner = Pick<Kubectl, 'run'>;

/** The user's own kubectl, with the user's own credentials. */
export class Kubectl {
  constructor(
    /** Context of the kubeconfig to use. @default - the current one */
    private readonly context?: string,
  ) {}

  /**
   * Runs it to its end, however it ends.
   *
   * @throws InputError where there is no kubectl
   */
  public run(args: readonly string[], { signal, onLine }: KubectlOptions = {}): Promise<KubectlResult> {
    const context = this.context === undefined ? [] : ['--context', this.context];
    return new Promise((resolve, reject) => {
      const child = spawn('kubectl', [...args, ...context], { stdio: ['ignore', 'pipe', 'pipe'], signal });
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
      child.on('close', (status) => resolve({ status, stdout, stderr }));
      child.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') reject(new InputError([MISSING]));
        else if (error.name !== 'AbortError') reject(error);
      });
    });
  }
}

const MISSING = {
  path: 'kubectl',
  found: 'not found on PATH',
  fix: 'install it (https://kubernetes.io/docs/tasks/tools/), at most one minor version away from the cluster',
};

/** What a kubectl complained of, without the log lines of its own libraries: its last line. */
export function complaint({ stderr, stdout }: KubectlResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '' && !/^[EWI]\d{4} /.test(line));
  return (lines.at(-1) ?? '').trim();
}

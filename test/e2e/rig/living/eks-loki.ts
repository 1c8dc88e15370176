import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { type CommandResult, ROOT } from '../../../helpers/cli';
import { program } from '../../../helpers/programs';
import type { ApiServer } from '../api-server';
import { usageOf } from '../processes';

/** Result of a run, with its time, and the most memory that it was seen to have. */
export interface EksLokiResult extends CommandResult {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** Milliseconds between two looks at its memory. */
const EVERY = 200;

/** Variables of programs of a user of a cluster, with the real kubectl. */
export const userEnv = (api: ApiServer): Record<string, string> => ({
  PATH: `${dirname(program('kubectl'))}:${process.env.PATH}`,
  ...{ HOME: api.folder, KUBECONFIG: api.kubeconfigFile, NO_COLOR: '1' },
});

/** The program as users have it. `npm run e2e` makes it first. */
const BUNDLE = [join(ROOT, 'bin/eks-loki.cjs')];

/** Runs `eks-loki` as a user does, with the real kubectl and the kubeconfig of a cluster. */
export function eksLokiAt(
  api: ApiServer,
  args: readonly string[],
  { env = userEnv(api), program = BUNDLE }: { readonly env?: Record<string, string>; readonly program?: string[] } = {},
): Promise<EksLokiResult> {
  const start = Date.now();
  return new Promise((resolve, reject) => {
    const file = args.includes('--environments') ? [] : ['--environments', join(ROOT, 'bin/environments.ts')];
    const command = [...program, ...args, ...file];
    // Records of what was deployed are written there.
    const child = spawn(process.execPath, command, { cwd: api.folder, env });
    let [stdout, stderr, mebibytes] = ['', '', 0];
    const timer = setInterval(() => {
      if (child.exitCode === null) mebibytes = Math.max(mebibytes, memoryOf(child.pid));
    }, EVERY);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject).once('close', (status) => {
      clearInterval(timer);
      resolve({ status, stdout, stderr, mebibytes, seconds: (Date.now() - start) / 1000 });
    });
  });
}

/** Memory of a process, in MiB; 0 if it has just ended. */
function memoryOf(pid = 0): number {
  try {
    return usageOf(pid).mebibytes;
  } catch {
    return 0;
  }
}

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CommandResult, ROOT } from '../../../helpers/cli';
import { program } from '../../../helpers/programs';
import type { ApiServer } from '../api-server';

/** Runs `eks-loki` as a user does, with the real kubectl and the kubeconfig of a cluster. */
export function eksLokiAt(api: ApiServer, args: readonly string[]): Promise<CommandResult> {
  const PATH = `${dirname(program('kubectl'))}:${process.env.PATH}`;
  const env = { PATH, HOME: api.folder, KUBECONFIG: api.kubeconfigFile, NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    const file = args.includes('--environments') ? [] : ['--environments', join(ROOT, 'bin/environments.ts')];
    const tsx = pathToFileURL(require.resolve('tsx')).href;
    const command = ['--import', tsx, join(ROOT, 'bin/eks-loki.ts'), ...args, ...file];
    // Records of what was deployed are written there.
    const child = spawn(process.execPath, command, { cwd: api.folder, env });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject).once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

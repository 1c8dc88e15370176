import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { program } from './programs';

/** The S3 and STS of the rig. */
const REQUIREMENT = 'moto[s3,server]==5.2.1';

/** Python with moto in a folder for caches: made the first time, which needs a package index; used again after. */
export function pythonWithMoto(): string {
  const key = createHash('sha256').update(REQUIREMENT).digest('hex').slice(0, 12);
  const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(caches, 'cdk-eks-loki', `e2e-rig-${key}`);
  if (!existsSync(folder)) install(folder);
  return join(folder, 'bin', 'python');
}

/** Installs beside its place and moves there: what is in its place is whole. */
function install(folder: string): void {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(join(folder, '..'), { recursive: true });
  try {
    step(program('python3'), ['-m', 'venv', unfinished]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    step(join(unfinished, 'bin', 'python'), [...pip, REQUIREMENT]);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function step(command: string, args: string[]): void {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${run.stderr || run.error?.message}`);
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Packages of the virtual environment. */
const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** Oldest Python that moto supports. */
const LEAST_PYTHON = '3.10';

/** A program is missing on this machine; the message says how to get it. */
export class MissingProgram extends Error {}

/** Folder of what tests need from elsewhere, which stays between runs. */
export const cacheFolder = (name: string): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-eks-loki', name);

/**
 * Python of a virtual environment with moto, which is created in a cache folder the first time.
 *
 * @throws MissingProgram if this machine has no suitable Python, or the packages cannot be installed
 */
export function pythonWithMoto(): string {
  const python = process.env.PYTHON ?? 'python3';
  const version = versionOf(python);
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(version).digest('hex').slice(0, 12);
  const folder = cacheFolder(`e2e-aws-${key}`);
  if (!existsSync(folder)) install(python, folder);
  return join(folder, 'bin', 'python');
}

function versionOf(python: string): string {
  const code = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
  const { status, stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  const wanted = `Python ${LEAST_PYTHON} or later with its module venv (Debian: apt-get install python3-venv)`;
  if (status !== 0) throw new MissingProgram(`${python}: not found; install ${wanted}, or name one in PYTHON`);
  const version = stdout.trim();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_PYTHON.split('.').map(Number);
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new MissingProgram(`${python}: is version ${version}; install ${wanted}, or name one in PYTHON`);
  }
  return version;
}

/** Installs to a temporary folder and renames it, so that the environment is complete even if two runs start at once. */
function install(python: string, folder: string): void {
  const unfinished = `${folder}.${process.pid}`;
  try {
    mkdirSync(dirname(folder), { recursive: true });
  } catch (error) {
    throw new MissingProgram(
      `${(error as Error).message}; name a folder to keep Python's packages in as XDG_CACHE_HOME`,
    );
  }
  rmSync(unfinished, { recursive: true, force: true });
  try {
    step(python, ['-m', 'venv', unfinished], 'cannot make a virtual environment; Debian: apt-get install python3-venv');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile', '--no-deps'];
    step(
      join(unfinished, 'bin', 'python'),
      [...pip, '--only-binary', ':all:', '--requirement', REQUIREMENTS],
      'cannot install moto; the first run needs a package index that pip can reach',
    );
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function step(python: string, args: string[], problem: string): void {
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8' });
  if (status !== 0) throw new MissingProgram(`${python}: ${problem}\n${stdout}${stderr}`.trimEnd());
}

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changed } from './change';
import type { Failure, Failures, Runner, Snapshots } from './judge';
import type { Mutation } from './mutations';

/** Most seconds that some test files may take, and all: longer is an endless loop. */
const TIMEOUT = 600;
const TIMEOUT_OF_ALL = 3600;

/** Files of the repository that are tracked or new, from its root. */
export function filesOf(root: string): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return list
    .toString()
    .trim()
    .split('\n')
    .filter((file) => existsSync(join(root, file)));
}

/** A copy of the repository in which mutations are tried one after the other. */
export class Lane implements Runner {
  private readonly withSnapshots: string[];

  /** Copies the repository to a folder; its packages stay where they are. */
  constructor(
    root: string,
    private readonly folder: string,
  ) {
    rmSync(folder, { recursive: true, force: true });
    const files = filesOf(root);
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(root, file), join(folder, file));
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    this.withSnapshots = files
      .filter((file) => file.endsWith('.snap'))
      .map((file) => file.replace('__snapshots__/', '').replace(/\.snap$/, ''));
  }

  public first(mutations: readonly Mutation[], files: readonly string[], snapshots: Snapshots): Promise<Failures> {
    return this.try(mutations, ['--bail', '--ci', '--runTestsByPath', ...files], TIMEOUT, snapshots);
  }

  public related(mutations: readonly Mutation[]): Promise<Failures> {
    return this.try(mutations, ['--findRelatedTests', ...filesOfMutations(mutations)], TIMEOUT_OF_ALL, 'ignore');
  }

  public snapshots(mutations: readonly Mutation[]): Promise<Failures> {
    return this.try(mutations, ['--ci', '--runTestsByPath', ...this.withSnapshots], TIMEOUT_OF_ALL, 'count');
  }

  /** Runs tests while mutations are in the sources. */
  private async try(
    mutations: readonly Mutation[],
    args: readonly string[],
    seconds: number,
    snapshots: Snapshots,
  ): Promise<Failures> {
    const files = filesOfMutations(mutations).map((file) => {
      const path = join(this.folder, file);
      return { path, file, original: readFileSync(path, 'utf8') };
    });
    for (const { path, file, original } of files)
      writeFileSync(
        path,
        changed(
          original,
          mutations.filter((mutation) => mutation.file === file),
        ),
      );
    try {
      return await this.jest(args, seconds, {
        MUTANT_FILES: files.map(({ file }) => file).join(','),
        MUTANT_SNAPSHOTS: snapshots,
      });
    } finally {
      for (const { path, original } of files) writeFileSync(path, original);
    }
  }

  /** Tests that failed; undefined if they did not end. */
  private async jest(args: readonly string[], seconds: number, variables: NodeJS.ProcessEnv): Promise<Failures> {
    const output = join(this.folder, 'mutant.json');
    rmSync(output, { force: true });
    const options = ['--config', 'scripts/mutate/jest.config.js', '--runInBand', '--passWithNoTests'];
    const program = ['--max-semi-space-size=64', require.resolve('jest/bin/jest')];
    const child = spawn(process.execPath, [...program, ...options, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...variables, MUTANT_OUTPUT: output },
      stdio: 'ignore',
      // Tests start programs of their own: all of the group is ended with it.
      detached: true,
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    }, seconds * 1000);
    const stop = () => child.pid && process.kill(-child.pid, 'SIGKILL');
    process.once('exit', stop);
    await new Promise((resolve) => child.once('close', resolve));
    process.off('exit', stop);
    clearTimeout(timer);
    if (late) return undefined;
    if (!existsSync(output)) throw new Error(`jest ended without a result in ${this.folder}; run it there to see why`);
    return JSON.parse(readFileSync(output, 'utf8')) as Failure[];
  }
}

function filesOfMutations(mutations: readonly Mutation[]): string[] {
  return [...new Set(mutations.map(({ file }) => file))];
}

/** Folders of the copies; those of an earlier run are replaced. */
export function laneFolders(parent: string, count: number): string[] {
  mkdirSync(parent, { recursive: true });
  for (const entry of readdirSync(parent))
    if (entry.startsWith('lane-')) rmSync(join(parent, entry), { recursive: true });
  return Array.from({ length: count }, (_, index) => join(parent, `lane-${index + 1}`));
}

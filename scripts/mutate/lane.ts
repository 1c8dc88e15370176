import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mutated, type Mutation } from './mutations';

/** Ways a mutation can end. */
export enum Outcome {
  ASSERTION = 'killed by an assertion',
  TIMEOUT = 'killed by a timeout',
  SNAPSHOT = 'seen by a snapshot only',
  SURVIVED = 'survived',
}

/** A mutation that was tried. */
export interface Result {
  readonly mutation: Mutation;
  readonly outcome: Outcome;

  /** Tests that failed. */
  readonly failed: readonly string[];

  /** Seconds that the tests took. */
  readonly seconds: number;
}

/** Most seconds that the tests of one mutation may take: longer is an endless loop. */
const TIMEOUT = 600;

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
export class Lane {
  private readonly snapshots: string[];

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
    this.snapshots = files
      .filter((file) => file.endsWith('.snap'))
      .map((file) => file.replace('__snapshots__/', '').replace(/\.snap$/, ''));
  }

  /** Runs the tests that depend on the mutated file, up to the first that fails. */
  public async try(mutation: Mutation): Promise<Result> {
    const path = join(this.folder, mutation.file);
    const original = readFileSync(path, 'utf8');
    const start = Date.now();
    const result = (outcome: Outcome, failed: string[] = []): Result => ({
      mutation,
      outcome,
      failed,
      seconds: (Date.now() - start) / 1000,
    });
    writeFileSync(path, mutated(original, mutation));
    try {
      const asserted = await this.jest(mutation, ['--findRelatedTests', mutation.file]);
      if (!asserted) return result(Outcome.TIMEOUT);
      if (asserted.length > 0) return result(Outcome.ASSERTION, asserted);
      const seen = await this.jest(mutation, ['--ci', '--runTestsByPath', ...this.snapshots], true);
      return seen?.length === 0 ? result(Outcome.SURVIVED) : result(Outcome.SNAPSHOT, seen);
    } finally {
      writeFileSync(path, original);
    }
  }

  /** Names of the tests that failed; undefined if they did not end. */
  private async jest({ file }: Mutation, args: string[], snapshots = false): Promise<string[] | undefined> {
    const output = join(this.folder, 'mutant.json');
    rmSync(output, { force: true });
    const program = require.resolve('jest/bin/jest');
    const options = ['--config', 'scripts/mutate/jest.config.js', '--runInBand', '--bail', '--passWithNoTests'];
    const env = { ...process.env, MUTANT_FILE: file, MUTANT_OUTPUT: output, MUTANT_SNAPSHOTS: snapshots ? 'true' : '' };
    const child = spawn(process.execPath, [program, ...options, ...args], {
      cwd: this.folder,
      env,
      stdio: 'ignore',
      // Tests start programs of their own: all of the group is ended with it.
      detached: true,
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    }, TIMEOUT * 1000);
    const stop = () => child.pid && process.kill(-child.pid, 'SIGKILL');
    process.once('exit', stop);
    await new Promise((resolve) => child.once('close', resolve));
    process.off('exit', stop);
    clearTimeout(timer);
    if (late) return undefined;
    if (!existsSync(output)) throw new Error(`jest ended without a result in ${this.folder}; run it there to see why`);
    return JSON.parse(readFileSync(output, 'utf8')) as string[];
  }
}

/** Folders of the copies; those of an earlier run are replaced. */
export function laneFolders(parent: string, count: number): string[] {
  mkdirSync(parent, { recursive: true });
  for (const entry of readdirSync(parent))
    if (entry.startsWith('lane-')) rmSync(join(parent, entry), { recursive: true });
  return Array.from({ length: count }, (_, index) => join(parent, `lane-${index + 1}`));
}

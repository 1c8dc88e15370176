import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../charts/input/problems';
import { attempt, kindAt, writing } from './paths';

/** Names of the folders of this module, in the folder that is written to. */
const SWAP = '.eks-loki-swap';
const STAGING = /^\.eks-loki-(\d+)(-done)?$/;

/** Folder of one process, for what it prepares. */
export const stagingOf = (root: string): string => join(root, `.eks-loki-${process.pid}`);

/** Number of the process of a staging folder. */
export const stagedBy = (name: string): number | undefined => Number(STAGING.exec(name)?.[1]) || undefined;

/** Time after which a swap, which takes milliseconds, was interrupted even if a process has its number. */
const INTERRUPTED_MS = 10_000;

/** A step of a swap: moves something prepared to `path`, or removes the content of `path`. */
export interface Step {
  /** Path relative to the folder. */
  readonly path: string;

  /** True if something was prepared for it. */
  readonly isNew: boolean;
}

/** Contents of `plan.json`: written before the first step, so that each state in between can be undone. */
interface Plan {
  readonly steps: readonly Step[];

  /** Folders that the swap creates. */
  readonly folders: readonly string[];
}

/** True if a process runs on this machine. */
export function runs(pid: number): boolean {
  // Without permission to signal it, it runs.
  return attempt(() => process.kill(pid, 0), 'ESRCH') ?? false;
}

/** The swap of a folder: all steps are taken, or none remains. */
export class Swap {
  /** Folder of the swap, with what was prepared below `new/`. */
  public readonly folder: string;

  private isOwn = false;

  constructor(
    /** The folder. */
    private readonly root: string,
    /** Advice if something cannot be written. */
    private readonly fix: string,
  ) {
    this.folder = join(root, SWAP);
  }

  /** Undoes the swap of an earlier run that was interrupted. */
  public recover(): void {
    if (kindAt(this.folder) === undefined) return;
    this.waitForOther();
    if (kindAt(this.folder) !== undefined) this.restore();
  }

  /** Makes what was prepared the contents of this swap: one process at a time. */
  public begin(staging: string): void {
    writeFileSync(join(staging, 'pid'), String(process.pid));
    for (;;) {
      this.recover();
      this.isOwn = attempt(() => (renameSync(staging, this.folder), true), 'ENOTEMPTY', 'EEXIST') ?? false;
      if (this.isOwn) return;
    }
  }

  /** Takes the steps. @throws InputError if one fails, after which `undo` restores the former state */
  public run({ steps, folders }: Plan): void {
    writing(this.root, this.fix, () => {
      const plan = join(this.folder, 'plan.json');
      writeFileSync(`${plan}.new`, JSON.stringify({ steps, folders }));
      renameSync(`${plan}.new`, plan);
      mkdirSync(join(this.folder, 'old'));
    });
    const missing = new Set(folders);
    for (const [index, { path, isNew }] of steps.entries()) {
      const target = join(this.root, path);
      writing(target, this.fix, () => {
        if (kindAt(target) !== undefined) renameSync(target, this.old(index));
        if (!isNew) return;
        if (missing.has(dirname(path))) mkdirSync(dirname(target), { recursive: true });
        renameSync(join(this.folder, 'new', path), target);
      });
    }
  }

  /** Restores the former state if this run has begun to change it. */
  public undo(): void {
    if (this.isOwn) this.restore();
  }

  /** Restores the former state after any step. */
  private restore(): void {
    const { steps, folders } = this.plan();
    for (const [index, { path, isNew }] of [...steps.entries()].reverse()) {
      const target = join(this.root, path);
      const hasOld = kindAt(this.old(index)) !== undefined;
      const wasPut = isNew && kindAt(join(this.folder, 'new', path)) === undefined;
      writing(target, this.fix, () => {
        if (wasPut) rmSync(target, { recursive: true, force: true });
        // An empty folder of this swap where a link was.
        if (hasOld && kindAt(target) === 'folder') rmdirSync(target);
        if (hasOld) renameSync(this.old(index), target);
      });
    }
    for (const path of [...folders].reverse()) {
      if (kindAt(join(this.root, path)) === 'folder') attempt(() => rmdirSync(join(this.root, path)), 'ENOTEMPTY');
    }
    this.end();
  }

  /** Ends the swap: from the rename on, nothing can be undone. */
  public end(): void {
    const done = `${stagingOf(this.root)}-done`;
    renameSync(this.folder, done);
    this.isOwn = false;
    rmSync(done, { recursive: true, force: true });
  }

  private old(index: number): string {
    return join(this.folder, 'old', String(index));
  }

  /** The plan; without steps if the swap had not begun with them. */
  private plan(): Plan {
    const file = join(this.folder, 'plan.json');
    if (kindAt(file) === undefined) return { steps: [], folders: [] };
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Plan;
    } catch {
      const found = 'belongs to a run that was interrupted, and cannot be read';
      throw new InputError([
        { path: this.folder, found, fix: 'restore the folder from git or a backup and remove this' },
      ]);
    }
  }

  /** Waits while another process is in its swap. */
  private waitForOther(): void {
    const pid = Number(attempt(() => readFileSync(join(this.folder, 'pid'), 'utf8'), 'ENOENT'));
    const isRecent = () => Date.now() - (attempt(() => statSync(this.folder).mtimeMs, 'ENOENT') ?? 0) < INTERRUPTED_MS;
    while (pid && pid !== process.pid && runs(pid) && isRecent()) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

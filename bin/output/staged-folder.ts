import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { InputError, type Problem } from '../../charts/input/problems';
import { atEnd } from '../ending';
import { attempt, kindAt, makeFolder, writing } from './paths';
import { WRITTEN_FILES, writtenFiles, writtenFilesText } from './written-files';
import { runs, stagedBy, stagingOf, type Step, Swap } from './swap';

/** Options of writing to a folder. */
export interface StagedFolderProps {
  /** The folder. It may be a link; links in it are replaced. */
  readonly root: string;

  /** Advice if it cannot be written to: `name another with --out`. */
  readonly fix: string;

  /** True if what is at a path was written by a version without a record. */
  readonly isOurs: (path: string) => boolean;

  /** True if what an earlier run wrote to this path, relative to the folder, is removed unless it is written again. */
  readonly replaces: (path: string) => boolean;
}

/**
 * A folder whose files are replaced all together, or not at all. They are written to a folder in it, which is on the same
 * file system, and then renamed. Files that no run has written are not replaced or removed.
 */
export class StagedFolder {
  /** Folder for what is prepared, which has the layout of the result. */
  public readonly staged: string;

  private readonly entries = new Set<string>();
  private readonly staging: string;
  private readonly swap: Swap;
  private readonly created: string | undefined;
  private readonly forget: () => void;

  /** @throws InputError if the folder cannot be written to */
  constructor(private readonly props: StagedFolderProps) {
    const { root, fix } = props;
    this.swap = new Swap(root, fix);
    this.staging = stagingOf(root);
    this.staged = join(this.staging, 'new');
    this.forget = atEnd(() => this.discard());
    this.created = writing(root, fix, () => {
      if (kindAt(root) === 'file')
        throw new InputError([{ path: root, found: 'is a file, and a folder is needed', fix }]);
      return makeFolder(root);
    });
    writing(root, fix, () => {
      this.swap.recover();
      for (const name of readdirSync(root)) {
        const pid = stagedBy(name);
        if (pid && (pid === process.pid || !runs(pid))) rmSync(join(root, name), { recursive: true });
      }
      mkdirSync(this.staged, { recursive: true, mode: 0o755 });
    });
  }

  /** Prepares a file. @throws InputError if it cannot be written as a whole */
  public write(path: string, text: string): void {
    const { root, fix } = this.props;
    const file = join(this.staged, path);
    writing(join(root, path), fix, () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: 'wx' });
    });
    if (readFileSync(file, 'utf8') !== text) {
      throw new InputError([{ path: join(root, path), found: 'cannot be read back as it was written', fix }]);
    }
    this.entries.add(path);
  }

  /** Includes files that other code has written to `staged`. */
  public includeAll(): void {
    for (const name of readdirSync(this.staged)) this.entries.add(name);
  }

  /**
   * Puts what was prepared into the folder.
   *
   * @throws InputError if something of others is in the way, with everything that is, or if it cannot be written
   */
  public commit(): void {
    const { root, fix, replaces } = this.props;
    writing(root, fix, () => this.swap.begin(this.staging));
    const known = writtenFiles(root);
    const problems = this.inTheWay(known);
    if (problems.length > 0) throw new InputError(problems);
    const parents = this.parents();
    const removed = [...known].filter((path) => replaces(path) && !this.entries.has(path));
    const record = new Set([...known, ...this.entries]);
    for (const path of removed) record.delete(path);
    const isAt = (kind: string) => (path: string) => kindAt(join(root, path)) === kind;
    const leaves = removed.filter((path) => isAt('folder')(dirname(path)));
    const steps: Step[] = [
      ...[...parents.filter(isAt('link')), ...leaves].map((path) => ({ path, isNew: false })),
      ...[...this.entries, WRITTEN_FILES].map((path) => ({ path, isNew: true })),
    ];
    writing(join(root, WRITTEN_FILES), fix, () =>
      writeFileSync(join(this.swap.folder, 'new', WRITTEN_FILES), writtenFilesText(record)),
    );
    this.swap.run({ steps, folders: parents.filter((path) => !isAt('folder')(path)) });
  }

  /** Restores the state before `commit`. */
  public undo(): void {
    this.swap.undo();
    this.discard();
  }

  /** Keeps the state after `commit`. */
  public end(): void {
    writing(this.props.root, this.props.fix, () => this.swap.end());
    this.forget();
  }

  /** Removes what was prepared, and the folder itself if it did not exist before and is empty. */
  public discard(): void {
    this.forget();
    rmSync(this.staging, { recursive: true, force: true });
    if (this.created === undefined) return;
    const first = resolve(this.created);
    for (let path = resolve(this.props.root); !relative(first, path).startsWith('..'); path = dirname(path)) {
      // A folder that is already gone must not hide the error that led here.
      if (existsSync(path) && !attempt(() => (rmdirSync(path), true), 'ENOTEMPTY', 'EEXIST')) return;
    }
  }

  /** Folders below the folder that get a file. */
  private parents(): string[] {
    return [...new Set([...this.entries].map(dirname))].filter((path) => path !== '.');
  }

  /** Problems of files and folders of others that would be replaced. */
  private inTheWay(known: ReadonlySet<string>): Problem[] {
    const { root, fix, isOurs } = this.props;
    const problem = (path: string, found: string): Problem[] => [
      { path: join(root, path), found, fix: `move it away, or ${fix}` },
    ];
    const notFolders = this.parents().filter((path) => !['folder', undefined].includes(kindAt(join(root, path))));
    const blocked = notFolders.filter((path) => kindAt(join(root, path)) !== 'link');
    return [
      ...blocked.flatMap((path) => problem(path, 'is not a folder, and one is needed')),
      ...[...this.entries, WRITTEN_FILES].flatMap((path) => {
        const target = join(root, path);
        const kind = notFolders.includes(dirname(path)) ? undefined : kindAt(target);
        if (kind === undefined || kind === 'link') return [];
        const isSame = path === WRITTEN_FILES ? kind === 'file' : kind === kindAt(join(this.swap.folder, 'new', path));
        const isKnown = path === WRITTEN_FILES || known.has(path) || isOurs(target);
        return isSame && isKnown ? [] : problem(path, `is a ${kind} that eks-loki did not write`);
      }),
    ];
  }
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InputError, show } from '../../charts/input/problems';
import { isRecord, record, text } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import { name as PACKAGE } from '../../package.json';
import { temporaryFolder } from '../output/temporary';

/** Option that names a revision: the path of problems with it. */
const OPTION = '--git';

/** Files of a revision in a folder of their own. */
export interface Revision {
  /** Its commit, shortened. */
  readonly commit: string;

  /** The folder. */
  readonly folder: string;

  /** The file of environments in it. */
  readonly file: string;

  /** Version of this package that its lock file has. @default - it has no lock file, or another package */
  readonly version?: string;

  /** Folders of the repository that this program runs from, and that differ from it. @default - it runs from a package */
  readonly ownSources?: readonly string[];

  /** Removes the folder. */
  readonly dispose: () => void;
}

/**
 * Writes the files of a revision to a folder of their own. The working tree, the index and the list of worktrees do not
 * change. Packages are those that are installed now.
 *
 * @throws InputError if git is not there, the file is not in a repository, or the revision or its file does not exist
 */
export function checkOut(file: string, revision: string): Revision {
  const from = dirname(resolve(file));
  const [top, prefix] = placeOf(file, from);
  const commit = commitOf(revision, top);
  const { folder, dispose } = temporaryFolder('eks-loki-git-');
  try {
    const tree = join(folder, 'tree');
    const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') };
    git(['read-tree', commit], top, env);
    git(['checkout-index', '--all', '--quiet', `--prefix=${tree}/`], top, env);
    const there = join(tree, prefix, basename(file));
    if (!existsSync(there)) {
      const found = `${join(prefix, basename(file))} is not in ${commit.slice(0, SHORT)}`;
      throw new InputError([{ path: OPTION, found, fix: 'name a revision that has the file' }]);
    }
    linkPackages(top, tree, prefix);
    return {
      ...{ commit: commit.slice(0, SHORT), folder: tree, file: there, dispose },
      ...lockedVersion(tree, prefix),
      ...ownSources(top, commit),
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Characters of a commit that are shown. */
const SHORT = 10;

/** Runs git. @throws Error if it fails, with its standard error */
function git(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return execFileSync('git', [...args], { cwd, env, stdio: [...stdio], encoding: 'utf8', maxBuffer: 2 ** 28 }).trim();
}

/** The repository of a file, and its folder there. */
function placeOf(file: string, from: string): [top: string, prefix: string] {
  try {
    const [top = '', prefix = ''] = git(['rev-parse', '--show-toplevel', '--show-prefix'], from).split('\n');
    return [top, prefix];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      const fix = 'install git, or compare with a folder: --folder';
      throw new InputError([{ path: OPTION, found: 'git is not on PATH, or the folder of the file is gone', fix }]);
    }
    const fix = 'run it in a clone, or compare with a folder: --folder';
    throw new InputError([{ path: OPTION, found: `${file} is in no git repository: ${reasonOf(error)}`, fix }]);
  }
}

function commitOf(revision: string, top: string): string {
  try {
    return git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], top);
  } catch {
    const isShallow = git(['rev-parse', '--is-shallow-repository'], top) === 'true';
    const fetched = 'fetch it first: this clone is shallow (in actions/checkout write fetch-depth: 0)';
    throw new InputError([
      {
        path: OPTION,
        found: `${show(revision)} is not a revision of this repository`,
        fix: isShallow ? fetched : 'name a commit, a branch such as origin/main, or a tag',
      },
    ]);
  }
}

/** First line of what git says. */
const reasonOf = (error: unknown): string => {
  const { stderr } = error as { readonly stderr?: string };
  return (stderr ?? '').split('\n')[0]?.replace(/^fatal: /, '') ?? '';
};

/** Links the packages that are installed now into the folders of the revision, so that its file finds them. */
function linkPackages(top: string, tree: string, prefix: string): void {
  for (const folder of foldersTo(prefix)) {
    const [packages, link] = [join(top, folder, 'node_modules'), join(tree, folder, 'node_modules')];
    if (existsSync(packages) && existsSync(join(tree, folder)) && !existsSync(link)) {
      symlinkSync(packages, link, 'junction');
    }
  }
}

/** The folders from the top of a repository to one below it: ``, `a`, `a/b`. */
function foldersTo(prefix: string): string[] {
  const parts = prefix.split('/').filter(Boolean);
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

/** Version of this package in the nearest lock file of npm. */
function lockedVersion(tree: string, prefix: string): Pick<Revision, 'version'> {
  const locks = foldersTo(prefix)
    .reverse()
    .map((folder) => join(tree, folder, 'package-lock.json'))
    .filter((path) => existsSync(path));
  const [lock] = locks;
  const packages = lock === undefined ? {} : record(record(parsedJson(readFileSync(lock, 'utf8')))['packages']);
  const locked = packages[`node_modules/${PACKAGE}`];
  const version = isRecord(locked) ? text(locked['version']) : undefined;
  return version === undefined ? {} : { version };
}

/** Folders of sources that differ from the revision, where this program is part of the same repository. */
function ownSources(top: string, commit: string): Pick<Revision, 'ownSources'> {
  const own = resolve(__dirname, '../..');
  const path = relative(top, own);
  if (path.startsWith('..') || /(^|[\\/])node_modules[\\/]/.test(join(path, '/'))) return {};
  const differing = ['charts', 'lib'].filter((folder) => {
    try {
      git(['diff', '--quiet', commit, '--', join(path, folder)], top);
      return false;
    } catch {
      return true;
    }
  });
  return differing.length === 0 ? {} : { ownSources: differing };
}

import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../charts/input/counted';
import { InputError, type Problem } from '../../charts/input/problems';

/** Files that kubectl reads in a folder, in upper or lower case. */
const MANIFEST = /\.(ya?ml|json)$/i;

/** Sources from which another program makes manifests, by a file of their folder. */
const SOURCES = [
  { file: /^Chart\.ya?ml$/, what: 'a Helm chart', fix: 'run helm template first, and check what it prints' },
  {
    file: /^(kustomization\.ya?ml|Kustomization)$/,
    what: 'a kustomization',
    fix: 'run kubectl kustomize first, and check what it prints',
  },
];

/** Files with manifests, and what cannot be read. */
export interface Found {
  /** Paths of the files, in their order, each file once. */
  readonly files: readonly string[];

  /** Problems. */
  readonly problems: readonly Problem[];
}

/** Problem of a file that the operating system refuses to read. */
export function unreadable(path: string, error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof InputError || !code) throw error;
  const [reason] = message.split(', ') as [string];
  return { path, found: `cannot be read: ${reason}`, fix: 'correct its permissions, or leave it out of the folder' };
}

/** Files with manifests at or below a path. Links are followed, each folder once. */
export function findManifests(path: string): Found {
  const files = new Map<string, string>();
  const folders = new Set<string>();
  const sources = SOURCES.map((source) => ({ ...source, paths: [] as string[] }));
  const problems: Problem[] = [];

  const visit = (one: string, isNamed: boolean): void => {
    try {
      const found = statSync(one);
      const real = realpathSync(one);
      if (found.isDirectory()) {
        if (folders.has(real)) return;
        folders.add(real);
        visitFolder(one);
      } else if (isNamed || MANIFEST.test(one)) {
        if (found.isFile()) files.set(real, files.get(real) ?? one);
        else problems.push({ path: one, found: 'is not a file', fix: 'name a file or a folder of manifests' });
      }
    } catch (error) {
      // Links to nothing are only a problem where a manifest is expected.
      if (isNamed || MANIFEST.test(one)) problems.push(unreadable(one, error));
    }
  };
  const visitFolder = (folder: string): void => {
    const entries: Dirent[] = readdirSync(folder, { withFileTypes: true }).filter(
      ({ name }) => !/^\.eks-loki/.test(name),
    );
    const source = sources.find(({ file }) => entries.some((entry) => !entry.isDirectory() && file.test(entry.name)));
    if (source) source.paths.push(folder);
    else for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) visit(join(folder, name), false);
  };

  visit(path, true);
  for (const { paths, what, fix } of sources) {
    const [first] = paths;
    if (first === undefined) continue;
    const more = paths.length > 1 ? `, like ${counted(paths.length - 1, 'other folder')}` : '';
    problems.push({ path: first, found: `is ${what}${more}`, fix });
  }
  return { files: [...files.values()], problems };
}

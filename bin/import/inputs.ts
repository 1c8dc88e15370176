import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { InputError, type Problem, show } from '../../charts/input/problems';
import { valuesInObjects } from '../../lib/import/input/gitops/values';
import { importsManifests } from '../../lib/import/input/manifests';
import { MAX_BYTES, parseValues, type ReadInput, sizeProblem } from '../../lib/import/input/text';
import type { ManifestsInput } from '../../lib/import/manifests/manifests';
import { type ConfigFile, configurationIn } from '../../lib/import/manifests/texts';
import type { Manifest } from '../../lib/manifests/manifest';
import { textOf } from '../manifests/documents';
import { unreadable } from '../manifests/find';
import { readManifests } from '../manifests/read';

/** Inputs that the arguments name. */
export interface NamedInputs {
  /** Files with values. */
  readonly files: readonly ReadInput[];

  /** Objects of folders and of files with manifests, and configurations in files. @default - none is named */
  readonly manifests?: ManifestsInput;
}

/**
 * Reads files with values, and folders and files with manifests.
 *
 * @throws InputError if one cannot be read, with the problems of all
 */
export function readInputs(paths: readonly string[]): NamedInputs {
  const problems: Problem[] = [];
  const files: ReadInput[] = [];
  const objects: Manifest[] = [];
  const configurations: ConfigFile[] = [];
  const folders: string[] = [];
  for (const path of paths) {
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      if (!found) {
        problems.push({
          path,
          found: 'no such file or folder',
          fix: /^https?:\/\//.test(path)
            ? `download it first: curl -fLO ${show(path)}`
            : 'name a file with values, or a folder of manifests',
        });
        continue;
      }
      // A device may have no end; a pipe is the output of another program.
      if (!found.isFile() && !found.isDirectory() && !found.isFIFO())
        problems.push({ path, found: 'is not a file', fix: 'name a file with values, or a folder of manifests' });
      else if (found.isFile() && found.size > MAX_BYTES) problems.push({ path, ...sizeProblem(found.size) });
      else if (found.isDirectory()) {
        objects.push(...readManifests(path));
        folders.push(path);
      } else {
        const bytes = readFileSync(path);
        const text = textOf(bytes);
        if (!isText(bytes)) throw new InputError([{ path: `${path}:${lineOfByte(text)}`, ...NOT_UTF8 }]);
        const released = valuesInObjects(text, path);
        if (released) files.push(...released);
        else if (importsManifests(text)) {
          objects.push(...readManifests(path));
          folders.push(path);
        } else {
          const configuration = configurationIn(text, path);
          if (configuration) {
            configurations.push(configuration);
            folders.push(path);
          } else files.push(parseValues(text, path));
        }
      }
    } catch (error) {
      if (error instanceof InputError) problems.push(...error.problems);
      else problems.push(unreadable(path, error));
    }
  }
  problems.push(...missingValues(files));
  if (problems.length > 0) throw new InputError(problems);
  return {
    files: files.filter(isRead),
    ...(objects.length + configurations.length > 0
      ? { manifests: { name: folders.join(', '), objects, configurations } }
      : {}),
  };
}

/** Problem of a file in another encoding, which Helm does not read. */
const NOT_UTF8: Omit<Problem, 'path'> = { found: 'has a byte that is not UTF-8', fix: 'save it as UTF-8' };

/** True for UTF-8, for UTF-16 with a byte order mark, and for what is no text at all, which is named as such. */
const isText = (bytes: Buffer): boolean =>
  isUtf8(bytes) || bytes.includes(0) || ['fffe', 'feff'].includes(bytes.subarray(0, 2).toString('hex'));

/** Line of the first character that stands for such a byte. */
const lineOfByte = (text: string): number => text.slice(0, text.indexOf('\ufffd')).split('\n').length;

/** Problems of charts whose values no file has. */
function missingValues(files: readonly ReadInput[]): Problem[] {
  const hasOthers = files.some(({ release }) => release === undefined);
  return hasOthers ? [] : files.flatMap(({ missing }) => missing ?? []);
}

/** True for a file that has values, or names the chart whose values another file has. */
const isRead = ({ missing, chart }: ReadInput): boolean => missing === undefined || chart !== undefined;

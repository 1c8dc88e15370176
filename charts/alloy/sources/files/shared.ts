import { type Problem, show } from '../../../input/problems';
import type { Block } from '../../language/syntax';
import type { AlloySource } from '../source';
import { globsOf, type SourceGlob } from '../validate';
import { FILES_PREFIX } from './files';
import { globCovers, globsMeet } from './overlap';

/** A source with its components. */
interface Part {
  readonly path: string;
  readonly source: AlloySource;
  readonly blocks: readonly Block[];
}

/** A glob, and the place of its source. */
type Read = SourceGlob & Pick<Part, 'path' | 'source'>;

/** Problems of files that two sources read: each line would be sent twice, with other labels. */
export function sharedFiles(parts: readonly Part[]): Problem[] {
  const all = parts.map(({ path, source, blocks }) =>
    blocks.flatMap(globsOf).map((read): Read => ({ ...read, glob: plain(read.glob), path, source })),
  );
  return all.flatMap((own, index) =>
    own.flatMap((read) => {
      const other = all
        .slice(0, index)
        .flat()
        .find((before) => isShared(read, before));
      if (!other) return [];
      const found = `reads ${show(read.glob)}, and the source ${other.source.name} reads ${show(other.glob)}`;
      return [{ path: read.path, found, fix: fixOf(read, other) }];
    }),
  );
}

/**
 * Fix of two overlapping globs: exclude the files of the narrower one from the wider one, if that one can exclude
 * files.
 */
function fixOf(read: Read, other: Read): string {
  const [covers, isCovered] = [globCovers(read.glob, other.glob), globCovers(other.glob, read.glob)];
  if (covers && isCovered) return 'leave one of the two out';
  const [wide, narrow] = isCovered ? [other, read] : [read, other];
  if (!wide.source.name.startsWith(FILES_PREFIX)) return `leave ${show(narrow.glob)} out`;
  const where = covers || isCovered ? wide.source.name : 'one of the two';
  return `exclude ${show(narrow.glob)} from ${where}, or leave one out`;
}

/** A glob with `*` in place of values that a rule fills in. */
const plain = (glob: string): string => glob.replaceAll(/\$\{?\w+\}?/g, '*');

function isShared(a: Read, b: Read): boolean {
  return globsMeet(a.glob, b.glob) && !leavesOut(a, b) && !leavesOut(b, a);
}

/** True if a source leaves out all that another one reads. */
const leavesOut = ({ exclude }: Read, { glob }: Read): boolean => exclude !== undefined && globCovers(exclude, glob);

import { distance } from 'fastest-levenshtein';
import { commandLine } from '../../../manifests/flags';
import type { Container } from '../../../manifests/pods';
import tree from './generated/flags.json';

/** Names of flags as a tree by their parts. A 0 ends a name, as does the part `''` where longer names begin with one. */
type Tree = 0 | { readonly [part: string]: Tree | undefined };

const FLAGS = tree as Tree;

/** Most letters in which a misspelt name differs. */
const FARTHEST = 4;

/** Names of a tree. */
function namesOf(of: Tree, name = ''): string[] {
  if (of === 0) return [name];
  return Object.entries(of).flatMap(([part, inner]) =>
    namesOf(inner ?? 0, part === '' || name === '' ? `${name}${part}` : `${name}.${part}`),
  );
}

/** Flags that every program of Go has. */
const HELP = ['help', 'h'];

/** True for the name of a flag of Loki. */
export function isLokiFlag(name: string): boolean {
  const end = name.split('.').reduce<Tree | undefined>((of, part) => (of === 0 ? undefined : of?.[part]), FLAGS);
  return end === 0 || end?.[''] === 0 || HELP.includes(name);
}

/** Flag that is most similar to a misspelt one; undefined if none is near enough. */
export function similarFlag(name: string): string | undefined {
  const lower = name.toLowerCase().replaceAll('_', '-');
  const [first = ''] = lower.split('.');
  const names = namesOf(FLAGS);
  // A misspelt flag of one component, such as the store s3, is not a flag of another.
  const ofFirst = names.filter((one) => one === first || one.startsWith(`${first}.`));
  const [best] = (ofFirst.length > 0 ? ofFirst : names)
    .filter((candidate) => Math.abs(candidate.length - name.length) <= FARTHEST)
    .map((candidate) => ({ candidate, distance: distance(lower, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.min(FARTHEST, Math.max(2, name.length / 8)) ? best.candidate : undefined;
}

/** Names of the flags of a container that runs Loki; an empty list if it runs a shell or another program. */
export function lokiFlags(container: Container): string[] {
  const words = commandLine(container);
  const program = words[0]?.startsWith('-') === false ? words.shift() : undefined;
  if (program !== undefined && !/(^|\/)loki$/.test(program)) return [];
  return words.flatMap((word) => {
    const [, name] = /^--?([A-Za-z][\w.-]*)(?:=|$)/.exec(word) ?? [];
    return name === undefined ? [] : [name];
  });
}

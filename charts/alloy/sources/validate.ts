import type { Problem } from '../../input/problems';
import type { Block } from '../language/syntax';
import { CallValue, CodeValue, ObjectValue, TextValue, type Value } from '../language/values';
import type { AlloySource } from './source';

/** Stages of a user's own among those of a source: their place in the input, and their text. */
export interface OwnStages {
  readonly path: string;
  readonly text: string;
}

/**
 * Problems of a source whose configuration needs something that the source does not provide: a path outside its mounts,
 * or an environment variable that it does not set. Alloy reports neither: the glob matches no file, and the variable is
 * an empty string.
 */
export function sourceProblems(
  path: string,
  source: AlloySource,
  blocks: Block[],
  stages: readonly OwnStages[] = [],
): Problem[] {
  const variables = [...new Set(blocks.flatMap(environment))]
    .filter((name) => !source.env.some((variable) => variable.name === name))
    .map((name) => {
      const own = stages.find(({ text }) => text.includes(`"${name}"`));
      const found = `reads the environment variable ${name}, which would be empty`;
      if (!own) return { found, fix: 'add it to its env' };
      return {
        path: own.path,
        found: `${found} for lines of ${source.name}`,
        fix: 'leave it out, or name other sources',
      };
    });
  const files = blocks
    .flatMap(paths)
    .filter((file) => !source.mounts.some((mount) => file === mount.path || file.startsWith(`${mount.path}/`)))
    .map((file) => ({ found: `reads ${file}, which is not in the pod`, fix: 'add it to its mounts' }));
  return [...variables, ...files].map((problem) => ({ path, ...problem }));
}

/** All values of a block and of the blocks within it. */
function values(block: Block): Value[] {
  const below = (value: Value): Value[] => [value, ...value.parts.flatMap(below)];
  return [...block.attributes.flatMap(({ value }) => below(value)), ...block.blocks.flatMap(values)];
}

/** Names of the environment variables a block reads. */
function environment(block: Block): string[] {
  return values(block).flatMap((value) => {
    if (value instanceof CallValue && value.name === 'sys.env') return value.parts.flatMap(literal);
    if (value instanceof CodeValue)
      return [...value.code.matchAll(/sys\.env\("(\w+)"\)/g)].map((match) => match[1] ?? '');
    return [];
  });
}

/** Paths a block reads: `__path__` of targets, what a rule makes a `__path__` of, and `path` of the journal. */
function paths(block: Block): string[] {
  return [
    ...globsOf(block).map(({ glob }) => glob),
    ...(block.name === 'loki.source.journal' ? attribute(block, 'path') : []),
  ];
}

/** Globs of files that a source reads and excludes. */
export interface SourceGlob {
  /** The glob. */
  readonly glob: string;

  /** Glob of files that it leaves out. @default - none */
  readonly exclude?: string;
}

/** Globs of files that a block reads: `__path__` of targets, and what a rule makes a `__path__` of. */
export function globsOf(block: Block): SourceGlob[] {
  const made = attribute(block, 'target_label').includes('__path__') ? attribute(block, 'replacement') : [];
  return [
    ...block.attributes.flatMap(({ value }) => targets(value)),
    ...made.map((glob) => ({ glob })),
    ...block.blocks.flatMap(globsOf),
  ];
}

function attribute(block: Block, name: string): string[] {
  return block.attributes.filter(({ key }) => key === name).flatMap(({ value }) => literal(value));
}

function targets(value: Value): SourceGlob[] {
  const { __path__: path, __path_exclude__: excluded } = value instanceof ObjectValue ? value.fields : {};
  const [exclude] = excluded ? literal(excluded) : [];
  const own = path ? literal(path).map((glob) => ({ glob, ...(exclude === undefined ? {} : { exclude }) })) : [];
  return [...own, ...value.parts.flatMap(targets)];
}

function literal(value: Value): string[] {
  return value instanceof TextValue ? [value.text] : [];
}

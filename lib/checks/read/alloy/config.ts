import {
  type AlloyBlock,
  type AlloyExpression,
  type AlloyField,
  parseAlloy,
  type ParsedAlloy,
} from '../../../../charts/alloy/language/parse';
import type { Manifests } from '../../../manifests/manifests';
import { filesOf, workloadsWith } from '../../../manifests/files';
import { type Manifest, title } from '../../../manifests/manifest';
import type { Workload } from '../../../manifests/workloads';
import { kept, keptByText } from '../kept';

/** One file of Alloy's configuration, in a ConfigMap. */
export interface AlloyReading {
  /** `ConfigMap alloy/alloy config.alloy`: what the path of a finding begins with. */
  readonly path: string;

  /** ConfigMap that holds the file. */
  readonly configMap: Manifest;

  /** Name of the file: the key in the ConfigMap. */
  readonly file: string;

  /** The parsed text; no blocks if it is invalid. */
  readonly config: ParsedAlloy;

  /** Workloads whose pods mount the ConfigMap. */
  readonly workloads: readonly Workload[];

  /** Its components, those in `declare` blocks included. */
  readonly components: readonly AlloyComponent[];

  /** Other blocks that Alloy evaluates: those that define and load modules, and loops with their components. */
  readonly others: readonly AlloyComponent[];
}

/** One component of a configuration. */
export interface AlloyComponent {
  /** Name of its kind: `loki.write`. */
  readonly name: string;

  /** Its label. @default - it has none */
  readonly label?: string;

  /** Id by which others refer to it: `loki.write.loki`. */
  readonly id: string;

  /** `ConfigMap alloy/alloy config.alloy loki.write.loki`: what the path of a finding begins with. */
  readonly path: string;

  /** Its attributes and the blocks within it: see `attributeOf` and `blocksOf`. */
  readonly block: AlloyBlock;

  /** Scope in which it can be referred to: its `declare` block, or '' for the rest of the file. */
  readonly scope: string;

  /** Loop that it is in. @default - it is in none */
  readonly loop?: AlloyLoop;
}

/** A `foreach` block around components. */
interface AlloyLoop {
  /** Scope of the loop itself, whose components those in the loop can refer to as well. */
  readonly scope: string;

  /** Name of its variable. @default - unknown */
  readonly variable?: string;
}

/** Files of Alloy's configuration in some manifests. */
export function alloyReadings(manifests: Manifests): readonly AlloyReading[] {
  return manifests.read(readAlloy);
}

/** The components of a reading: those of some kinds, or all. */
export function components(reading: AlloyReading, ...names: string[]): readonly AlloyComponent[] {
  return names.length === 0 ? reading.components : reading.components.filter(({ name }) => names.includes(name));
}

/** An attribute of a block. */
export function attributeOf(block: AlloyBlock | undefined, name: string): AlloyExpression | undefined {
  return block?.attributes.find((attribute) => attribute.name === name)?.value;
}

/** The blocks of some names right within a block. */
export function blocksOf(block: AlloyBlock | undefined, ...names: string[]): readonly AlloyBlock[] {
  return (block?.blocks ?? []).filter(({ name }) => names.includes(name));
}

/** String literal of an attribute or a field; undefined for any other value. */
export function textOf(value: AlloyExpression | undefined): string | undefined {
  return value?.kind === 'text' ? value.text : undefined;
}

/** The string literals of a list. */
export function textsOf(value: AlloyExpression | undefined): string[] {
  return partsOf(value).flatMap((part) => textOf(part) ?? []);
}

/** The fields of an object; none for any other value. */
export function fieldsOf(value: AlloyExpression | undefined): readonly AlloyField[] {
  return value?.kind === 'object' ? value.fields : [];
}

/** Parts of an expression: items, arguments, operands. */
export function partsOf(value: AlloyExpression | undefined): readonly AlloyExpression[] {
  if (value?.kind === 'object') return value.fields.map((field) => field.value);
  return value && 'parts' in value ? value.parts : [];
}

/** An expression and all within it. */
export function withinOf(value: AlloyExpression): readonly AlloyExpression[] {
  return value.kind === 'text' ? [value] : [value, ...partsOf(value).flatMap(withinOf)];
}

/** Blocks, and all blocks within them. */
export const withInner = (blocks: readonly AlloyBlock[]): AlloyBlock[] =>
  blocks.flatMap((block) => [block, ...withInner(block.blocks)]);

/** The stages of a block, those within `stage.match` included. */
export function stagesOf({ blocks }: AlloyBlock): AlloyBlock[] {
  return blocks.filter(({ name }) => name.startsWith('stage.')).flatMap((stage) => [stage, ...stagesOf(stage)]);
}

/** All expressions of a block and of the blocks within it. */
export const expressionsOf: (block: AlloyBlock) => readonly AlloyExpression[] = kept(
  (block: AlloyBlock): readonly AlloyExpression[] => [
    ...block.attributes.flatMap(({ value }) => withinOf(value)),
    ...block.blocks.flatMap(expressionsOf),
  ],
);

/** Block that marks a file of Alloy with another extension: no other language has it. */
const ALLOY_BLOCK =
  /^[ \t]*(?:loki\.(?:source|process|relabel|write)|discovery\.|local\.file_match)[\w.]*[ \t]+"\w*"[ \t]*\{/m;

function readAlloy(manifests: Manifests): AlloyReading[] {
  return manifests.ofKind('ConfigMap').flatMap((object) =>
    Object.entries(filesOf(object)).flatMap(([file, text]) => {
      if (!/\.(alloy|river)$/.test(file) && !ALLOY_BLOCK.test(text)) return [];
      return [read(manifests, object, file, text)];
    }),
  );
}

const parsed = keptByText(parseAlloy);

function read(manifests: Manifests, object: Manifest, file: string, text: string): AlloyReading {
  const path = `${title(object)} ${file}`;
  const config = parsed(text);
  return {
    path,
    configMap: object,
    file,
    config,
    workloads: workloadsWith(manifests, object),
    ...evaluatedBlocks(config.blocks, path, { scope: '' }),
  };
}

/** Blocks that are not components and contain none. */
const SETTINGS = ['argument', 'export', 'import.file', 'import.git', 'import.http', 'import.string'];

type Evaluated = Pick<AlloyReading, 'components' | 'others'>;

/** Blocks of a file, a module or a loop, and those within them. */
function evaluatedBlocks(
  blocks: readonly AlloyBlock[],
  path: string,
  place: Pick<AlloyComponent, 'scope' | 'loop'>,
): Evaluated {
  const found = blocks.map((block): Evaluated => {
    const { name, label } = block;
    const id = label === undefined ? name : `${name}.${label}`;
    const at = `${path} ${id}`;
    const self = { name, ...(label === undefined ? {} : { label }), id, path: at, block, ...place };
    if (name === 'declare') {
      const { components, others } = evaluatedBlocks(block.blocks, at, { scope: at });
      return { components, others: [self, ...others] };
    }
    if (name === 'foreach') {
      const variable = textOf(attributeOf(block, 'var'));
      const loop = { scope: place.scope, ...(variable === undefined ? {} : { variable }) };
      const inner = blocksOf(block, 'template').flatMap((one) => one.blocks);
      const { components, others } = evaluatedBlocks(inner, at, { scope: at, loop });
      return { components: [], others: [self, ...components, ...others] };
    }
    return SETTINGS.includes(name) ? { components: [], others: [self] } : { components: [self], others: [] };
  });
  return { components: found.flatMap((one) => one.components), others: found.flatMap((one) => one.others) };
}

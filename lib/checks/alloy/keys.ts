import { nearest } from '../../../charts/input/nearest';
import type { AlloyBlock, AlloyExpression } from '../../../charts/alloy/language/parse';
import type { AlloyComponent } from '../read/alloy/config';
import { knownBlocks, type KnownBlock } from '../read/alloy/blocks';
import { alloyGraphs, everyBlock, exportOf } from '../read/alloy/graph';
import { modulesOf, valuesIn } from '../read/alloy/modules';
import { knownValue } from '../read/alloy/expressions/evaluate';
import { componentNames, componentSchema, isIn, NEWEST, type SchemaField, shapeFields } from '../read/alloy/schema';
import { typeFault } from '../read/alloy/types';
import { type AlloyProgram, programOf } from '../read/alloy/versions';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { enumerate, useOneOf } from '../words';

/** Reference of all components. */
const EVIDENCE = 'https://grafana.com/docs/alloy/latest/reference/components/';

/** Maximum number of names in an advice. */
const MAX_NAMES = 12;

const knownComponents: ManifestsRule = {
  id: 'ALLOY-COMPONENT-3',
  severity: Severity.ERROR,
  title: 'every component is one that Alloy knows',
  why: 'Alloy does not start with any other',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) => {
      const program = programOf(graph.reading);
      const modules = modulesOf(graph);
      const inLoops = graph.reading.others.filter(({ loop, name }) => loop !== undefined && !DEFINING.test(name));
      return [...graph.reading.components, ...inLoops].flatMap(({ name, path }): Finding[] => {
        const schema = componentSchema(name);
        if (modules.has(name.split('.')[0] ?? '')) return [];
        const found = schema ? missingIn(schema, program, 'a component') : 'is not a component of Alloy';
        const best = schema || name.startsWith('stage.') ? undefined : nearest(name, componentNames());
        if (!found || (program.isOther && !best)) return [];
        const other = name.startsWith('stage.') ? 'move it into a loki.process' : 'remove it';
        const fix = schema ? 'use another version of Alloy, or another component' : other;
        return [{ path, found, fix: best ? `use ${best}` : fix }];
      });
    }),
};

/** Blocks that define or load modules, or repeat others. */
const DEFINING = /^(argument|declare|export|foreach|import\.\w+)$/;

/** Words for a name that the program does not have, although other versions of Alloy do; undefined if it has it. */
function missingIn(
  { since, until }: { readonly since: number; readonly until?: number },
  { minors, isOther }: AlloyProgram,
  what: string,
): string | undefined {
  const lacking = minors.find((minor) => !isIn({ since, until }, minor));
  if (lacking === undefined || isOther) return undefined;
  const versions = lacking < since ? `since Alloy 1.${since}` : `up to Alloy 1.${until ?? NEWEST}`;
  return `is ${what} ${versions}, and its pods run 1.${lacking}`;
}

const knownKeys: ManifestsRule = {
  id: 'ALLOY-KEY-1',
  severity: Severity.ERROR,
  title: 'every attribute and block is one that its component knows',
  why: 'Alloy does not start with any other',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyBlock(manifests).flatMap(({ graph, component }) => {
      const program = programOf(graph.reading);
      return knownBlocks(component).flatMap((block) => unknownKeys(component, block, program));
    }),
};

function unknownKeys(component: AlloyComponent, within: KnownBlock, program: AlloyProgram): Finding[] {
  const { block, prefix, fields } = within;
  const written = [
    ...block.attributes.map(({ name }) => ({ name, isBlock: false })),
    // Unknown stages are those of ALLOY-STAGE-1.
    ...block.blocks
      .map(({ name }) => ({ name, isBlock: true }))
      .filter(({ name }) => !name.startsWith('stage.') || fields.some((field) => field.name === name)),
  ];
  return written.flatMap(({ name, isBlock }): Finding[] => {
    const what = `${isBlock ? 'a block' : 'an attribute'} of ${within.name}`;
    const path = `${prefix}${name}`;
    const alike = fields.filter((field) => field.name === name);
    const same = alike.find((field) => (field.shape !== undefined) === isBlock);
    if (same) {
      const found = missingIn(same, program, what);
      return found ? [{ path, found, fix: 'use another version of Alloy, or remove it' }] : [];
    }
    if (alike.length > 0) {
      const fix = isBlock ? `write ${name} = …` : `write ${name} { … }`;
      return [{ path, found: `is ${isBlock ? 'an attribute' : 'a block'} of ${within.name}`, fix }];
    }
    const fix = meant(component, within, name, isBlock);
    return program.isOther && !fix ? [] : [{ path, found: `is not ${what}`, fix: fix ?? others(fields) }];
  });
}

/** The name that was meant: a similar one, or the block that the attribute belongs in. */
function meant(component: AlloyComponent, { fields, name: at }: KnownBlock, name: string, isBlock: boolean) {
  const names = fields.map((field) => field.name);
  const longer = names.filter((one) => name.length > 3 && one.startsWith(name));
  const best = nearest(name, names) ?? (longer.length === 1 ? longer[0] : undefined);
  if (best) return `use ${best}`;
  const schema = componentSchema(component.name);
  if (!schema || isBlock) return undefined;
  const top = shapeFields(schema.shape);
  if (at !== component.name && top.some((field) => field.name === name)) return `move it into ${component.name}`;
  const homes = top.filter(({ shape }) => shape !== undefined && shapeFields(shape).some((one) => one.name === name));
  const few = homes.length > 0 && homes.length < 4;
  return few ? `move it into ${homes.map((home) => `${home.name} { … }`).join(' or ')}` : undefined;
}

function others(fields: readonly SchemaField[]): string {
  const names = fields.filter(({ until }) => until === undefined).map(({ name }) => name);
  return names.length > MAX_NAMES ? 'remove it' : `remove it${names.length > 0 ? `, or ${useOneOf(names, '')}` : ''}`;
}

const typedValues: ManifestsRule = {
  id: 'ALLOY-KEY-2',
  severity: Severity.ERROR,
  title: 'every value has the type of its attribute',
  why: 'Alloy does not start otherwise; alloy validate does not check references',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/expressions/types_and_values/',
  check: ({ manifests }) =>
    everyBlock(manifests).flatMap(({ graph, component }) => {
      const valueOf = valuesIn(graph, component);
      const types = {
        ofReference: (names: readonly string[]) => exportOf(graph, names, component)?.type,
        valueOf: (value: AlloyExpression) => knownValue(value, valueOf),
      };
      return knownBlocks(component).flatMap(({ block, prefix, fields }) =>
        block.attributes.flatMap(({ name, value }): Finding[] => {
          const type = fields.find((field) => field.name === name)?.type;
          const fault = type && typeFault(type, value, types);
          return fault ? [{ path: `${prefix}${name}`, found: fault.found, fix: fault.fix }] : [];
        }),
      );
    }),
};

const single: ManifestsRule = {
  id: 'ALLOY-KEY-3',
  severity: Severity.ERROR,
  title: 'blocks that a component has once are not repeated',
  why: 'Alloy does not start otherwise',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyBlock(manifests).flatMap(({ component }) =>
      knownBlocks(component).flatMap(({ block, prefix, fields }) =>
        fields.flatMap((field): Finding[] => {
          const alike = blocksNamed(block, field.name);
          if (field.shape === undefined || field.isRepeated || alike.length < 2) return [];
          const lines = enumerate(alike.map(({ line }) => String(line)));
          return [{ path: `${prefix}${field.name}`, found: `is repeated, on lines ${lines}`, fix: 'write it once' }];
        }),
      ),
    ),
};

function blocksNamed({ blocks }: AlloyBlock, name: string): readonly AlloyBlock[] {
  return blocks.filter((block) => block.name === name);
}

/** Rules about the names and types that Alloy knows. */
export const KEY_RULES: readonly ManifestsRule[] = [knownComponents, knownKeys, typedValues, single];

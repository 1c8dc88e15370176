import { nearest } from '../../../charts/input/nearest';
import type { AlloyBlock } from '../../../charts/alloy/language/tree';
import {
  type AlloyComponent,
  type AlloyReading,
  alloyReadings,
  attributeOf,
  blocksOf,
  withInner,
} from '../read/alloy/config';
import { type AlloyGraph, alloyGraphs, everyBlock } from '../read/alloy/graph';
import { moduleOf, modulesOf } from '../read/alloy/modules';
import { NO_TYPES, typeFault } from '../read/alloy/types';
import { programOf } from '../read/alloy/versions';
import { type Finding, type ManifestsRule, Severity } from '../rule';

/** Documentation of modules. */
const EVIDENCE = 'https://grafana.com/docs/alloy/latest/get-started/modules/';

/** Blocks that only modules have. */
const OF_MODULES = ['argument', 'export'];

/** Blocks that only the configuration itself has, outside of modules and loops. */
const OF_PROGRAM = ['logging', 'tracing', 'http', 'livedebugging', 'remotecfg'];

/** Those of them that services of Alloy read: a label makes them another block. */
const OF_SERVICES = ['http', 'livedebugging', 'remotecfg'];

const placed: ManifestsRule = {
  id: 'ALLOY-MODULE-1',
  severity: Severity.ERROR,
  title: 'blocks and attributes are where Alloy reads them',
  why: 'Alloy does not start with arguments and exports outside of modules, settings of its own within them, or attributes outside of blocks',
  evidence: EVIDENCE,
  check: ({ manifests }) => [
    ...alloyReadings(manifests).flatMap(attributesOutside),
    ...everyBlock(manifests).flatMap(({ graph, component }): Finding[] => {
      const fault = programOf(graph.reading).isOther ? undefined : placeFault(component);
      return fault ? [{ path: component.path, ...fault }] : [];
    }),
  ],
};

/** Attributes that are in no block, or right in a module or a loop. */
function attributesOutside({ path, config, others }: AlloyReading): Finding[] {
  const within = others.flatMap((one) => {
    if (one.name === 'declare') return one.block.attributes.map(({ name }) => ({ path: one.path, name }));
    const templates = one.name === 'foreach' ? blocksOf(one.block, 'template') : [];
    return templates.flatMap(({ attributes }) =>
      attributes.map(({ name }) => ({ path: `${one.path} template`, name })),
    );
  });
  return [...config.attributes.map(({ name }) => ({ path, name })), ...within].map((one) => ({
    path: `${one.path} ${one.name}`,
    found: 'is an attribute outside of the blocks that have attributes',
    fix: 'move it into its block, or remove it',
  }));
}

function placeFault({ name, label, scope, loop }: AlloyComponent): Omit<Finding, 'path'> | undefined {
  if (name === 'declare' && label === name) return { found: 'cannot have the label declare', fix: 'use another label' };
  const isInModule = scope !== '' && loop === undefined;
  if (OF_MODULES.includes(name) && !isInModule) {
    return { found: 'is outside of a module', fix: 'put it into a declare block' };
  }
  if (!OF_PROGRAM.includes(name)) return undefined;
  if (scope !== '') {
    return { found: `is in ${loop ? 'a foreach' : 'a declare'} block`, fix: 'move it out of the block' };
  }
  if (label === undefined || !OF_SERVICES.includes(name)) return undefined;
  return { found: `has the label ${label}, and ${name} has none`, fix: `write ${name} { … }` };
}

const used: ManifestsRule = {
  id: 'ALLOY-MODULE-2',
  severity: Severity.ERROR,
  title: 'uses of a module give its arguments and no others, and no module uses itself',
  why: 'Alloy does not start with a missing or unknown argument, or with a circle of modules',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) => [
      ...circles(graph),
      ...[...graph.reading.components, ...graph.reading.others.filter(({ loop }) => loop !== undefined)].flatMap(
        (use) => {
          const module = moduleOf(graph, use.name);
          return module ? useFaults(use, module) : [];
        },
      ),
    ]),
};

/** Modules that contain themselves, directly or through others. */
function circles(graph: AlloyGraph): Finding[] {
  return graph.reading.others.flatMap(({ name, label, path }): Finding[] => {
    if (name !== 'declare' || label === undefined) return [];
    const inner = new Set([label]);
    for (const one of inner) {
      for (const { name: next } of withInner(moduleOf(graph, one)?.blocks ?? [])) {
        if (next === label) return [{ path, found: 'contains itself', fix: `remove the ${label} in it` }];
        if (modulesOf(graph).has(next)) inner.add(next);
      }
    }
    return [];
  });
}

function useFaults({ path, name, label, block }: AlloyComponent, module: AlloyBlock): Finding[] {
  const known = blocksOf(module, 'argument').flatMap((argument) => argument.label ?? []);
  const missing = blocksOf(module, 'argument').flatMap((argument): Finding[] => {
    const optional = attributeOf(argument, 'optional');
    const isNeeded = optional === undefined || (optional.kind === 'bool' && !optional.value);
    if (argument.label === undefined || !isNeeded || attributeOf(block, argument.label)) return [];
    return [{ path, found: `has no ${argument.label}, which its module needs`, fix: `set ${argument.label}` }];
  });
  const unknown = block.attributes
    .filter((attribute) => !known.includes(attribute.name))
    .map((attribute): Finding => {
      const best = nearest(attribute.name, known);
      const found = `is not an argument of the module ${name}`;
      return { path: `${path} ${attribute.name}`, found, fix: best ? `use ${best}` : 'remove it' };
    });
  const isEmpty = module.attributes.length + module.blocks.length === 0;
  const blocks = block.blocks.map((inner): Finding => ({
    path: `${path} ${inner.name}`,
    found: 'is a block, and modules have only attributes',
    fix: `write ${inner.name} = …`,
  }));
  return [
    ...blocks,
    ...(label === undefined
      ? [{ path, found: 'has no label, which is required', fix: `write ${name} "default" { … }` }]
      : []),
    ...(isEmpty ? [{ path, found: 'is made by an empty module, which Alloy does not find', fix: 'remove both' }] : []),
    ...missing,
    ...unknown,
  ];
}

const loops: ManifestsRule = {
  id: 'ALLOY-MODULE-3',
  severity: Severity.ERROR,
  title: 'a foreach block has a collection, a variable and a template',
  why: 'Alloy does not start without them',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/config-blocks/foreach/',
  check: ({ manifests }) =>
    everyBlock(manifests).flatMap(({ component: { name, path, block } }): Finding[] => {
      if (name !== 'foreach') return [];
      const missing = LOOP.filter((one) => one.isRequired && !has(block, one.name)).map((one) => ({
        path,
        found: `has no ${one.name}, which is required`,
        fix: one.isBlock ? `add ${one.name} { … }` : `set ${one.name}`,
      }));
      const unknown = [...block.attributes, ...block.blocks].filter(
        (one) => !LOOP.some((each) => each.name === one.name),
      );
      const names = LOOP.map((one) => one.name);
      const types = block.attributes.flatMap(({ name: attribute, value }): Finding[] => {
        const type = LOOP.find((one) => one.name === attribute)?.type;
        const fault = type && typeFault(type, value, NO_TYPES);
        return fault ? [{ path: `${path} ${attribute}`, found: fault.found, fix: fault.fix }] : [];
      });
      return [
        ...missing,
        ...types,
        ...unknown.map((one): Finding => {
          const best = nearest(one.name, names);
          return {
            path: `${path} ${one.name}`,
            found: 'is not a part of foreach',
            fix: best ? `use ${best}` : 'remove it',
          };
        }),
      ];
    }),
};

/** Attributes and the block of a loop. */
const LOOP: readonly {
  readonly name: string;
  readonly isRequired?: boolean;
  readonly isBlock?: boolean;
  readonly type?: string;
}[] = [
  { name: 'collection', isRequired: true, type: 'list(any)' },
  { name: 'var', isRequired: true, type: 'string' },
  { name: 'template', isRequired: true, isBlock: true },
  { name: 'id', type: 'string' },
  { name: 'hash_string_id', type: 'bool' },
  { name: 'enable_metrics', type: 'bool' },
];

const has = ({ attributes, blocks }: AlloyBlock, wanted: string): boolean =>
  [...attributes, ...blocks].some(({ name }) => name === wanted);

/** Rules about modules and loops. */
export const MODULE_RULES: readonly ManifestsRule[] = [placed, used, loops];

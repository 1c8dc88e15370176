import type { AlloyBlock, AlloyField } from '../../../charts/alloy/language/parse';
import { type AlloyComponent, alloyReadings, withInner } from '../read/alloy/config';
import { knownBlocks } from '../read/alloy/blocks';
import { componentSchema } from '../read/alloy/schema';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyBlock } from '../read/alloy/graph';

const syntax: ManifestsRule = {
  id: 'ALLOY-SYNTAX-1',
  severity: Severity.ERROR,
  title: 'a configuration of Alloy has no syntax error',
  why: 'Alloy does not start with it; a running Alloy keeps the old configuration',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/syntax/',
  check: ({ manifests }) =>
    alloyReadings(manifests).flatMap(({ path, config: { error } }) =>
      // A placeholder that another program fills in before Alloy reads the file.
      error && error.got !== '$'
        ? [
            {
              path,
              found: `line ${error.line} has ${quoted(error.got)} in place of ${error.expected}`,
              fix: `write ${error.expected} there`,
            },
          ]
        : [],
    ),
};

/** Quotes a piece of text; descriptions such as `the end of the line` stay unquoted. */
function quoted(got: string): string {
  return /^(the end|a NUL|a byte)/.test(got) ? got : `'${got}'`;
}

const componentTwice: ManifestsRule = {
  id: 'ALLOY-COMPONENT-1',
  severity: Severity.ERROR,
  title: 'component names and attributes are unique',
  why: 'Alloy does not start with duplicates',
  evidence: 'https://github.com/grafana/alloy/blob/v1.18.1/internal/runtime/internal/controller/loader.go',
  check: ({ manifests }) =>
    alloyReadings(manifests).flatMap(({ components, others }) => {
      const twice = repeated([...components, ...others], ({ path }) => path).map(([first, second]): Finding => ({
        path: first.path,
        found: `is defined twice, on lines ${first.block.line} and ${second.block.line}`,
        fix: 'change the label of one of them',
      }));
      const attributes = [...components, ...others].flatMap(({ name, path, block }) =>
        [block, ...(CONTAINERS.includes(name) ? [] : withInner(block.blocks))].flatMap((one) =>
          repeated(one.attributes, ({ name }) => name).map(([first, second]: [AlloyField, AlloyField]): Finding => ({
            path: `${path} ${first.name}`,
            found: `is set twice, on lines ${first.line} and ${second.line}`,
            fix: 'set it once',
          })),
        ),
      );
      return [...twice, ...attributes];
    }),
};

/** Blocks whose inner blocks are checked themselves. */
const CONTAINERS = ['declare', 'foreach'];

/** First two of the items with the same key. */
function repeated<T>(items: readonly T[], keyOf: (item: T) => string): [T, T][] {
  const found: [T, T][] = [];
  const seen = new Map<string, T | undefined>();
  for (const item of items) {
    const first = seen.get(keyOf(item));
    if (first !== undefined) found.push([first, item]);
    // A third one adds nothing.
    seen.set(keyOf(item), seen.has(keyOf(item)) ? undefined : item);
  }
  return found;
}

const componentWhole: ManifestsRule = {
  id: 'ALLOY-COMPONENT-2',
  severity: Severity.ERROR,
  title: 'components have a label, the blocks within them none, and both what is required',
  why: 'Alloy does not start without them',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/',
  check: ({ manifests }) =>
    everyBlock(manifests).flatMap(({ component }) => [
      ...unlabelled(component),
      ...labelledWithin(component),
      ...knownBlocks(component).flatMap(({ path, block, fields }) =>
        fields
          .filter(({ name, isRequired }) => isRequired && !has(block, name))
          .map(({ name, shape }) => ({
            path,
            found: `has no ${name}, which is required`,
            fix: shape === undefined ? `set ${name}` : `add ${name} { … }`,
          })),
      ),
    ]),
};

/** Blocks with names of one part that have a label; those of settings have none. */
const LABELLED = ['argument', 'declare', 'export', 'foreach'];

/** Components have a label, as have the blocks of modules. */
function unlabelled({ name, label, path }: AlloyComponent): Finding[] {
  const has = LABELLED.includes(name) || (name.includes('.') && componentSchema(name) !== undefined);
  if (label !== undefined || !has) return [];
  return [{ path, found: 'has no label, which is required', fix: `write ${name} "default" { … }` }];
}

/** Components with labelled blocks within them, beside those that contain blocks of their own. */
const WITH_LABELS = /^(prometheus|pyroscope)\.|^(declare|foreach)$/;

/** Blocks within a component that have a label. */
function labelledWithin(component: AlloyComponent): Finding[] {
  if (WITH_LABELS.test(component.name)) return [];
  return knownBlocks(component).flatMap(({ path, block: { name, label }, block }): Finding[] =>
    block === component.block || label === undefined
      ? []
      : [{ path, found: `has the label ${label}, and blocks within components have none`, fix: `write ${name} { … }` }],
  );
}

function has({ attributes, blocks }: AlloyBlock, wanted: string): boolean {
  return [...attributes, ...blocks].some(({ name }) => name === wanted);
}

/** Rules about the text of a configuration. Alloy does not start with any of these faults. */
export const SYNTAX_RULES: readonly ManifestsRule[] = [syntax, componentTwice, componentWhole];

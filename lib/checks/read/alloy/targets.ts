import type { AlloyBlock, AlloyExpression, AlloyField } from '../../../../charts/alloy/language/parse';
import { type AlloyComponent, attributeOf, blocksOf, fieldsOf, partsOf, textOf } from './config';
import { type AlloyGraph, JOINS, referredBy } from './graph';
import { afterRules } from './relabel';
import { ownValue } from '../../../../charts/input/own-value';

/** Origin of targets, or a component they pass through on their way to a source. */
export type Step = {
  /** True if its targets pass through `local.file_match` before they are read. */
  readonly isMatched: boolean;
} & (
  | { readonly kind: 'component'; readonly component: AlloyComponent }
  /** A literal target. */
  | { readonly kind: 'target'; readonly fields: readonly AlloyField[]; readonly component: AlloyComponent }
  /** Targets that come from elsewhere: an argument of a module, a function. */
  | { readonly kind: 'unknown' }
);

/** A path that files are read from. */
export interface FilePath {
  /** The path as written: `/var/log/pods/*$1/*.log`. */
  readonly path: string;

  /** The component it is written in. */
  readonly component: AlloyComponent;

  /** True if it goes through `local.file_match` before it is read. */
  readonly isMatched: boolean;
}

/** The attribute of a component that holds its targets. */
const TARGETS: Record<string, string> = {
  'discovery.relabel': 'targets',
  'local.file_match': 'path_targets',
  'loki.source.file': 'targets',
  'loki.source.kubernetes': 'targets',
};

/** Origins of the targets of a component, the nearest first. */
export function stepsTo(graph: AlloyGraph, component: AlloyComponent): Step[] {
  return walk(graph, component, false, new Set());
}

function walk(graph: AlloyGraph, component: AlloyComponent, isMatched: boolean, seen: Set<AlloyComponent>): Step[] {
  const targets = attributeOf(component.block, ownValue(TARGETS, component.name) ?? '');
  // A circle of references, which Alloy refuses.
  if (!targets || seen.has(component)) return [];
  const after = isMatched || component.name === 'local.file_match';
  const inner = new Set([...seen, component]);
  const follow = (value: AlloyExpression): Step[] => {
    if (value.kind === 'object') return [{ kind: 'target', fields: value.fields, component, isMatched: after }];
    if (value.kind === 'array' || (value.kind === 'call' && JOINS.includes(value.name))) {
      return value.parts.flatMap(follow);
    }
    const next = value.kind === 'reference' ? referredBy(graph, value.names, component) : undefined;
    if (!next) return [...partsOf(value).flatMap(follow), { kind: 'unknown', isMatched: after }];
    return [{ kind: 'component', component: next, isMatched: after }, ...walk(graph, next, after, inner)];
  };
  return follow(targets);
}

/** The rules of a component that relabels. */
export function rulesOf({ block }: AlloyComponent): readonly AlloyBlock[] {
  return blocksOf(block, 'rule');
}

/** True if a step sets the path of a target's file. */
export function setsPath(step: Step): boolean {
  if (step.kind === 'target') return step.fields.some(({ name }) => name === '__path__');
  return step.kind === 'component' && rulesOf(step.component).some(isPathRule);
}

function isPathRule(rule: AlloyBlock): boolean {
  return textOf(attributeOf(rule, 'target_label')) === '__path__';
}

/** The literal paths that a source of files reads. */
export function filePaths(graph: AlloyGraph, source: AlloyComponent): FilePath[] {
  return stepsTo(graph, source).flatMap((step): FilePath[] => {
    if (step.kind === 'unknown') return [];
    const values =
      step.kind === 'target'
        ? step.fields.filter(({ name }) => name === '__path__').map(({ value }) => value)
        : rulesOf(step.component)
            .filter(isPathRule)
            .map((rule) => attributeOf(rule, 'replacement'));
    return values.flatMap(beginningOf).map((path) => ({ path, component: step.component, isMatched: step.isMatched }));
  });
}

/** Text that a value begins with, if it is the beginning of a path. */
function beginningOf(value: AlloyExpression | undefined): string[] {
  if (value?.kind === 'other' && value.operator === '+') {
    const [first, ...rest] = value.parts;
    const more = rest.map((part) => textOf(part) ?? '*').join('');
    return beginningOf(first).map((path) => path + more);
  }
  const path = textOf(value);
  return path?.startsWith('/') ? [path] : [];
}

/** True if a path is a pattern, and not the name of a file. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(plain(path));
}

/** Part of a path that all its files share: a folder, or the path itself if it is not a pattern. */
export function fixedPart(path: string): string {
  const cut = plain(path).search(/[*?[{\0]/);
  const fixed = cut < 0 ? plain(path) : plain(path).slice(0, plain(path).lastIndexOf('/', cut));
  return fixed.replace(/\/+$/, '');
}

/** A path without the values that a relabelling rule inserts: `/var/log/*\0/*.log`. */
function plain(path: string): string {
  return path.replace(/\$(\{\w+\}|\w+)/g, '\0');
}

/** Names of the labels of targets, without those Alloy takes away before a line is sent. */
export function targetLabels(graph: AlloyGraph, component: AlloyComponent, seen: AlloyComponent[] = []): string[] {
  const targets = attributeOf(component.block, ownValue(TARGETS, component.name) ?? '');
  if (!targets || seen.includes(component)) return [];
  const follow = (value: AlloyExpression): string[] => {
    if (value.kind === 'object') return fieldsOf(value).map(({ name }) => name);
    const next = value.kind === 'reference' ? referredBy(graph, value.names, component) : undefined;
    if (!next) return partsOf(value).flatMap(follow);
    // Label that Alloy adds to nodes.
    if (next.name === 'discovery.kubernetes')
      return textOf(attributeOf(next.block, 'role')) === 'node' ? ['instance'] : [];
    const labels = targetLabels(graph, next, [...seen, component]);
    return next.name === 'discovery.relabel' ? afterRules(labels, rulesOf(next)) : labels;
  };
  return [...new Set(follow(targets))].filter((name) => !name.startsWith('__'));
}

import { bareRegex, unsupportedByGo } from '../../../charts/input/go-regex';
import type { Fault } from '../../../charts/input/problems';
import { regexFault } from '../../../charts/input/re2';
import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, textOf, stagesOf } from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyComponent } from '../read/alloy/graph';
import { actionOf, ANYTHING } from '../read/alloy/relabel';
import { rulesOf } from '../read/alloy/targets';
import { ownValue } from '../../../charts/input/own-value';
import { show } from '../../../charts/input/show';

/** The attributes of stages that are regular expressions. */
const EXPRESSIONS: Record<string, readonly string[]> = {
  'stage.drop': ['expression'],
  'stage.multiline': ['firstline'],
  'stage.regex': ['expression'],
  'stage.replace': ['expression'],
};

/** A regular expression of a component, and its path. */
interface Regex {
  /** Its path. */
  readonly path: string;

  /** The expression. */
  readonly regex: string;
}

function regexesIn(path: string, block: AlloyBlock): Regex[] {
  const rules = block.blocks.filter(({ name }) => name === 'rule').map((rule, index) => ({ rule, index }));
  return [
    ...rules.flatMap(({ rule, index }) => regexOf(`${path} rule[${index}].regex`, rule, 'regex')),
    ...stagesOf(block).flatMap((stage) =>
      (ownValue(EXPRESSIONS, stage.name) ?? []).flatMap((name) =>
        regexOf(`${path} ${stage.name}.${name}`, stage, name),
      ),
    ),
  ];
}

function regexOf(path: string, block: AlloyBlock, name: string): Regex[] {
  const regex = textOf(attributeOf(block, name));
  return regex === undefined ? [] : [{ path, regex }];
}

const syntax: ManifestsRule = {
  id: 'ALLOY-REGEX-1',
  severity: Severity.ERROR,
  title: 'regular expressions use the syntax of Go',
  why: 'Alloy does not start with any other; alloy validate does not check those in stages',
  evidence: 'https://github.com/google/re2/wiki/Syntax',
  check: ({ manifests }) =>
    everyComponent(manifests, 'discovery.relabel', 'loki.relabel', 'loki.process').flatMap(({ component }) =>
      regexesIn(component.path, component.block).flatMap(({ path, regex }): Finding[] => {
        const part = unsupportedByGo(regex);
        if (part !== undefined) return [{ path, found: `${part} is not supported by Go`, fix: 'remove it' }];
        const fault = regexFault(regex);
        return fault ? [{ path, ...malformation(regex, fault) }] : [];
      }),
    ),
};

/** Fault of a malformed regular expression. */
function malformation(regex: string, { wrong, fix }: Fault): Omit<Finding, 'path'> {
  const bare = bareRegex(regex);
  if (bare.includes('[')) return { found: '[ is not closed', fix: 'close it with ], or write \\\\[' };
  let depth = 0;
  for (const sign of bare) {
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (depth < 0) return { found: ') has no ( before it', fix: 'remove it, or write \\\\)' };
  }
  if (depth > 0) return { found: '( is not closed', fix: 'close it with ), or write \\\\(' };
  return { found: `${show(regex)} ${wrong}`, fix: fix.replaceAll('\\', '\\\\') };
}

/** Number of groups of a regular expression, and their names. */
function groupsOf(regex: string): { readonly count: number; readonly names: readonly string[] } {
  const groups = [...bareRegex(regex).matchAll(/\((?!\?)|\(\?P?<(\w+)>/g)];
  return { count: groups.length, names: groups.flatMap(([, name]) => name ?? []) };
}

/** Groups that a replacement uses: `$1`, `${1}`, `$name`. `$$` is a dollar. */
function taken(replacement: string): string[] {
  return [...replacement.matchAll(/\$\$|\$\{(\w+)\}|\$(\w+)/g)].flatMap(([, braced, plain]) => braced ?? plain ?? []);
}

const groups: ManifestsRule = {
  id: 'ALLOY-RELABEL-1',
  severity: Severity.ERROR,
  title: 'a replacement refers to groups of its regular expression',
  why: 'any other group is silently empty: `$1_x` is the group `1_x`, and `$1/$2` needs two groups',
  evidence: 'https://pkg.go.dev/regexp#Regexp.Expand',
  check: ({ manifests }) =>
    everyComponent(manifests, 'discovery.relabel', 'loki.relabel').flatMap(({ component }) =>
      rulesOf(component).flatMap((rule, index): Finding[] => {
        const set = attributeOf(rule, 'regex');
        const regex = set ? textOf(set) : ANYTHING;
        const replacement = textOf(attributeOf(rule, 'replacement'));
        if (regex === undefined || replacement === undefined || !['replace', 'labelmap'].includes(actionOf(rule)))
          return [];
        const { count, names } = groupsOf(regex);
        const missing = taken(replacement).filter((name) =>
          /^\d+$/.test(name) ? Number(name) > count : !names.includes(name),
        );
        if (missing.length === 0) return [];
        return [
          {
            path: `${component.path} rule[${index}].replacement`,
            found: `'${replacement}' uses ${missing.map((name) => `'${name}'`).join(', ')}, but '${regex}' has ${groupText(count)}`,
            fix: missing.some((name) => /^\d+\D/.test(name))
              ? 'put braces around the number: ${1}'
              : 'use a regex with that many groups',
          },
        ];
      }),
    ),
};

function groupText(count: number): string {
  return count === 0 ? 'no group' : count === 1 ? 'one group' : `${count} groups`;
}

/** Rules about regular expressions. */
export const REGEX_RULES: readonly ManifestsRule[] = [syntax, groups];

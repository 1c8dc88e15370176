import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, textOf, stagesOf } from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyComponent } from '../read/alloy/graph';
import { actionOf, ANYTHING } from '../read/alloy/relabel';
import { rulesOf } from '../read/alloy/targets';

/** The attributes of stages that are regular expressions. */
const EXPRESSIONS: Record<string, readonly string[]> = {
  'stage.drop': ['expression'],
  'stage.multiline': ['firstline'],
  'stage.regex': ['expression'],
  'stage.replace': ['expression'],
};

/** What other regular expressions have and Go's have not: looking around, and what a group matched before. */
const NOT_GO = /\(\?(?:[=!>]|<[=!])|\\[1-9]/;

/** A regular expression without what stands for itself: escapes and what is in brackets. */
function bare(regex: string): string {
  return regex.replace(/\\[^1-9]/g, '  ').replace(/\[\^?[^\]]*\]/g, '');
}

/** A regular expression of a component, and where it is. */
interface Regex {
  /** Where it is. */
  readonly path: string;

  /** The expression. */
  readonly regex: string;
}

function regexesIn(path: string, block: AlloyBlock): Regex[] {
  const rules = block.blocks.filter(({ name }) => name === 'rule').map((rule, index) => ({ rule, index }));
  return [
    ...rules.flatMap(({ rule, index }) => regexOf(`${path} rule[${index}].regex`, rule, 'regex')),
    ...stagesOf(block).flatMap((stage) =>
      (EXPRESSIONS[stage.name] ?? []).flatMap((name) => regexOf(`${path} ${stage.name}.${name}`, stage, name)),
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
  title: "regular expressions are Go's",
  why: 'Alloy does not start with another one; of those in stages, alloy validate says nothing',
  evidence: 'https://github.com/google/re2/wiki/Syntax',
  check: ({ manifests }) =>
    everyComponent(manifests, 'discovery.relabel', 'loki.relabel', 'loki.process').flatMap(({ component }) =>
      regexesIn(component.path, component.block).flatMap(({ path, regex }): Finding[] => {
        const [part] = NOT_GO.exec(bare(regex)) ?? [];
        if (part === undefined) return [];
        return [{ path, found: `${part} is nothing Go's regular expressions have`, fix: 'write it without' }];
      }),
    ),
};

/** How many groups a regular expression has, and their names. */
function groupsOf(regex: string): { readonly count: number; readonly names: readonly string[] } {
  const groups = [...bare(regex).matchAll(/\((?!\?)|\(\?P?<(\w+)>/g)];
  return { count: groups.length, names: groups.flatMap(([, name]) => name ?? []) };
}

/** What a replacement takes of groups: `$1`, `${1}`, `$name`. `$$` is a dollar. */
function taken(replacement: string): string[] {
  return [...replacement.matchAll(/\$\$|\$\{(\w+)\}|\$(\w+)/g)].flatMap(([, braced, plain]) => braced ?? plain ?? []);
}

const groups: ManifestsRule = {
  id: 'ALLOY-RELABEL-1',
  severity: Severity.ERROR,
  title: 'a replacement takes groups its regular expression has',
  why: 'any other is empty, without a word: `$1_x` is the group `1_x`, and `$1/$2` needs two groups',
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
            found: `'${replacement}' takes ${missing.map((name) => `'${name}'`).join(', ')}, and '${regex}' has ${groupText(count)}`,
            fix: missing.some((name) => /^\d+\D/.test(name))
              ? 'put braces around the number: ${1}'
              : 'write a regex with as many groups',
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

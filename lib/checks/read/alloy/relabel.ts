import type { AlloyBlock } from '../../../../charts/alloy/language/parse';
import { attributeOf, textOf } from './config';

/** Default regular expression of a rule. */
export const ANYTHING = '(.*)';

/** Action of a relabelling rule. */
export function actionOf(rule: AlloyBlock): string {
  return textOf(attributeOf(rule, 'action'))?.toLowerCase() ?? 'replace';
}

/** Names of labels after relabelling rules. */
export function afterRules(labels: readonly string[], rules: readonly AlloyBlock[]): string[] {
  return rules.reduce<string[]>((before, rule) => after(before, rule), [...labels]);
}

function after(labels: string[], rule: AlloyBlock): string[] {
  const matches = matcher(`^(?:${textOf(attributeOf(rule, 'regex')) ?? ANYTHING})$`);
  const target = textOf(attributeOf(rule, 'target_label'));
  switch (actionOf(rule)) {
    case 'labeldrop':
      return labels.filter((name) => !matches(name));
    case 'labelkeep':
      return labels.filter(matches);
    case 'replace':
    case 'hashmod':
    case 'lowercase':
    case 'uppercase':
      if (!target || target.includes('$')) return labels;
      // An empty value removes a label.
      if (textOf(attributeOf(rule, 'replacement')) === '') return labels.filter((name) => name !== target);
      return [...new Set([...labels, target])];
    default:
      return labels;
  }
}

/** Matcher of a regular expression of Go. One that JavaScript does not support matches nothing. */
export function matcher(regex: string): (text: string) => boolean {
  try {
    const expression = new RegExp(regex.replaceAll('(?P<', '(?<'), 'su');
    return (text) => expression.test(text);
  } catch {
    return () => false;
  }
}

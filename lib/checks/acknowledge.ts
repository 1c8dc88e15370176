import type { Acknowledgement } from '../environment/acknowledgement';
import { nearest } from '../../charts/input/nearest';
import { show } from '../../charts/input/problems';
import { Severity, type TemplatesRule } from './rule';

/** Problem of an acknowledgement of a rule that has findings at these paths; undefined if it matches one. */
export function acknowledgementProblem(
  { rule: id, path }: Acknowledgement,
  catalogue: readonly Pick<TemplatesRule, 'id' | 'severity'>[],
  found: readonly string[],
): { readonly found: string; readonly fix: string } | undefined {
  const rule = catalogue.find((one) => one.id === id);
  if (!rule) {
    const meant = nearest(
      id,
      catalogue.map((one) => one.id),
    );
    return { found: `${show(id)} is not a rule`, fix: meant ? `did you mean ${meant}?` : 'docs/rules.md lists them' };
  }
  if (rule.severity === Severity.ERROR) {
    return {
      found: `${id} is an error, which cannot be acknowledged`,
      fix: 'fix what it found, and remove this acknowledgement',
    };
  }
  if (found.includes(path)) return undefined;
  const meant = nearest(path, found);
  return {
    found: `${id} finds nothing at ${show(path)}`,
    fix: meant ? `did you mean ${meant}?` : 'remove it',
  };
}

import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, textOf } from '../read/alloy/config';
import { everyComponent } from '../read/alloy/graph';
import { actionOf } from '../read/alloy/relabel';
import { rulesOf } from '../read/alloy/targets';
import { type Finding, type ManifestsRule, Severity } from '../rule';

/** Actions that write a label. */
const WRITING = ['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal'];

/** Attributes that the actions on names of labels do not take. */
const NOT_OF_NAMES = ['source_labels', 'target_label', 'replacement', 'separator', 'modulus'];

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  ...{ labeldrop: NOT_OF_NAMES, labelkeep: NOT_OF_NAMES },
  ...{ keepequal: ['regex', 'replacement', 'separator', 'modulus'], dropequal: ['regex', 'replacement'] },
};

/** Faults of a rule, by the attribute that is missing or too much. */
function faultsOf(rule: AlloyBlock): Finding[] {
  const action = actionOf(rule);
  const target = attributeOf(rule, 'target_label');
  const needs = (path: string, example: string): Finding => ({
    path,
    found: `is missing, and the action ${action} needs it`,
    fix: `write one such as ${example}`,
  });
  return [
    ...(WRITING.includes(action) && (target === undefined || textOf(target) === '')
      ? [needs('target_label', '"app"')]
      : []),
    ...(action === 'hashmod' && attributeOf(rule, 'modulus') === undefined ? [needs('modulus', '4')] : []),
    ...(OTHERS[action] ?? [])
      .filter((name) => attributeOf(rule, name) !== undefined)
      .map((name) => ({ path: name, found: `is not for the action ${action}`, fix: 'remove it' })),
  ];
}

const needed: ManifestsRule = {
  id: 'ALLOY-RELABEL-2',
  severity: Severity.ERROR,
  title: 'rules of relabelling have what their action needs, and nothing that it does not take',
  why: 'Alloy does not start with it: its pods are restarted for ever, and send nothing',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.relabel/#rule',
  check: ({ manifests }) =>
    everyComponent(manifests, 'discovery.relabel', 'loki.relabel').flatMap(({ component }) =>
      rulesOf(component).flatMap((rule, index) =>
        faultsOf(rule).map((fault) => ({ ...fault, path: `${component.path} rule[${index}].${fault.path}` })),
      ),
    ),
};

/** Rules about the actions of relabelling. */
export const RELABEL_RULES: readonly ManifestsRule[] = [needed];

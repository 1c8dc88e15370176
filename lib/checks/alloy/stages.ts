import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { beginsWithSelector } from '../../../charts/loki/config/values/selector';
import { show } from '../../../charts/input/show';
import { nearest } from '../../../charts/input/nearest';
import { attributeOf, stagesOf, textOf } from '../read/alloy/config';
import { knownBlocks } from '../read/alloy/blocks';
import { programOf } from '../read/alloy/versions';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyComponent } from '../read/alloy/graph';
import { ownValue } from '../../../charts/input/own-value';
import { useOneOf } from '../words';

/** Documentation of all stages. */
const EVIDENCE = 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/';

/** Names that Alloy has as something else. */
const HINTS: Record<string, string> = {
  'stage.relabel': 'relabel in a loki.relabel before or after it',
  'stage.label': 'use stage.labels',
};

const known: ManifestsRule = {
  id: 'ALLOY-STAGE-1',
  severity: Severity.ERROR,
  title: 'the stages of loki.process exist',
  why: 'Alloy does not start with an unknown stage',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.process').flatMap(({ graph, component }) =>
      knownBlocks(component).flatMap(({ block, fields }) => {
        const { isOther } = programOf(graph.reading);
        const stages = fields.map(({ name }) => name).filter((name) => name.startsWith('stage.'));
        return block.blocks.flatMap(({ name }): Finding[] => {
          if (!name.startsWith('stage.') || stages.includes(name)) return [];
          const best = nearest(
            name.slice('stage.'.length),
            stages.map((stage) => stage.slice('stage.'.length)),
          );
          if (!best && isOther) return [];
          const fix = HINTS[name] ?? (best ? `use stage.${best}` : useOneOf(stages, 'remove it'));
          return [{ path: `${component.path} ${name}`, found: 'is not a stage', fix }];
        });
      }),
    ),
};

/** Problem of a stage. */
type Problem = readonly [found: string, fix: string];

/** Stages with which Alloy does not start, although `alloy validate` accepts them. */
const PROBLEMS: Record<string, (stage: AlloyBlock) => Problem | undefined> = {
  'stage.json': (stage) => {
    const expressions = attributeOf(stage, 'expressions');
    const isEmpty = !expressions || (expressions.kind === 'object' && expressions.fields.length === 0);
    if (!isEmpty || attributeOf(stage, 'regex')) return undefined;
    return ['extracts nothing from the line', 'name the fields in expressions, or remove the stage'];
  },
  'stage.match': (stage) => {
    const selector = textOf(attributeOf(stage, 'selector'));
    if (selector !== undefined && !beginsWithSelector(selector)) {
      return [`has the selector ${show(selector)}, which is not one of LogQL`, `write one such as '{app="api"}'`];
    }
    const drops = textOf(attributeOf(stage, 'action')) === 'drop';
    const has = stagesOf(stage).length > 0;
    if (drops && has) return ['drops the lines but has stages for them', 'remove the stages'];
    return drops || has ? undefined : ['keeps the lines but has no stage for them', 'add stages, or action = "drop"'];
  },
  'stage.template': (stage) => {
    const template = textOf(attributeOf(stage, 'template')) ?? '';
    if (template.lastIndexOf('{{') <= template.lastIndexOf('}}')) return undefined;
    return [`has the template ${show(template)}, which ends within {{`, 'close it with }}'];
  },
  'stage.tenant': (stage) => {
    const set = ['label', 'source', 'value'].filter((name) => attributeOf(stage, name));
    if (set.length === 1) return undefined;
    return [`has ${set.join(' and ') || 'none of label, source and value'}`, 'set one of label, source and value'];
  },
  'stage.drop': (stage) => {
    const has = (...names: string[]): boolean => names.some((name) => attributeOf(stage, name));
    if (!has('source', 'expression', 'value', 'older_than', 'longer_than')) {
      return ['has no condition for the lines to drop', 'set expression, source, older_than or longer_than'];
    }
    if (has('value') && !has('source')) return ['has value but no source', 'name the source'];
    return has('value') && has('expression') ? ['has value and expression', 'set one of the two'] : undefined;
  },
};

const whole: ManifestsRule = {
  id: 'ALLOY-STAGE-2',
  severity: Severity.ERROR,
  title: 'stages have all required attributes, and none that conflict',
  why: 'Alloy does not start with such a stage, although alloy validate accepts it',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.process').flatMap(({ component: { path, block } }) =>
      stagesOf(block).flatMap((stage): Finding[] => {
        const problem = ownValue(PROBLEMS, stage.name)?.(stage);
        return problem ? [{ path: `${path} ${stage.name}`, found: problem[0], fix: problem[1] }] : [];
      }),
    ),
};

/** Rules about the stages of `loki.process`. */
export const STAGE_RULES: readonly ManifestsRule[] = [known, whole];

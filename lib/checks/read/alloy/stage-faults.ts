import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { ownValue } from '../../../../charts/input/own-value';
import { show } from '../../../../charts/input/show';
import { beginsWithSelector } from '../../../../charts/loki/config/values/selector';
import { templateFault } from '../go-templates/fault';
import { attributeOf, fieldsOf, stagesOf, textOf } from './config';
import { isBrokenJmesPath, JMESPATH_FIX } from './jmespath';
import { isSet, SETTING_FAULTS, type StageFault } from './stage-settings';

/** Stages with which Alloy does not start, although `alloy validate` accepts them. */
const FAULTS: Record<string, (stage: AlloyBlock) => StageFault | undefined> = {
  'stage.json': (stage) => {
    const expressions = attributeOf(stage, 'expressions');
    const isEmpty = !expressions || (expressions.kind === 'object' && expressions.fields.length === 0);
    if (isEmpty && !attributeOf(stage, 'regex')) {
      return ['extracts nothing from the line', 'name the fields in expressions, or remove the stage'];
    }
    const broken = fieldsOf(expressions).find(({ value }) => isBrokenJmesPath(textOf(value) ?? ''));
    if (!broken) return undefined;
    return [`has the expression ${show(textOf(broken.value))}, which is not one of JMESPath`, JMESPATH_FIX];
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
  'stage.template': (stage) => templateProblem(textOf(attributeOf(stage, 'template')) ?? ''),
  'stage.replace': (stage) => templateProblem(textOf(attributeOf(stage, 'replace')) ?? ''),
  'stage.sampling': (stage) => {
    const rate = attributeOf(stage, 'rate');
    if (rate?.kind !== 'number' || (rate.value >= 0 && rate.value <= 1)) return undefined;
    return [`has the rate ${rate.value}, which is not from 0 to 1`, 'write the part of the lines to keep, such as 0.1'];
  },
  'stage.tenant': (stage) => {
    const set = ['label', 'source', 'value'].filter((name) => isSet(stage, name));
    if (set.length === 1) return undefined;
    return [`has ${set.join(' and ') || 'none of label, source and value'}`, 'set one of label, source and value'];
  },
  'stage.drop': (stage) => {
    const has = (...names: string[]): boolean => names.some((name) => isSet(stage, name));
    if (!has('source', 'expression', 'value', 'older_than', 'longer_than')) {
      return ['has no condition for the lines to drop', 'set expression, source, older_than or longer_than'];
    }
    if (has('value') && !has('source')) return ['has value but no source', 'name the source'];
    return has('value') && has('expression') ? ['has value and expression', 'set one of the two'] : undefined;
  },
};

/** Fault of a template that Go cannot parse. */
export function templateProblem(template: string): StageFault | undefined {
  const fault = templateFault(template);
  return fault && [`has the template ${show(template)}: it ${fault.wrong}`, fault.fix];
}

/** Fault of a stage with which Alloy does not start; undefined if it has none. */
export function stageFault(stage: AlloyBlock): StageFault | undefined {
  return ownValue(FAULTS, stage.name)?.(stage) ?? ownValue(SETTING_FAULTS, stage.name)?.(stage);
}

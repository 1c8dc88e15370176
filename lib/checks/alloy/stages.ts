import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { nearest } from '../../../charts/nearest';
import { attributeOf, stagesOf, textOf } from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyComponent } from '../read/alloy/graph';
import { ownValue } from '../../../charts/own-value';

/** Documentation of all stages. */
const EVIDENCE = 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/';

/** Stages of Alloy 1.19, without `stage.`. */
const STAGES = [
  ...['cri', 'decolorize', 'docker', 'drop', 'eventlogmessage', 'geoip', 'json', 'label_drop', 'label_keep', 'labels'],
  ...['limit', 'logfmt', 'luhn', 'match', 'metrics', 'multiline', 'output', 'pack', 'pattern', 'regex', 'replace'],
  ...['sampling', 'split_json', 'static_labels', 'structured_metadata', 'structured_metadata_drop', 'template'],
  ...['tenant', 'timestamp', 'truncate', 'windowsevent'],
];

const known: ManifestsRule = {
  id: 'ALLOY-STAGE-1',
  severity: Severity.ERROR,
  title: 'the stages of loki.process exist',
  why: 'Alloy does not start with an unknown stage',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.process').flatMap(({ component: { path, block } }) =>
      stagesOf(block).flatMap(({ name }): Finding[] => {
        const stage = name.slice('stage.'.length);
        // A name without a similar known stage may be a stage of a later Alloy.
        const best = STAGES.includes(stage) ? undefined : nearest(stage, STAGES);
        return best ? [{ path: `${path} ${name}`, found: 'is not a stage', fix: `use stage.${best}` }] : [];
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
    const drops = textOf(attributeOf(stage, 'action')) === 'drop';
    const has = stagesOf(stage).length > 0;
    if (drops && has) return ['drops the lines but has stages for them', 'remove the stages'];
    return drops || has ? undefined : ['keeps the lines but has no stage for them', 'add stages, or action = "drop"'];
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

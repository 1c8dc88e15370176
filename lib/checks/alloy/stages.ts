import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { nearest } from '../../../charts/nearest';
import { attributeOf, stagesOf, textOf } from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyComponent } from '../read/alloy/graph';

/** Where all stages are described. */
const EVIDENCE = 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/';

/** The stages there are in Alloy 1.19, without `stage.`. */
const STAGES = [
  ...['cri', 'decolorize', 'docker', 'drop', 'eventlogmessage', 'geoip', 'json', 'label_drop', 'label_keep', 'labels'],
  ...['limit', 'logfmt', 'luhn', 'match', 'metrics', 'multiline', 'output', 'pack', 'pattern', 'regex', 'replace'],
  ...['sampling', 'split_json', 'static_labels', 'structured_metadata', 'structured_metadata_drop', 'template'],
  ...['tenant', 'timestamp', 'truncate', 'windowsevent'],
];

const known: ManifestsRule = {
  id: 'ALLOY-STAGE-1',
  severity: Severity.ERROR,
  title: 'the stages of loki.process are stages there are',
  why: 'Alloy does not start with another one',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.process').flatMap(({ component: { path, block } }) =>
      stagesOf(block).flatMap(({ name }): Finding[] => {
        const stage = name.slice('stage.'.length);
        // What is like none of them may be of a later Alloy.
        const best = STAGES.includes(stage) ? undefined : nearest(stage, STAGES);
        return best ? [{ path: `${path} ${name}`, found: 'is no stage', fix: `write stage.${best}` }] : [];
      }),
    ),
};

/** What a stage lacks or has too much of, and what to do. */
type Problem = readonly [found: string, fix: string];

/** What Alloy refuses when it starts. `alloy validate` lets all of it pass. */
const PROBLEMS: Record<string, (stage: AlloyBlock) => Problem | undefined> = {
  'stage.json': (stage) => {
    const expressions = attributeOf(stage, 'expressions');
    const isEmpty = !expressions || (expressions.kind === 'object' && expressions.fields.length === 0);
    if (!isEmpty || attributeOf(stage, 'regex')) return undefined;
    return ['takes nothing out of the line', 'name the fields in expressions, or leave the stage out'];
  },
  'stage.match': (stage) => {
    const drops = textOf(attributeOf(stage, 'action')) === 'drop';
    const has = stagesOf(stage).length > 0;
    if (drops && has) return ['drops the lines and has stages for them', 'leave out the stages'];
    return drops || has ? undefined : ['keeps the lines and has no stage for them', 'add stages, or action = "drop"'];
  },
  'stage.tenant': (stage) => {
    const set = ['label', 'source', 'value'].filter((name) => attributeOf(stage, name));
    if (set.length === 1) return undefined;
    return [`has ${set.join(' and ') || 'none of label, source and value'}`, 'set one of label, source and value'];
  },
  'stage.drop': (stage) => {
    const has = (...names: string[]): boolean => names.some((name) => attributeOf(stage, name));
    if (!has('source', 'expression', 'value', 'older_than', 'longer_than')) {
      return ['says of no line that it is dropped', 'set expression, source, older_than or longer_than'];
    }
    if (has('value') && !has('source')) return ['has a value and no source', 'name the source'];
    return has('value') && has('expression') ? ['has value and expression', 'set one of the two'] : undefined;
  },
};

const whole: ManifestsRule = {
  id: 'ALLOY-STAGE-2',
  severity: Severity.ERROR,
  title: 'stages have what they need, and nothing that contradicts it',
  why: 'Alloy does not start with such a stage, though alloy validate says nothing of it',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.process').flatMap(({ component: { path, block } }) =>
      stagesOf(block).flatMap((stage): Finding[] => {
        const problem = PROBLEMS[stage.name]?.(stage);
        return problem ? [{ path: `${path} ${stage.name}`, found: problem[0], fix: problem[1] }] : [];
      }),
    ),
};

/** Rules about the stages of `loki.process`. */
export const STAGE_RULES: readonly ManifestsRule[] = [known, whole];

import { nearest } from '../../../charts/input/nearest';
import { stagesOf } from '../read/alloy/config';
import { stageFault } from '../read/alloy/stage-faults';
import { knownBlocks } from '../read/alloy/blocks';
import { programOf } from '../read/alloy/versions';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyComponent } from '../read/alloy/graph';
import { useOneOf } from '../words';

/** Documentation of all stages. */
const EVIDENCE = 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/';

/** Advice for names that Alloy has in another form. */
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

const whole: ManifestsRule = {
  id: 'ALLOY-STAGE-2',
  severity: Severity.ERROR,
  title: 'stages have all required attributes, and none that conflict',
  why: 'Alloy does not start with such a stage, although alloy validate accepts it',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.process').flatMap(({ component: { path, block } }) =>
      stagesOf(block).flatMap((stage): Finding[] => {
        const problem = stageFault(stage);
        return problem ? [{ path: `${path} ${stage.name}`, found: problem[0], fix: problem[1] }] : [];
      }),
    ),
};

/** Rules about the stages of `loki.process`. */
export const STAGE_RULES: readonly ManifestsRule[] = [known, whole];

import { records } from '../../manifests/shape';
import { type PromtailFault, promtailFaults } from '../read/promtail/faults';
import { promtailFiles } from '../read/promtail/files';
import { type ManifestsRule, Severity } from '../rule';

/** Documentation of all stages. */
const EVIDENCE = 'https://grafana.com/docs/loki/latest/send-data/promtail/stages/';

/** Check for faults of a kind, in all pipelines. */
const every =
  (kind: PromtailFault['kind']): ManifestsRule['check'] =>
  ({ manifests }) =>
    promtailFiles(manifests).flatMap(({ path, value }) =>
      records(value['scrape_configs']).flatMap((job, index) =>
        promtailFaults(job['pipeline_stages'], `${path} scrape_configs[${index}].pipeline_stages`)
          .filter((fault) => fault.kind === kind)
          .map(({ at, found, fix }) => ({ path: at, found, fix })),
      ),
    );

const known: ManifestsRule = {
  id: 'PROMTAIL-STAGE-1',
  severity: Severity.ERROR,
  title: 'the stages of Promtail exist, and each is an item of its own',
  why: 'Promtail does not start with an unknown stage',
  evidence: EVIDENCE,
  check: every('stage'),
};

const typed: ManifestsRule = {
  id: 'PROMTAIL-STAGE-2',
  severity: Severity.ERROR,
  title: 'stages of Promtail have the settings that they need, of the types that it reads',
  why: 'Promtail does not start with such a stage',
  evidence: EVIDENCE,
  check: every('setting'),
};

const read: ManifestsRule = {
  id: 'PROMTAIL-STAGE-3',
  severity: Severity.WARNING,
  title: 'settings of stages are ones that Promtail reads',
  why: 'Promtail ignores others without a word, and the stage does something else',
  evidence: EVIDENCE,
  check: every('ignored'),
};

/** Rules about the stages of Promtail. */
export const STAGE_RULES: readonly ManifestsRule[] = [known, typed, read];

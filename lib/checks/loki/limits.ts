import { type Finding, type ManifestsRule, Severity } from '../rule';
import { defaultOf, everyLoki } from './every-loki';

/** Default limit of labels of a stream. */
const LABELS = Number(defaultOf('limits', 'max_label_names_per_series'));

const fewLabels: ManifestsRule = {
  id: 'LOKI-LIMITS-3',
  severity: Severity.WARNING,
  title: `streams have at most ${LABELS} labels`,
  why: 'each label multiplies streams: the index grows, and queries become slow',
  evidence: 'https://grafana.com/docs/loki/latest/operations/troubleshooting/troubleshoot-ingest/',
  check: everyLoki(({ limits }) =>
    limits.flatMap(({ path, own }): Finding[] => {
      const labels = own['max_label_names_per_series'];
      if (typeof labels !== 'number' || labels <= LABELS) return [];
      const fix = 'remove it, and store identifiers as structured metadata';
      return [{ path: `${path}.max_label_names_per_series`, found: `${labels} is more than ${LABELS}`, fix }];
    }),
  ),
};

/** Rules about limits. */
export const LIMIT_RULES: readonly ManifestsRule[] = [fewLabels];

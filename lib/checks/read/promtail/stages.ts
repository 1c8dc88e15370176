/** Type of a setting. `any` is read as whatever it is written as. */
export type SettingType = 'text' | 'boolean' | 'texts' | 'map of texts' | 'stages' | 'any';

/** Settings of a kind of stages. */
export interface StageSettings {
  /** Their types. */
  readonly keys: Readonly<Record<string, SettingType>>;

  /** Those without which Promtail does not start. @default - none */
  readonly required?: readonly string[];
}

/** Stages of Promtail 3.5, the last: their settings, or the type of a stage that is one setting. */
export const PROMTAIL_STAGES: Readonly<Record<string, StageSettings | SettingType>> = {
  cri: { keys: { max_partial_lines: 'any', max_partial_line_size: 'any', max_partial_line_size_truncate: 'any' } },
  decolorize: 'any',
  docker: 'any',
  drop: {
    keys: {
      ...{ drop_counter_reason: 'any', source: 'any', value: 'any', separator: 'any', expression: 'any' },
      ...{ older_than: 'any', longer_than: 'any' },
    },
  },
  eventlogmessage: { keys: { source: 'text', drop_invalid_labels: 'boolean', overwrite_existing: 'boolean' } },
  geoip: { keys: { db: 'text', source: 'text', db_type: 'text' } },
  json: {
    keys: { expressions: 'map of texts', source: 'text', drop_malformed: 'boolean' },
    required: ['expressions'],
  },
  labelallow: 'texts',
  labeldrop: 'texts',
  labels: 'map of texts',
  limit: {
    keys: { rate: 'any', burst: 'any', drop: 'any', by_label_name: 'any', max_distinct_labels: 'any' },
    required: ['rate', 'burst'],
  },
  logfmt: { keys: { mapping: 'map of texts', source: 'text' }, required: ['mapping'] },
  match: {
    keys: {
      ...{ selector: 'text', stages: 'stages', action: 'text', pipeline_name: 'text' },
      ...{ drop_counter_reason: 'text' },
    },
    required: ['selector'],
  },
  metrics: 'any',
  multiline: { keys: { firstline: 'any', max_lines: 'any', max_wait_time: 'any' }, required: ['firstline'] },
  non_indexed_labels: 'map of texts',
  output: { keys: { source: 'text' }, required: ['source'] },
  pack: { keys: { labels: 'any', ingest_timestamp: 'any' } },
  regex: { keys: { expression: 'text', source: 'text' }, required: ['expression'] },
  replace: { keys: { expression: 'text', source: 'text', replace: 'text' }, required: ['expression'] },
  sampling: { keys: { rate: 'any', drop_counter_reason: 'any' } },
  static_labels: 'map of texts',
  structured_metadata: 'map of texts',
  template: { keys: { source: 'text', template: 'text' }, required: ['source'] },
  tenant: { keys: { label: 'text', source: 'text', value: 'text' } },
  timestamp: {
    keys: {
      ...{ source: 'text', format: 'text', fallback_formats: 'texts', location: 'text' },
      ...{ action_on_failure: 'text' },
    },
    required: ['source', 'format'],
  },
};

/** Names of other programs' stages, with those of Promtail. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  label_drop: 'labeldrop',
  label_keep: 'labelallow',
  static_label: 'static_labels',
  metric: 'metrics',
};

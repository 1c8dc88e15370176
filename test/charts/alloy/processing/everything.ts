import type { AlloyProcessing } from '../../../../charts/alloy/chart';

/** Everything that an entry can do. */
export const WHOLE_ENTRY: AlloyProcessing = {
  tenant: 'team-a',
  labels: { team: 'shop', kind: { field: 'kind' } },
  structuredMetadata: ['kind'],
  timestamp: { field: 'time' },
  rateLimit: { linesPerSecond: 100 },
  sample: 0.5,
  drop: { levels: ['debug'], matching: ['x'], longerThan: '64KiB', olderThan: '24h' },
  redact: ['emails', { regex: 'ssn=\\d+' }],
  level: true,
  format: 'json',
  fields: { kind: 'kind', time: 'time' },
  malformed: 'drop',
  multiline: 'java',
};

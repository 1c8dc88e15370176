import type { AlertCases } from './case';

const canary = (name: string, more = '') =>
  `${name}{cluster="dev", namespace="loki", job="loki/canary", pod="loki-canary-0"${more && `, ${more}`}}`;
const missing = canary('loki_canary_missing_entries_total');
const late = (le: string) => canary('loki_canary_response_latency_seconds_bucket', `le="${le}"`);
const written = canary('loki_canary_entries_total');

export const CANARY_CASES: AlertCases = {
  LogsMissing: { at: '10m', fires: { [missing]: '0x5 3x10' }, silent: { [missing]: '3x15' } },
  LogsLate: {
    at: '40m',
    fires: { [late('60')]: '0+9x45', [late('120')]: '0+10x45', [late('+Inf')]: '0+10x45' },
    silent: { [late('60')]: '0+10x45', [late('120')]: '0+10x45', [late('+Inf')]: '0+10x45' },
  },
  LogsCanaryStopped: { at: '40m', fires: { [written]: '9x45' }, silent: { [written]: '0+60x45' } },
};

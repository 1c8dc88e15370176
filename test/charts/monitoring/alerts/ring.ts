import { type AlertCases, loki } from './case';

/** Pods that all are scraped. */
const up = (component: string, value: string) => ({ [loki('up', component)]: value });
const ALL = { ...up('distributor', '1x30'), ...up('ingester', '1x30') };

const active = loki('loki_ring_members', 'distributor', 'name="ingester", state="ACTIVE"');
const replication = loki('loki_distributor_replication_factor');
const started = loki('process_start_time_seconds', 'querier');
const panics = loki('loki_panic_total', 'querier');
const replaying = loki('loki_ingester_wal_replay_active', 'ingester');
const reload = loki('loki_runtime_config_last_reload_successful', 'ingester');
const hash = (pod: string, sha256: string) =>
  `loki_runtime_config_hash{cluster="dev", namespace="loki", job="loki/ingester", pod="${pod}", sha256="${sha256}"}`;

export const RING_CASES: AlertCases = {
  LokiTargetDown: { at: '15m', fires: { ...ALL, ...up('querier', '0x30') }, silent: ALL },
  LokiComponentAbsent: {
    at: '10m',
    fires: { ...up('distributor', '1x30') },
    silent: { ...ALL, 'up{cluster="dev", namespace="loki", job="loki/ingester", pod="loki-ingester-1"}': '0x30' },
  },
  LokiQuorumAtRisk: {
    at: '20m',
    fires: { [active]: '3x5 2x20', [replication]: '3x25' },
    // A roll-out of one pod is over before.
    silent: { [active]: '3x5 2x5 3x15', [replication]: '3x25' },
  },
  LokiQuorumLost: { at: '10m', fires: { [active]: '1x15' }, silent: { [active]: '2x15' } },
  LokiRestarting: {
    at: '30m',
    fires: { [started]: '0x4 300x4 600x4 900x4 1200x20' },
    silent: { [started]: '0x10 600x30' },
  },
  LokiPanics: { at: '10m', fires: { [panics]: '0x5 1x10' }, silent: { [panics]: '1x15' } },
  LokiWalReplaying: { at: '30m', fires: { [replaying]: '1x35' }, silent: { [replaying]: '1x15 0x20' } },
  LokiRuntimeConfigRefused: { at: '10m', fires: { [reload]: '0x15' }, silent: { [reload]: '1x15' } },
  LokiRuntimeConfigDiffers: {
    at: '20m',
    fires: { [hash('a', '1')]: '1x25', [hash('b', '2')]: '1x25' },
    silent: { [hash('a', '1')]: '1x25', [hash('b', '1')]: '1x25' },
  },
};

import { resolveEnvironment } from '../../lib/environment';
import { RigCluster } from './rig/cluster';
import { describeWith, LOKI_RIG } from './rig/programs';
import { retentionTests } from './suites/retention';
import { rulerTests } from './suites/ruler';
import { storageTests } from './suites/storage';

describeWith(LOKI_RIG, 'an environment with two tenants and an Alertmanager', () => {
  let cluster: RigCluster;

  beforeAll(async () => {
    cluster = new RigCluster(
      resolveEnvironment('e2e', {
        account: '111122223333',
        region: 'eu-west-1',
        cluster: { create: {} },
        volume: '20 GB/day',
        retention: '7d',
        tenants: ['platform', 'apps'],
        loki: {
          alertmanagerUrl: 'http://alertmanager.monitoring:9093',
          tenantLimits: { apps: { retention_period: '24h' } },
          // The same, only sooner than in hours.
          config: {
            compactor: { compaction_interval: '10s', retention_delete_delay: '1s' },
            ruler: { evaluation_interval: '5s', poll_interval: '5s' },
          },
        },
      }),
    );
    await cluster.startLoki();
  });
  afterAll(async () => cluster.stop());

  describe('storage', () => storageTests(() => cluster));
  describe('ruler', () => rulerTests(() => cluster));
  describe('retention', () => retentionTests(() => cluster));
});

import { JsonPatch } from 'cdk8s';
import { resolveEnvironment } from '../../lib/environment/environment';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { describeWith } from '../helpers/programs';
import { identityTests } from './suites/identity';
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
        credentials: { from: 'kubernetes-secret' },
        tenants: ['platform', 'apps'],
        loki: {
          alertmanagerUrl: 'http://alertmanager.monitoring:9093',
          tenantLimits: { apps: { retention_period: '24h' } },
          // Here and below: intervals of seconds in place of minutes or hours.
          config: {
            compactor: { compaction_interval: '10s' },
            ruler: { evaluation_interval: '5s', poll_interval: '5s' },
          },
        },
        customize: (charts) => {
          const config = charts.object('ConfigMap', 'loki');
          const text = (config.toJson() as { data: Record<string, string> }).data['config.yaml'] as string;
          const sooner = text.replace('retention_delete_delay: 2h', 'retention_delete_delay: 5s');
          config.addJsonPatch(JsonPatch.replace('/data/config.yaml', sooner));
        },
      }),
    );
    await cluster.startLoki();
  });
  afterAll(async () => cluster.stop());

  describe('storage', () => storageTests(() => cluster));
  describe('ruler', () => rulerTests(() => cluster));
  describe('retention', () => retentionTests(() => cluster));
  describe('identity', () => identityTests(() => cluster));
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlloyProcessing, AlloySources } from '../../charts/alloy/chart';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import { describeWithOpenTelemetry } from '../helpers/alloy';
import { GatewayStandIn } from './rig/gateway-stand-in';
import { HOST } from './rig/network';
import { type PodSpec, RenderedObjects } from './rig/objects';
import type { SecretFiles } from './rig/passwords';
import { Pod } from './rig/pod';
import { SingleLoki } from './rig/single-loki';
import { otlpPipelineTests, PROCESSING } from './suites/otlp-pipeline';
import { receiverFaultTests } from './suites/receiver-faults';
import { receiverTests, type ReceiversRig } from './suites/receivers';
import { receiverTlsTests, TLS_SECRETS } from './suites/receiver-tls';

const TENANTS = ['platform', 'apps', 'edge'];
const PASSWORD = 'sesame';
const KEY = 'the-key-of-firehose';
const FROM = { clientNamespaces: ['shop'] };
const TLS = { ...FROM, tls: { secretName: 'receiver-tls', clientCaSecretName: 'clients' } };

const TITLE = 'receivers of a real Alloy, before a real Loki';

// OTLP is received by components of OpenTelemetry.
describeWithOpenTelemetry(['loki', 'openssl', 'ip', 'unshare'], TITLE, () => {
  const folder = mkdtempSync(join(tmpdir(), 'receivers-'));
  const loki = new SingleLoki(join(folder, 'loki'), HOST.api);
  const gateway = new GatewayStandIn(loki.url, PASSWORD, TENANTS);
  const pods: Record<string, Pod> = {};

  beforeAll(async () => {
    await Promise.all([loki.start(), gateway.start()]);
    const accessKey = { secretName: 'firehose' };
    await start('plain', {
      push: { ...FROM, tenants: ['platform', 'apps'] },
      otlp: { ...FROM, tenant: 'apps' },
      syslog: { ...FROM, tenant: 'edge' },
      firehose: { ...FROM, accessKey },
    });
    await start('piped', { otlp: { ...FROM, tenant: 'edge' } }, PROCESSING);
    // The last one: each makes the certificates anew.
    await start('tls', { push: { ...TLS, tenant: 'edge' }, otlp: TLS, syslog: TLS, firehose: { ...TLS, accessKey } });
  });
  afterAll(async () => {
    for (const pod of Object.values(pods)) {
      await pod.stop('SIGKILL');
      pod.release();
    }
    await gateway.stop();
    loki.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(
    name: string,
    sources: AlloySources,
    processing: readonly AlloyProcessing[] = [],
  ): Promise<void> {
    const environment = resolveEnvironment('dev', {
      ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} }, tenants: TENANTS },
      credentials: { from: 'kubernetes-secret' },
      alloy: { ...sources, processing },
    });
    const objects = new RenderedObjects(environmentCharts(environment));
    const { template } = objects.one('Deployment', 'alloy-receivers', 'alloy').spec as {
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
    // Certificates and keys are looked at every other second, so that a test can wait for it.
    const { data } = objects.one('ConfigMap', 'alloy-receivers', 'alloy') as unknown as {
      data: Record<string, string>;
    };
    const config = data['config.alloy'] ?? '';
    data['config.alloy'] = config.replace(/((?:poll_frequency|reload_interval) += )"1m"/g, '$1"2s"');
    const hosts = join(folder, 'hosts');
    writeFileSync(hosts, `${HOST.self} loki-gateway.loki.svc.cluster.local\n`);
    mkdirSync(join(folder, 'pods'), { recursive: true });
    const secrets: Record<string, SecretFiles> = {
      // With the line break that an editor leaves at the end of a file.
      credentials: { 'writer-password': { text: `${PASSWORD}\n` } },
      'firehose-access-key': { 'access-key': { text: `${KEY}\n` } },
    };
    const pod = new Pod({
      ...{ name: `alloy-receivers-${name}`, namespace: 'alloy', labels: template.metadata.labels, spec: template.spec },
      folder: join(folder, 'pods', name),
      sources: { objects, secrets, node: '/', bytes: {} },
      env: {},
      files: [{ source: hosts, path: '/etc/hosts', readOnly: true, file: true }],
      identity: { env: {}, files: [], skippedContainers: [] },
    });
    Object.assign(secrets, TLS_SECRETS(join(folder, 'certificates'), pod.address));
    pods[name] = pod;
    await pod.startReady();
  }

  const rig = (name: string) => (): ReceiversRig => ({ pod: pods[name] as Pod, loki, gateway, tenants: TENANTS });
  receiverTests(rig('plain'), KEY);
  describe('with TLS', () => receiverTlsTests(rig('tls'), KEY));
  describe('OTLP in the pipeline', () => otlpPipelineTests(rig('piped'), rig('plain')));
  describe('faults', () => receiverFaultTests(rig('plain')));
});

import environments from '../../bin/environments';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { API_SERVER, ApiServer } from './rig/api-server';
import { customResourceDefinitions } from './rig/custom-resource-definitions';
import { describeWith } from '../helpers/programs';
import { waitFor } from './rig/wait';
import { admissionTests } from './suites/admission';
import { applyTests, documents, WrittenEnvironment } from './suites/apply';
import { operatorPermissionTests, permissionTests } from './suites/permissions';
import { secretTests } from './suites/secrets';

const DEV = environments.dev as EnvironmentProps;
const EXPOSED = {
  host: 'loki.example.com',
  certificateArn: `arn:aws:acm:${DEV.region}:${DEV.account}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`,
};
const ALL: Readonly<Record<string, EnvironmentProps>> = {
  ...environments,
  'external-secrets': { ...DEV, credentials: { from: 'external-secrets' } },
  zones: { ...DEV, volume: '3 TB/day', loki: { autoscaling: true } },
  'zones-of-a-migration': { ...DEV, volume: '2 TB/day', loki: { ingesterZones: { step: 2 } } },
  'rollout-operator': { ...DEV, volume: '2 TB/day', loki: { rolloutOperator: true } },
  'grafana-on-a-volume': {
    ...DEV,
    grafana: {
      prometheus: { url: 'http://prometheus.monitoring.svc:9090' },
      deploy: {
        storage: true,
        login: {
          clientId: 'grafana',
          clientSecret: { secret: 'corp/grafana' },
          authUrl: 'https://id.example.com/authorize',
          tokenUrl: 'https://id.example.com/token',
          userUrl: 'https://id.example.com/userinfo',
          roles: { admin: ['platform'], viewer: ['*'] },
        },
        expose: { ...EXPOSED, host: 'grafana.example.com' },
        dashboardConfigMaps: { Shop: ['shop-dashboards'] },
      },
    },
  },
  'grafana-with-a-database': {
    ...DEV,
    credentials: { from: 'external-secrets' },
    grafana: {
      deploy: {
        database: { type: 'postgres', host: 'db.example.com:5432', password: { secret: 'corp/db' } },
        replicas: 2,
        expose: {
          host: 'grafana.example.com',
          by: 'gateway-api',
          gateway: { name: 'shared', namespace: 'infra', proxyNamespace: 'envoy' },
        },
      },
    },
  },
  'kubernetes-secret': { ...DEV, credentials: { from: 'kubernetes-secret' } },
  'exposed-by-nlb': { ...DEV, expose: EXPOSED },
  'exposed-by-auto-mode': { ...DEV, cluster: { create: { mode: 'auto' } }, expose: { ...EXPOSED, by: 'alb' } },
  'exposed-by-endpoint-service': {
    ...DEV,
    expose: { ...EXPOSED, privateLink: { principals: ['arn:aws:iam::444455556666:root'] } },
  },
  'exposed-by-route': {
    ...DEV,
    expose: {
      host: EXPOSED.host,
      by: 'gateway-api',
      gateway: { name: 'shared', namespace: 'infra', proxyNamespace: 'envoy' },
    },
  },
};

describeWith(API_SERVER, 'the API server takes', () => {
  describe.each(Object.entries(ALL))('%s', (name, props) => {
    let api: ApiServer;
    let written: WrittenEnvironment;
    const [environment, server] = [() => written, () => api];

    beforeAll(async () => {
      written = new WrittenEnvironment(resolveEnvironment(name, props));
      api = new ApiServer();
      await api.start();
      api.printed(['create', '-f', '-'], documents(customResourceDefinitions()));
      // kubectl fails on a definition that has no conditions yet.
      const wait = ['wait', '--for=condition=Established', 'customresourcedefinitions', '--all'];
      await waitFor(
        () => Promise.resolve(api.kubectl(wait).status === 0),
        30,
        () => api.kubectl(wait).stderr,
      );
    });
    afterAll(async () => {
      await api.stop();
      written.remove();
    });

    if (props.credentials?.from === 'kubernetes-secret') secretTests(props, environment, server);
    applyTests(environment, server);
    admissionTests(environment, server);
    permissionTests(environment, server);
    if (props.loki?.rolloutOperator) operatorPermissionTests(server);
  });
});

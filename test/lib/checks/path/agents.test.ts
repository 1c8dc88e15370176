import type { Loose } from '../harness';
import { found, LOKI, setup } from './setup';

const SECRET = 'Secret monitoring/promtail promtail.yaml';
const PUSH = 'http://loki-gateway.loki/loki/api/v1/push';

/** Promtail of its chart, whose configuration is in a Secret. */
const promtail = (clients: string, stages = ''): Loose[] => [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'promtail', namespace: 'monitoring' },
    stringData: { 'promtail.yaml': `${clients}\nscrape_configs:\n- job_name: pods\n${stages}` },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'promtail', namespace: 'monitoring' },
    spec: {
      selector: { matchLabels: { app: 'promtail' } },
      template: {
        metadata: { labels: { app: 'promtail' } },
        spec: {
          containers: [
            {
              name: 'promtail',
              image: 'grafana/promtail:3.5.1',
              volumeMounts: [{ name: 'config', mountPath: '/etc/promtail' }],
            },
          ],
          volumes: [{ name: 'config', secret: { secretName: 'promtail' } }],
        },
      },
    },
  },
];

const canary = (...args: string[]): Loose => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'canary', namespace: 'loki' },
  spec: {
    selector: { matchLabels: { app: 'canary' } },
    template: {
      metadata: { labels: { app: 'canary' } },
      spec: { containers: [{ name: 'canary', image: 'grafana/loki-canary:3.7.6', args }] },
    },
  },
});

const LOGIN = '  basic_auth: {username: loki, password_file: /etc/password}\n';
const before = new Set(found(setup({})));
const of = (...objects: Loose[]): string[] => found([...setup({}), ...objects]).filter((one) => !before.has(one));

describe('clients of Promtail', () => {
  test('one that is right has no findings', () => {
    expect(of(...promtail(`clients:\n- url: ${PUSH}\n  tenant_id: foo\n${LOGIN}`))).toEqual([]);
    expect(of(...promtail(`client:\n  url: ${PUSH}\n  headers: {X-Scope-OrgID: foo}\n${LOGIN}`))).toEqual([]);
  });

  test('an address without the path of pushes', () => {
    expect(of(...promtail(`clients:\n- url: http://loki-gateway.loki\n  tenant_id: foo\n${LOGIN}`))).toEqual([
      `PATH-URL-1 ${SECRET} clients[0].url: http://loki-gateway.loki does not end in /loki/api/v1/push; use ${PUSH}`,
    ]);
  });

  test('a Service that does not exist', () => {
    expect(
      of(...promtail(`clients:\n- url: ${PUSH.replace('gateway', 'gatewy')}\n  tenant_id: foo\n${LOGIN}`)),
    ).toEqual([
      `PATH-URL-3 ${SECRET} clients[0].url: http://loki-gatewy.loki/loki/api/v1/push cannot be reached: ` +
        'namespace loki has no Service loki-gatewy; use loki-gateway',
    ]);
  });

  test('no tenant, and no password', () => {
    expect(of(...promtail(`client:\n  url: ${PUSH}\n`))).toEqual([
      `PATH-AUTH-1 ${SECRET} client.basic_auth.username: missing, but the gateway requires a password; ` +
        'add it with a user of the gateway and a password_file',
      `PATH-TENANT-4 ${SECRET} client.tenant_id: missing, but Loki has auth_enabled: true; use the name of a tenant`,
    ]);
  });

  test('headers are not passwords, but for Authorization', () => {
    const headers = (more: string) => `clients:\n- url: ${PUSH}\n  headers: {X-Scope-OrgID: foo${more}}\n`;
    expect(of(...promtail(headers('')))).toEqual([
      `PATH-AUTH-1 ${SECRET} clients[0].basic_auth.username: missing, but the gateway requires a password; ` +
        'add it with a user of the gateway and a password_file',
    ]);
    expect(of(...promtail(headers(', Authorization: Basic Zm9v')))).toEqual([]);
  });

  test('a tenant that a stage sets, and variables', () => {
    const stages = '  pipeline_stages:\n  - tenant:\n      source: namespace\n';
    expect(of(...promtail(`clients:\n- url: ${PUSH}\n${LOGIN}`, stages))).toEqual([]);
    expect(of(...promtail('clients:\n- url: ${URL}\n'))).toEqual([]);
  });

  test('the own pod', () => {
    expect(of(...promtail(`clients:\n- url: http://localhost:3100/loki/api/v1/push\n`))).toEqual([
      `PATH-URL-8 ${SECRET} clients[0].url: http://localhost:3100/loki/api/v1/push is DaemonSet monitoring/promtail itself; ` +
        'use the Service of Loki, such as http://loki-gateway.loki',
    ]);
  });
});

describe('the canary', () => {
  const CANARY = 'DaemonSet loki/canary spec.template.spec.containers[canary].args';
  const right = ['-addr=loki-gateway.loki.svc.cluster.local.:80', '-tenant-id=foo', '-user=$(USER)', '-pass=$(PASS)'];

  test('one that is right has no findings', () => {
    expect(of(canary(...right))).toEqual([]);
    expect(of(canary('-addr=$(LOKI_ADDRESS)'))).toEqual([]);
  });

  test('no tenant, and no password', () => {
    expect(of(canary(right[0] as string))).toEqual([
      `PATH-AUTH-1 ${CANARY}[-user]: missing, but the gateway requires a password; add -user and -pass, from variables of a Secret`,
      `PATH-TENANT-4 ${CANARY}[-tenant-id]: missing, but Loki has auth_enabled: true; add -tenant-id with the name of a tenant`,
    ]);
  });

  test('a Service that does not exist', () => {
    expect(of(canary('-addr=loki-gateway:3100', ...right.slice(1)))).toEqual([
      `PATH-URL-3 ${CANARY}[-addr]: http://loki-gateway:3100 cannot be reached: Service loki-gateway has no port 3100; use port 80`,
    ]);
  });

  test('the own pod', () => {
    expect(of(canary('-addr=localhost:3100', ...right.slice(1)))).toEqual([
      `PATH-URL-8 ${CANARY}[-addr]: http://localhost:3100 is DaemonSet loki/canary itself; ` +
        'use the Service of Loki, such as http://loki-gateway.loki',
    ]);
  });

  test('without tenants and passwords', () => {
    const open = setup({ loki: `auth_enabled: false\n${LOKI}`, nginx: undefined });
    const known = new Set(found(open));
    expect(found([...open, canary('-addr=loki-query-frontend:3100')]).filter((one) => !known.has(one))).toEqual([]);
  });
});

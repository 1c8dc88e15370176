import type { EnvironmentProps } from '../../../../../lib/environment/environment';
import { EXISTING, STORE } from './readable';

/** Environments with many fields at once that manifests show. */
export const WHOLE: Readonly<Record<string, EnvironmentProps>> = {
  'objects-of-a-team': {
    ...EXISTING,
    labels: { team: 'platform', 'example.com/cost-center': '42' },
    annotations: { 'example.com/owner': 'platform: "a"' },
    registry: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/mirror',
    images: { loki: 'registry.example.com/loki:3.7.6-fips' },
    imagePullSecrets: ['pull-a', 'pull-b'],
    monitoring: {
      from: 'prometheus-operator',
      namespace: 'metrics',
      labels: { release: 'prometheus', team: 'metrics' },
    },
    workloads: {
      loki: { priorityClassName: 'logs', nodeSelector: { pool: 'logs' }, labels: { tier: 'logs' } },
      querier: {
        nodeSelector: { cores: 'many' },
        tolerations: [{ key: 'pool', value: 'logs', effect: 'NoSchedule' }],
      },
      ingester: { resources: { memoryMiB: 5000 }, annotations: { 'example.com/note': 'a' } },
      chunksCache: { resources: { memoryMiB: 4097 } },
      alloy: {
        resources: { cpu: 0.35, memoryMiB: 501 },
        priorityClassName: 'agents',
        labels: { tier: 'agents', team: 'agents' },
      },
      'alloy-events': { tolerations: [{ operator: 'Exists' }], nodeSelector: { pool: 'logs' } },
    },
  },
  placed: {
    ...EXISTING,
    alloy: { pods: { fargate: true } },
    workloads: {
      loki: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'pool', operator: 'In', values: ['logs'] }] },
                { matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['4'] }] },
              ],
            },
          },
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'x' } } } },
            ],
          },
        },
      },
      alloy: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'pool', operator: 'NotIn', values: ['gpu'] }] },
                { matchExpressions: [{ key: 'cores', operator: 'Exists' }] },
              ],
            },
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 5, preference: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] } },
            ],
          },
        },
      },
    },
  },
  users: {
    ...EXISTING,
    tenants: ['platform', 'apps', 'web'],
    readers: {
      'team-apps': { tenants: ['apps', 'web'], datasource: { organization: 2 } },
      shop: { tenants: ['apps'] },
    },
    writers: { ci: { tenants: ['platform', 'web'] }, build: { tenants: ['platform'] } },
    network: {
      clientNamespaces: ['shop'],
      metricsNamespaces: ['metrics'],
      metricsPods: { app: 'scraper' },
      rulerEgress: [
        { port: 9093, namespace: 'alerts' },
        { port: 443, cidr: '10.0.0.0/8' },
      ],
    },
    loki: { deletes: { tenants: ['apps'] } },
    grafana: {
      maxLines: 5000,
      traces: { url: 'https://traces.example.com/$x/${__value.raw}', pattern: 'trace=(\\w+)$' },
      prometheus: { url: 'http://prometheus.metrics:9090' },
    },
  },
  links: {
    ...EXISTING,
    credentials: { from: 'external-secrets' },
    loki: { deletes: true, alertmanagerUrl: 'http://alertmanager.monitoring:9093' },
    grafana: {
      as: 'operator',
      instances: { team: 'a' },
      traces: { uid: 'tempo', field: 'tid' },
      alertmanager: true,
    },
  },
  rules: {
    ...EXISTING,
    tenants: ['platform', 'apps'],
    canary: { namespace: 'canary', intervalSeconds: 5 },
    credentials: { from: 'kubernetes-secret', secretName: 'passwords' },
    storage: {
      endpoint: { ...STORE, ca: { secret: 'store-ca', key: 'store.crt' } },
      chunkBucketName: 'our-chunks',
      rulerBucketName: 'our-rules',
    },
    loki: {
      autoscaling: { querier: { prometheus: 'http://prometheus.monitoring:9090', max: 50 }, gateway: { cpu: 50 } },
      rolloutOperator: { zoneBudget: true },
      ingesterZones: true,
      ruler: {
        remoteWrite: { url: 'http://prometheus.monitoring:9090/api/v1/write' },
        grafanaUrl: 'https://grafana.example.com',
      },
      rules: {
        apps: [
          {
            name: 'errors',
            interval: '5m',
            rules: [
              {
                alert: 'Errors',
                expr: 'sum(rate({app="a"} |= "error" [5m])) > 1',
                labels: { severity: 'page' },
                annotations: { summary: '{{ $value }} a second' },
              },
              { record: 'app:errors:rate5m', expr: 'sum by (app) (rate({app="a"} |= "error" [5m]))' },
            ],
          },
        ],
        platform: [{ name: 'all', rules: [{ alert: 'Lines', expr: 'sum(rate({app="b"}[5m])) > 9' }] }],
      },
    },
  },
  nodes: {
    ...EXISTING,
    tenants: ['platform', 'apps'],
    alloy: {
      journal: {
        units: { keep: ['kubelet.service', 'session-*.scope'] },
        kernel: true,
        priorities: { drop: ['debug'] },
        storage: 'both',
        levels: 'common',
        fallbackUnit: true,
        maxAge: '48h',
      },
      audit: {
        types: { keep: ['SYSCALL', 'USER_*'], drop: ['USER_END'] },
        joinRecords: true,
        path: '/var/log/a b/audit.log',
      },
      cloudInit: { output: true },
      hubble: { verdicts: { drop: ['FORWARDED'] }, paths: ['/var/log/hubble/*.log'] },
      nodeLabels: { zone: true, nodePool: 'metadata', labels: ['example.com/team', { key: 'tier', as: 'label' }] },
      pods: {
        annotations: { tenants: ['apps'], multiline: false },
        initContainers: false,
        formerPositions: '/run/promtail/positions.yaml',
      },
      files: [
        {
          name: 'vpc-cni',
          paths: ['/var/log/aws-routed-eni/*.log'],
          exclude: ['/var/log/aws-routed-eni/a*.log', '/var/log/aws-routed-eni/{b,c}.log'],
          gzip: ['/var/log/aws-routed-eni/*.gz'],
          format: 'json',
          fields: { caller: 'caller' },
          timestamp: { field: 'ts', format: 'RFC3339' },
          labels: { app: 'cni' },
          tenant: 'apps',
        },
        {
          name: 'app',
          paths: ['/opt/app/*.log'],
          multiline: 'java',
          encoding: 'utf-16le',
          timestamp: { regex: '^(?P<time>\\S+ \\S+)', format: '2006-01-02 15:04:05', location: 'Europe/Berlin' },
        },
      ],
      destinations: [
        { here: { except: { namespaces: ['load-*'] } } },
        {
          name: 'central-1',
          only: { sources: ['pods'], namespaces: ['shop', 'team-*'], labels: { app: ['a', 'b*'] } },
          except: { labels: { container: 'proxy' } },
          loki: {
            url: 'https://loki.example.com',
            tenant: 'all',
            username: 'shipper',
            passwordSecret: { name: 'central', key: 'password' },
            ca: { secret: 'central-ca' },
            headers: { 'X-Region': 'eu "1"' },
            headerSecrets: {
              'X-Api-Key': { name: 'central', key: 'api-key' },
              'X-Team-Token': { name: 'central-team', key: 'token' },
            },
            attempts: 5,
          },
        },
        { name: 'second', loki: { url: 'https://second.example.com', tokenSecret: { name: 'second', key: 'token' } } },
      ],
      processing: [{ sources: ['files_app', 'pods'], redact: ['secrets'], labels: { kind: 'a' } }],
    },
  },
};

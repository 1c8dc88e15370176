import { ADDRESS_RULES } from '../../../../lib/checks/loki/addresses';
import { describeRules, Parts } from '../harness';
import { config } from './edits';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const SCHEDULER = 'loki-query-scheduler-headless.loki.svc.cluster.local';
const WORKER = `frontend_worker:\n      scheduler_address: ${SCHEDULER}`.replace('      ', '  ');

describeRules(ADDRESS_RULES, [
  {
    rule: 'LOKI-ADDRESS-1',
    breaks: config(WORKER, WORKER.replace('scheduler-headless', 'schedulr-headless')),
    finds: [
      `${CONFIG} frontend_worker.scheduler_address: loki-query-schedulr-headless.loki.svc.cluster.local:9095 cannot be ` +
        'reached: namespace loki has no Service loki-query-schedulr-headless; use loki-query-scheduler-headless',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-1',
    breaks: config('loki-chunks-cache-headless', 'loki-chunk-cache-headless'),
    finds: [
      `${CONFIG} chunk_store_config.chunk_cache_config.memcached_client.addresses: ` +
        'dnssrvnoa+_memcached._tcp.loki-chunk-cache-headless.loki.svc.cluster.local cannot be reached: ' +
        'namespace loki has no Service loki-chunk-cache-headless; use loki-chunks-cache-headless',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-1',
    breaks: config('loki-querier.loki.svc.cluster.local:3100', 'loki-querier:8080'),
    finds: [
      `${CONFIG} frontend.tail_proxy_url: http://loki-querier:8080 cannot be reached: Service loki-querier has no port ` +
        '8080; use port 3100 or 9095',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-1',
    breaks: config('- loki-memberlist.loki.svc.cluster.local:7946', '- gossip-ring'),
    finds: [
      `${CONFIG} memberlist.join_members: gossip-ring cannot be reached: namespace loki has no Service gossip-ring; ` +
        'use the name of an existing Service',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-1',
    breaks: config('loki-querier.loki.svc.cluster.local:3100', 'loki-querier'),
    finds: [
      `${CONFIG} frontend.tail_proxy_url: http://loki-querier cannot be reached: Service loki-querier has no port 80; ` +
        'use port 3100 or 9095',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-1',
    breaks: config(
      /^query_range:\n/m,
      'query_range:\n  volume_results_cache:\n    cache:\n      memcached_client: {addresses: "dns+loki-results-cach-headless:11211"}\n',
    ),
    finds: [
      `${CONFIG} query_range.volume_results_cache.cache.memcached_client.addresses: dns+loki-results-cach-headless:11211 ` +
        'cannot be reached: namespace loki has no Service loki-results-cach-headless; use loki-results-cache-headless',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-2',
    breaks: config(`${WORKER}:9095`, `${WORKER}:3100`),
    finds: [
      `${CONFIG} frontend_worker.scheduler_address: ${SCHEDULER}:3100 is the port of HTTP, and this address is for gRPC; ` +
        'use port 9095',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-2',
    breaks: config('loki-querier.loki.svc.cluster.local:3100', 'loki-querier.loki.svc.cluster.local:9095'),
    finds: [
      `${CONFIG} frontend.tail_proxy_url: http://loki-querier.loki.svc.cluster.local:9095 is the port of gRPC, and this ` +
        'address is for HTTP; use port 3100',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-3',
    breaks: alertmanager('alertmanager.monitoring:9093'),
    finds: [
      `${CONFIG} ruler.alertmanager_url: alertmanager.monitoring:9093 has no scheme; ` +
        'write http://alertmanager.monitoring:9093',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-3',
    breaks: alertmanager('http://a.monitoring:9093,http://b.monitoring:9093/api/v2/alerts'),
    finds: [
      `${CONFIG} ruler.alertmanager_url: http://b.monitoring:9093/api/v2/alerts has the path of the API; ` +
        'write http://b.monitoring:9093',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-4',
    breaks: config('replication_factor: 3', 'replication_factor: 3\n  instance_addr: 127.0.0.1'),
    finds: [
      `${CONFIG} common.instance_addr: 127.0.0.1 is the pod itself, and there are 23 pods; ` +
        'leave it out: Loki finds the address of the pod',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-4',
    breaks: config('replication_factor: 3', 'replication_factor: 3\n  instance_interface_names: [lo]'),
    finds: [
      `${CONFIG} common.instance_interface_names: lo is the pod itself, and there are 23 pods; ` +
        'leave it out: Loki finds the address of the pod',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-5',
    of: 'dev',
    breaks: config('http_listen_port: 3100', 'http_listen_port: 3100\n  http_listen_address: localhost'),
    finds: [
      `${CONFIG} server.http_listen_address: localhost is reached from the pod alone, and the kubelet asks from outside; ` +
        'leave it out',
    ],
  },
  {
    rule: 'LOKI-ADDRESS-5',
    breaks: (parts) => {
      const [container] = parts.pod('StatefulSet', 'loki-ingester')['containers'];
      const port = container.ports.find(({ containerPort }: { containerPort: number }) => containerPort === 3100);
      port.containerPort = 3101;
    },
    finds: [
      'StatefulSet loki/loki-ingester spec.template.spec.containers[ingester].ports[http-metrics]: 3101 is not ' +
        'server.http_listen_port, 3100; use 3100',
    ],
  },
]);

function alertmanager(url: string): (parts: Parts) => void {
  return config(/^ruler:\n/m, `ruler:\n  alertmanager_url: ${url}\n`);
}

describe('addresses that are right', () => {
  const found = (from: string | RegExp, to: string): string[] => {
    const parts = new Parts('prod');
    config(from, to)(parts);
    return ADDRESS_RULES.flatMap((rule) => rule.check(parts.subject).map(({ path }) => path));
  };

  test.each([
    ['a Service of another namespace', 'http://alertmanager.monitoring:9093'],
    ['a host outside the cluster', 'https://alertmanager.example.com/alertmanager'],
    ['a variable', '${ALERTMANAGER}'],
    ['the pod itself, where a sidecar may listen', 'http://localhost:9093'],
    ['a Service beside Loki that other manifests have', 'http://alertmanager-operated:9093'],
    ['none', "''"],
  ])('%s', (_, url) => {
    expect(found(/^ruler:\n/m, `ruler:\n  alertmanager_url: ${url}\n`)).toEqual([]);
  });

  test('a name without a port', () => {
    expect(found('- loki-memberlist.loki.svc.cluster.local:7946', '- loki-memberlist')).toEqual([]);
  });

  test('the address of a compactor in its ring', () => {
    expect(found(/^compactor:\n/m, 'compactor:\n  compactor_ring: {instance_addr: 127.0.0.1}\n')).toEqual([]);
  });

  test('the interface of the pod among others', () => {
    expect(found('replication_factor: 3', 'replication_factor: 3\n  instance_interface_names: [eth0, lo]')).toEqual([]);
  });
});

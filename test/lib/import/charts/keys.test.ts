import { chartNamed, knownLength, placeOf } from '../../../../lib/import/charts/keys';

const path = (text: string) => text.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));

test.each([
  'loki.limits_config.anything.below',
  'loki.rulerConfig.alertmanager_url',
  'gateway.service.type',
  'ingester.affinity.podAntiAffinity',
  'ingester.persistence.claims.0.size',
  'singleBinary.persistence.size',
  'serviceAccount.annotations.eks',
  'fullnameOverride',
])('the chart loki knows %s', (text) => expect(knownLength('loki', path(text))).toBe(path(text).length));

test.each([
  ['loki-stack', 'loki.persistence.existingClaim'],
  ['loki-stack', 'loki.persistence.storageClassName'],
  ['loki-stack', 'loki.priorityClassName'],
  ['loki-2', 'service.loadBalancerIP'],
  ['loki-2', 'config.schema_config.configs.0.from'],
  ['loki-stack', 'loki.ingress.ingressClassName'],
  ['loki', 'loki.tolerations.0.key'],
  ['loki-distributed', 'ingester.persistence.size'],
  ['loki-distributed', 'ingress.tls.0.hosts.0'],
  ['promtail', 'revisionHistoryLimit'],
  ['alloy', 'ingress.ingressClassName'],
] as const)('templates of %s read %s, which its values do not name', (chart, text) =>
  expect(knownLength(chart, path(text))).toBe(path(text).length),
);

test.each([
  ['loki-stack', 'promtail.scrapeConfigs.0.job_name', 'promtail.config.snippets.scrapeConfigs'],
  ['promtail', 'config.scrape_configs.0.job_name', 'config.snippets.scrapeConfigs, as a text'],
  ['loki', 'loki.ruler.enable_api', 'loki.rulerConfig'],
  ['loki', 'loki.ruler.storage.alertmanager_url', 'loki.rulerConfig.alertmanager_url'],
  ['loki', 'loki.overrides.fake', 'loki.runtimeConfig.overrides'],
  ['loki', 'loki.limitsConfig.max_query_series', 'loki.limits_config'],
  ['loki', 'loki.schema_config.configs', 'loki.schemaConfig'],
  ['loki', 'loki.table_manager.retention_period', 'loki.structuredConfig.table_manager'],
  ['loki', 'schemaConfig.configs', 'loki.schemaConfig'],
  ['loki', 'ingester.persistence.size', 'ingester.persistence.claims[0].size'],
  ['loki', 'querier.replcas', 'querier.replicas'],
  ['loki', 'memcached.chunk_cache.enabled', 'chunksCache'],
  ['loki-distributed', 'loki.storage_config.aws', 'loki.storageConfig'],
  ['loki-stack', 'loki.schemaConfig.configs', 'loki.config.schema_config'],
  ['promtail', 'clients.0.url', 'config.clients'],
  ['alloy', 'alloy.controller.type', 'controller'],
  ['alloy', 'alloy.extraVolumes.0.name', 'controller.volumes.extra'],
  ['alloy', 'alloy.extraVolumeMounts.0.name', 'alloy.mounts.extra'],
  ['alloy', 'tolerations.0.key', 'controller.tolerations'],
  ['alloy', 'mounts.varlog', 'alloy.mounts'],
  ['alloy', 'controller.resources.limits.cpu', 'alloy.resources'],
  ['loki', 'serviceMonitor.enabled', 'monitoring.serviceMonitor'],
  ['loki', 'monitoring.lokiCanary.enabled', 'lokiCanary'],
  ['loki-2', 'limits_config.retention_period', 'config.limits_config'],
  ['loki', 'loki.override.compactor.retention_enabled', 'loki.structuredConfig.compactor.retention_enabled'],
  [
    'loki',
    'loki.override.schema_config.configs.0.index.prefix',
    'loki.structuredConfig.schema_config.configs.*.index.prefix',
  ],
] as const)('in %s, %s belongs to %s', (chart, text, place) => {
  const keys = path(text);
  expect([knownLength(chart, keys) < keys.length, placeOf(chart, keys)]).toEqual([true, place]);
});

test('the source ranges of the gateway have no place', () => {
  expect(placeOf('loki', path('gateway.service.loadBalancerSourceRanges.0'))).toContain('no key of the chart');
});

test.each([
  ['loki', 'loki.storage.bucketNames.0.name'],
  ['loki', 'loki.kubernetes.type'],
  ['loki-distributed', 'loki.service.type'],
] as const)('in %s, the end of %s is the name of too many things for a place', (chart, text) => {
  expect(placeOf(chart, path(text))).toBeUndefined();
});

test.each([
  ['loki', '2.16.0', 'loki-2'],
  ['loki', '^0.30', 'loki-2'],
  ['loki', '3.0.0', 'loki'],
  ['loki', undefined, 'loki'],
  ['promtail', '2.0.0', 'promtail'],
  ['tempo', '1.0.0', undefined],
] as const)('the chart %s %s has the values of %s', (name, version, chart) => {
  expect(chartNamed(name, version)).toBe(chart);
});

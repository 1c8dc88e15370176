import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describeWith, program } from '../../helpers/programs';
import { makeCharts, objectOf } from '../../helpers/charts';

const charts = () => makeCharts({}, { monitoring: { from: 'scrape-config', namespace: 'monitoring' } });
const files = () => objectOf(charts(), 'ConfigMap', 'loki-prometheus');

test('the files are in the namespace of the Prometheus, which exists before them', () => {
  expect(files().metadata.namespace).toBe('monitoring');
  expect(Object.keys(files().data)).toEqual(['alerts.yaml', 'scrape-config.yaml']);
  expect(objectOf(charts(), 'Namespace', 'monitoring').metadata.labels).toEqual({
    'kubernetes.io/metadata.name': 'monitoring',
  });
});

test('by default they are in the first namespace of scrapers', () => {
  const made = makeCharts({ metricsNamespaces: ['observability', 'other'] }, { monitoring: { from: 'scrape-config' } });
  expect(objectOf(made, 'ConfigMap', 'loki-prometheus').metadata.namespace).toBe('observability');
});

test('each job sees the pods of one namespace, and gives them the labels of the mixin', () => {
  const { scrape_configs: jobs } = parse(files().data['scrape-config.yaml']);
  expect(jobs.map((job: { job_name: string }) => job.job_name)).toEqual(['loki-loki', 'alloy-alloy']);
  for (const job of jobs) {
    expect(job.kubernetes_sd_configs).toMatchObject([{ role: 'pod', namespaces: { names: [expect.any(String)] } }]);
    const targets = job.relabel_configs.map(({ target_label }: { target_label?: string }) => target_label);
    expect(targets.filter(Boolean)).toEqual(['job', 'namespace', 'pod', 'container', 'cluster']);
  }
});

describeWith(['promtool'], 'with promtool', () => {
  test('Prometheus accepts the file and the rules beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'eks-loki-scrape-'));
    try {
      const { data } = files();
      writeFileSync(join(folder, 'alerts.yaml'), data['alerts.yaml']);
      const config = parse(data['scrape-config.yaml']);
      // Debian's Prometheus is built without the discovery of Kubernetes.
      for (const job of config.scrape_configs) delete job.kubernetes_sd_configs;
      writeFileSync(join(folder, 'prometheus.yaml'), JSON.stringify({ ...config, rule_files: ['alerts.yaml'] }));
      const { status, stderr } = spawnSync(program('promtool'), ['check', 'config', 'prometheus.yaml'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

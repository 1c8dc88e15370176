import { importAll } from '../../../../lib/import/import';
import { valuesInObjects } from '../../../../lib/import/input/gitops/values';
import { formerPromtail, formerWorkloads } from '../../../../lib/import/plan/workloads';
import type { Manifest } from '../../../../lib/manifests/manifest';

const SCHEMA =
  "{ configs: [{ from: '2024-01-01', store: tsdb, object_store: s3, schema: v13, index: { prefix: index_, period: 24h } }] }";
const VALUES = `{ deploymentMode: Distributed, loki: { schemaConfig: ${SCHEMA}, storage: { bucketNames: { chunks: logs, ruler: rules } } } }`;

const planOf = (text: string) =>
  importAll({ files: valuesInObjects(text, 'a.yaml') ?? [], name: 'prod', module: 'm' }).plan;
const actionsOf = (text: string, title: RegExp): readonly string[] =>
  planOf(text).find((step) => title.test(step.title))?.actions ?? [];

const HOLD = /^Hold what deploys/;
const END = /remove the former/;

const FLUX = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: loki, namespace: flux-system }
spec: { targetNamespace: obs, chart: { spec: { chart: loki } }, values: ${VALUES} }
`;

test('Flux is suspended before anything is stopped by hand, and its release is removed where Helm keeps it', () => {
  const steps = planOf(FLUX);
  const titles = steps.map(({ title }) => title);
  expect(titles.findIndex((title) => HOLD.test(title))).toBe(titles.indexOf('Change the agents over') - 1);
  expect(actionsOf(FLUX, HOLD)).toContain('flux suspend helmrelease loki --namespace flux-system');
  expect(steps.find(({ title }) => HOLD.test(title))?.back).toBe(
    'flux resume helmrelease loki --namespace flux-system',
  );
  expect(actionsOf(FLUX, /Drain/).join('\n')).toContain(
    'kubectl -n obs scale statefulset/obs-loki-ingester-zone-a statefulset/obs-loki-ingester-zone-b',
  );
  expect(actionsOf(FLUX, END)).toContain('helm -n flux-system uninstall obs-loki');
});

const argo = (name: string, chart: string, values: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec: { destination: { namespace: ${name}-ns }, source: { chart: ${chart}, helm: { valuesObject: ${values} } } }
`;

test('Argo CD syncs no more, and deletes the objects with their Application, since Helm knows no release of it', () => {
  const text = [argo('store', 'loki', VALUES), argo('tail', 'promtail', '{ config: { clients: [] } }')].join('---\n');
  const hold = actionsOf(text, HOLD);
  for (const name of ['store', 'tail']) {
    expect(hold).toContain(
      `kubectl -n argocd patch application ${name} --type merge -p '{"spec":{"syncPolicy":{"automated":null}}}'`,
    );
    expect(actionsOf(text, END)).toContain(`kubectl -n argocd delete application ${name}`);
  }
  expect(actionsOf(text, END).join('\n')).not.toContain('helm -n');
  expect(actionsOf(text, /Change the agents/).join('\n')).toContain('kubectl -n tail-ns patch daemonset tail-promtail');
  expect(actionsOf(text, /Drain/).join('\n')).toContain(
    'kubectl -n store-ns scale statefulset/store-loki-ingester-zone-a',
  );
});

test('agents alone are removed by who deploys them', () => {
  const text = argo('tail', 'promtail', '{ fullnameOverride: shipper, config: { clients: [] } }');
  expect(actionsOf(text, /Change the agents/).join('\n')).toContain('kubectl -n tail-ns patch daemonset shipper');
  expect(actionsOf(text, END)).toContain('kubectl -n argocd delete application tail');
});

test.each([
  [
    `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: loki, namespace: kube-system }\nspec: { chart: loki, targetNamespace: obs, valuesContent: '${VALUES.replaceAll("'", '"')}' }\n`,
    'Leave the HelmChart loki as it is',
    'kubectl -n kube-system delete helmchart loki',
  ],
  [
    `releases: [{ name: loki, namespace: obs, chart: grafana/loki, values: [${VALUES}] }]\n`,
    'Run helmfile no more for the release loki',
    'helm -n obs uninstall loki',
  ],
  [
    `kind: Kustomization\nhelmCharts: [{ name: loki, releaseName: loki, namespace: obs, valuesInline: ${VALUES} }]\n`,
    'Apply the kustomization with loki no more',
    'Helm knows no release of a kustomization',
  ],
])('what deploys %.40j is held, and removes it', (text, hold, end) => {
  expect(actionsOf(text, HOLD).join('\n')).toContain(hold);
  expect(actionsOf(text, END).join('\n')).toContain(end);
});

describe('names in commands are names of Kubernetes', () => {
  const HOSTILE = [
    'x; touch taken',
    '$(touch taken)',
    '`touch taken`',
    'x touch taken',
    "x' touch taken '",
    'x\ntouch taken',
  ];
  const values = (name: string) => `{ fullnameOverride: ${name}, nameOverride: ${name}, namespaceOverride: ${name},
    deploymentMode: Distributed, loki: { schemaConfig: ${SCHEMA}, storage: { bucketNames: { chunks: ${name}, ruler: rules } } } }`;
  const texts: Record<string, (name: string) => string> = {
    flux: (
      name,
    ) => `{ apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: { name: ${name}, namespace: ${name} },
      spec: { releaseName: ${name}, targetNamespace: ${name}, storageNamespace: ${name}, chart: { spec: { chart: loki } },
      values: ${values(name)} } }`,
    'argo-cd': (
      name,
    ) => `{ apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: { name: ${name}, namespace: ${name} },
      spec: { destination: { namespace: ${name} }, source: { chart: loki, helm: { releaseName: ${name}, namespace: ${name},
      valuesObject: ${values(name)} } } } }`,
    k3s: (name) => `{ apiVersion: helm.cattle.io/v1, kind: HelmChart, metadata: { name: ${name}, namespace: ${name} },
      spec: { chart: loki, targetNamespace: ${name}, valuesContent: ${JSON.stringify(values(name))} } }`,
    helmfile: (name) =>
      `{ releases: [{ name: ${name}, namespace: ${name}, chart: grafana/loki, values: [${values(name)}] }] }`,
    kustomize: (name) => `{ namespace: ${name}, helmCharts: [{ name: loki, releaseName: ${name}, namespace: ${name},
      valuesInline: ${values(name)} }] }`,
  };

  test.each(Object.keys(texts))('of %s', (by) => {
    for (const name of HOSTILE) {
      const steps = planOf(texts[by]?.(JSON.stringify(name)) ?? '');
      expect(steps.length).toBeGreaterThan(3);
      const commands = steps.flatMap(({ actions, back }) => [...actions, back ?? '']);
      expect(commands.filter((command) => command.includes('taken'))).toEqual([]);
    }
  });

  test('of objects', () => {
    const of = (kind: string, image: string, name: string, component: string): Manifest => ({
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, namespace: name, labels: { 'app.kubernetes.io/component': component } },
      spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
    });
    for (const name of HOSTILE) {
      const objects = [
        of('StatefulSet', 'grafana/loki:3', name, 'write'),
        of('DaemonSet', 'grafana/promtail:3', name, ''),
      ];
      expect([formerWorkloads(objects), formerPromtail(objects)]).toEqual([[], undefined]);
    }
    expect(formerWorkloads([of('StatefulSet', 'grafana/loki:3', 'loki-write', 'write')])).toHaveLength(1);
  });
});

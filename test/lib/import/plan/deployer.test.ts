import { importAll } from '../../../../lib/import/import';
import { valuesInObjects } from '../../../../lib/import/input/gitops/values';

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

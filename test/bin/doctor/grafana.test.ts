import { readGrafana } from '../../../bin/doctor/grafana';
import { readObjects } from '../../../bin/doctor/objects';
import type { KubectlRunner } from '../../../bin/wait/kubectl';
import type { Get } from '../../../bin/doctor/listing';
import { healthySnapshot } from '../../helpers/healthy-snapshot';

const { setup: SETUP } = healthySnapshot();

const FILE = `
apiVersion: 1
datasources:
  - name: Loki
    uid: loki
    type: loki
    url: http://loki.loki.svc.cluster.local:3100
    basicAuthUser: reader
    secureJsonData: { basicAuthPassword: hunter2 }
  - { name: Own, type: loki, url: 'http://loki-gateway.loki.svc.cluster.local' }
  - { name: Prometheus, type: prometheus, url: "http://prometheus.monitoring:9090", isDefault: true }
`;

const config = (name: string, data: Record<string, string>) => ({
  kind: 'ConfigMap',
  metadata: { name, namespace: 'grafana', labels: { grafana_datasource: '1' } },
  data,
});

/** A cluster with some ConfigMaps and Services; what is asked for. */
function cluster(configs: readonly object[], services: readonly string[] = []) {
  const asked: string[] = [];
  const get: Get = (args) => {
    asked.push(args.join(' '));
    const [what, name = ''] = args;
    const pod = { kind: 'Pod', metadata: { name: 'grafana-0', namespace: 'grafana' }, spec: {} };
    const found = what === 'pods' ? [pod] : what === 'services' ? (services.includes(name) ? [{}] : []) : configs;
    return Promise.resolve({ items: found as never, unseen: [] });
  };
  return { get, asked };
}

test('datasources are kept by name, uid and host, and a Service that does not exist is marked', async () => {
  const { get, asked } = cluster([config('old', { 'a.yaml': FILE, 'b.yaml': 'a: [', 'c.txt': '' })]);
  const seen = await readGrafana(get, SETUP);
  expect(seen.pods.map(({ metadata }) => metadata.name)).toEqual(['grafana-0']);
  expect(seen.sources).toEqual([
    {
      ...{ config: 'old', name: 'Loki', uid: 'loki', type: 'loki' },
      ...{ host: 'loki.loki.svc.cluster.local', isUnserved: true },
    },
    { config: 'old', name: 'Own', type: 'loki', host: 'loki-gateway.loki.svc.cluster.local' },
    { config: 'old', name: 'Prometheus', type: 'prometheus', isDefault: true, host: 'prometheus.monitoring' },
  ]);
  expect(JSON.stringify(seen)).not.toContain('hunter2');
  expect(asked).toEqual([
    'pods --namespace grafana --selector app.kubernetes.io/name=grafana',
    'configmaps --namespace grafana --selector grafana_datasource',
    'services loki --namespace loki --ignore-not-found',
  ]);
});

test('a Service that exists is not a fault, and neither is one that may not be seen', async () => {
  const { get } = cluster([config('old', { 'a.yaml': FILE })], ['loki']);
  expect((await readGrafana(get, SETUP)).sources?.[0]?.isUnserved).toBeUndefined();
  const forbidden: Get = (args) =>
    args[0] === 'services'
      ? Promise.resolve({ items: [], unseen: [{ hops: ['grafana'], what: 'a', why: 'forbidden', needs: 'b' }] })
      : get(args, [], []);
  const seen = await readGrafana(forbidden, SETUP);
  expect(seen.sources?.[0]?.isUnserved).toBeUndefined();
  expect(seen.unseen).toEqual([expect.objectContaining({ why: 'forbidden' })]);
});

test('a Service that kubectl got no answer about is not taken to be gone', async () => {
  const configs = { items: [config('old', { 'a.yaml': FILE })] };
  const { sources, unseen } = await readObjects(
    {
      run: (args) => {
        const isService = args[1] === 'services';
        const stdout = JSON.stringify(args[1] === 'configmaps' ? configs : { items: [] });
        return Promise.resolve(
          isService
            ? { status: 1, stdout: '', stderr: 'Unable to connect to the server: EOF' }
            : { status: 0, stdout, stderr: '' },
        );
      },
    } as KubectlRunner,
    SETUP,
  );
  expect(sources?.map(({ isUnserved }) => isUnserved)).toEqual([undefined, undefined, undefined]);
  expect(unseen).toContainEqual(expect.objectContaining({ hops: ['grafana'], what: 'service loki in namespace loki' }));
});

test('what may not be listed is named, and is not taken to be nothing', async () => {
  const unseen = [{ hops: ['grafana' as const], what: 'configmaps', why: 'forbidden', needs: 'list configmaps' }];
  const seen = await readGrafana(() => Promise.resolve({ items: [], unseen }), SETUP);
  expect(seen).toEqual({ pods: [], unseen: [...unseen, ...unseen] });
});

test('a Loki that was found, and an environment without ConfigMaps of datasources, ask for nothing', async () => {
  const { get, asked } = cluster([]);
  expect(await readGrafana(get, { ...SETUP, found: {} })).toEqual({ pods: [], unseen: [] });
  expect(await readGrafana(get, { ...SETUP, configs: [] })).toEqual({ pods: [], unseen: [] });
  expect(asked).toEqual([]);
});

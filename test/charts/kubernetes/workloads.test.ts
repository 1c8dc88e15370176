import { MEMORY_MIB } from '../../../charts/kubernetes/bounds';
import { OWNED_ANNOTATIONS, OWNED_LABELS } from '../../../charts/kubernetes/owned-metadata';
import type { KubernetesProps } from '../../../charts/kubernetes/props';
import { SIZED_COMPONENTS } from '../../../charts/loki/sizes/sizes';
import { checkManifests, errorsOf } from '../../../lib/checks/check';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../helpers/charts';
import { KUBERNETES_VERSIONS, validateManifests } from '../../kubernetes/validate';

const WORKLOADS = ['DaemonSet', 'Deployment', 'StatefulSet'];

const charts = (props: KubernetesProps) => makeCharts({}, props);
const workloadsOf = (props: KubernetesProps) => objectsOf(charts(props)).filter(({ kind }) => WORKLOADS.includes(kind));
const podOf = (object: KubernetesObject) => object.spec.template.spec;
const imagesOf = (props: KubernetesProps): string[] =>
  workloadsOf(props).flatMap((object) => podOf(object).containers.map(({ image }: { image: string }) => image));

const EVERYTHING: KubernetesProps = {
  registry: '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror',
  images: { alloy: 'example.com/alloy:v1.18.1' },
  imagePullSecrets: ['registry'],
  labels: { team: 'platform', 'app.kubernetes.io/part-of': 'logs' },
  annotations: { 'example.com/owner': 'platform' },
  clusterDomain: 'corp.example',
  workloads: {
    loki: { priorityClassName: 'high', nodeSelector: { pool: 'logs' }, tolerations: [{ key: 'pool', value: 'logs' }] },
    ingester: {
      resources: { cpu: 2, memoryMiB: 4096 },
      priorityClassName: 'highest',
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] }],
          },
        },
      },
    },
    chunksCache: { resources: { memoryMiB: 1200 } },
    alloy: { resources: { cpu: 0.5, memoryMiB: 512 }, labels: { tier: 'agent' }, annotations: { note: 'x' } },
    'alloy-events': { resources: { memoryMiB: 128 } },
  },
};

describe('images', () => {
  test('come from the registry that mirrors ours', () => {
    const mirror = '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror';
    const images = new Set(imagesOf({ registry: mirror }));
    expect([...images].every((image) => image.startsWith(`${mirror}/`))).toBe(true);
    expect(images).toContain(`${mirror}/grafana/loki:3.7.6`);
    expect(images.size).toBe(new Set(imagesOf({})).size);
  });

  test('that are given stay unchanged, whatever the registry', () => {
    const images = imagesOf({ registry: 'mirror.example.com', images: { nginx: 'example.com/nginx:1' } });
    expect(images).toContain('example.com/nginx:1');
    expect(images.filter((image) => !image.startsWith('mirror.example.com/'))).toEqual(['example.com/nginx:1']);
  });

  test('are pulled with the Secrets of every pod', () => {
    for (const object of workloadsOf({ imagePullSecrets: ['a', 'b'] })) {
      expect(podOf(object).imagePullSecrets).toEqual([{ name: 'a' }, { name: 'b' }]);
    }
  });
});

describe('workloads', () => {
  const made = charts(EVERYTHING);
  const pod = (kind: string, name: string) => podOf(objectOf(made, kind, name));

  test('every sized component has a workload, and its settings reach it alone', () => {
    for (const key of SIZED_COMPONENTS) {
      const changed = workloadsOf({ workloads: { [key]: { priorityClassName: 'mine' } } });
      const named = changed.filter((object) => podOf(object).priorityClassName === 'mine');
      expect(named.map(({ metadata }) => metadata.name)).toHaveLength(1);
    }
  });

  test('of loki are those of every component, unless one has its own', () => {
    expect(pod('Deployment', 'loki-querier')).toMatchObject({
      priorityClassName: 'high',
      nodeSelector: { pool: 'logs' },
      tolerations: [{ key: 'pool', value: 'logs' }],
    });
    expect(pod('StatefulSet', 'loki-ingester').priorityClassName).toBe('highest');
    expect(pod('StatefulSet', 'loki-ingester').nodeSelector).toEqual({ pool: 'logs' });
    expect(pod('DaemonSet', 'alloy').priorityClassName).toBe('system-node-critical');
  });

  test('affinity holds in addition to ours: ingesters are still never two on a node', () => {
    const { affinity } = pod('StatefulSet', 'loki-ingester');
    expect(affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
    const { nodeSelectorTerms } = affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(nodeSelectorTerms[0].matchExpressions[0].values).toEqual(['ssd']);
  });

  test('CPU and memory take along what follows from them', () => {
    const [ingester] = pod('StatefulSet', 'loki-ingester').containers;
    expect(ingester.resources).toEqual({
      requests: { cpu: '2000m', memory: '4096Mi' },
      limits: { memory: '4096Mi' },
    });
    expect(ingester.env).toContainEqual({ name: 'GOMEMLIMIT', value: '3686MiB' });
    const [memcached] = pod('StatefulSet', 'loki-chunks-cache').containers;
    expect(memcached.args).toContain('--memory-limit=1000');
    expect(memcached.resources.limits).toEqual({ memory: '1200Mi' });
    const [alloy] = pod('DaemonSet', 'alloy').containers;
    expect(alloy.resources.requests).toEqual({ cpu: '500m', memory: '512Mi' });
    expect(alloy.env).toContainEqual({ name: 'GOMEMLIMIT', value: '460MiB' });
    const [events] = pod('StatefulSet', 'alloy-events').containers;
    expect(events.resources.requests).toEqual({ cpu: '50m', memory: '128Mi' });
  });

  test('a cache has the smallest memory that a pod may have', () => {
    const smallest = charts({ workloads: { loki: { resources: { memoryMiB: MEMORY_MIB.least } } } });
    for (const name of ['loki-chunks-cache', 'loki-results-cache']) {
      const [memcached] = podOf(objectOf(smallest, 'StatefulSet', name)).containers;
      expect(memcached.resources.limits).toEqual({ memory: '64Mi' });
      expect(memcached.args).toContain('--memory-limit=53');
    }
  });

  test('each term of your own leaves out Fargate nodes too, as the DaemonSet of Alloy does', () => {
    const terms = ['a', 'b'].map((pool) => ({ matchExpressions: [{ key: 'pool', operator: 'In', values: [pool] }] }));
    const required = { nodeSelectorTerms: terms };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    const [alloy] = workloadsOf({ workloads: { alloy: { affinity } } }).filter(({ kind }) => kind === 'DaemonSet');
    const { nodeAffinity } = podOf(alloy as KubernetesObject).affinity as typeof affinity;
    const rendered = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(rendered.map(({ matchExpressions }) => matchExpressions.map(({ key, values }) => [key, ...values]))).toEqual(
      ['a', 'b'].map((pool) => [
        ['eks.amazonaws.com/compute-type', 'fargate'],
        ['pool', pool],
      ]),
    );
  });

  test('tolerations are in addition to ours', () => {
    const [alloy] = workloadsOf({ workloads: { alloy: { tolerations: [{ key: 'a' }] } } }).filter(
      ({ kind }) => kind === 'DaemonSet',
    );
    expect(podOf(alloy as KubernetesObject).tolerations).toEqual([{ operator: 'Exists' }, { key: 'a' }]);
  });

  test('of unknown parts are refused, even if the input was not validated', () => {
    expect(() => charts({ workloads: { querrier: {} } as never })).toThrow(
      'workloads.querrier: not a part; did you mean querier?',
    );
  });
});

describe('labels and annotations', () => {
  const plain = objectsOf(charts({}));
  const labelled = objectsOf(charts({ labels: { team: 'a' }, annotations: { owner: 'b' } }));

  test('are on every object, and labels on every pod', () => {
    for (const object of labelled) {
      expect(object.metadata.labels).toMatchObject({ team: 'a' });
      expect(object.metadata.annotations).toMatchObject({ owner: 'b' });
      if (WORKLOADS.includes(object.kind)) expect(object.spec.template.metadata.labels).toMatchObject({ team: 'a' });
    }
  });

  test('are in no selector, and leave everything else as it was', () => {
    const without = (value: unknown) =>
      JSON.parse(JSON.stringify(value), (key, inner) => {
        if (key === 'labels') delete inner.team;
        if (key === 'annotations') delete inner.owner;
        const isEmpty = (key === 'labels' || key === 'annotations') && Object.keys(inner).length === 0;
        return isEmpty ? undefined : inner;
      });
    expect(without(labelled)).toEqual(without(plain));
    expect(JSON.stringify(labelled.map(({ spec }) => spec?.selector ?? spec?.podSelector))).not.toContain('team');
  });

  test('of ours are all known as ours, so that none can be replaced', () => {
    const all = [...plain, ...plain.flatMap(({ spec }) => (spec?.template?.metadata ? [spec.template] : []))];
    const keys = (what: 'labels' | 'annotations') => [
      ...new Set(all.flatMap(({ metadata }) => Object.keys(metadata?.[what] ?? {}))),
    ];
    expect(keys('labels').filter((key) => !OWNED_LABELS.includes(key))).toEqual([]);
    expect(keys('annotations').filter((key) => !OWNED_ANNOTATIONS.includes(key))).toEqual([]);
  });
});

test('the domain of the cluster is in every address', () => {
  const text = JSON.stringify(objectsOf(charts({ clusterDomain: 'corp.example' })));
  expect(text).toContain('loki-gateway.loki.svc.corp.example');
  expect(text).not.toContain('cluster.local');
});

test('nothing changes if nothing is set', () => {
  const empty: KubernetesProps = {
    labels: {},
    annotations: {},
    workloads: { loki: {} },
    imagePullSecrets: [],
    images: {},
  };
  expect(
    charts(empty)
      .manifests()
      .map(({ yaml }) => yaml),
  ).toEqual(
    charts({})
      .manifests()
      .map(({ yaml }) => yaml),
  );
});

describe('with everything set', () => {
  const made = charts(EVERYTHING);

  test.each(KUBERNETES_VERSIONS)('objects are valid for Kubernetes %s', (version) => {
    expect(validateManifests(objectsOf(made), version)).toEqual([]);
  });

  test('no rule finds an error', () => {
    expect(errorsOf(checkManifests({ manifests: manifestsOf(made.manifests()) }).findings)).toEqual([]);
  });
});

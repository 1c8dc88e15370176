import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../helpers/charts';
import { eksLoki } from '../helpers/cli';
import { projectOf } from '../helpers/examples';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { customResourceDefinitions } from './rig/custom-resource-definitions';
import { applyAs, ARGO_CD, differencesOf, FLUX, prune } from './rig/gitops';
import { waitFor } from './rig/wait';
import { documents, nameOf } from './suites/apply';

const CONTROLLERS = [
  ...['namespace-controller', 'serviceaccount-controller', 'deployment-controller', 'replicaset-controller'],
  ...['statefulset-controller', 'daemonset-controller', 'disruption-controller', 'garbage-collector-controller'],
];
const SCALED = 'loki-querier';

/** Objects that are rendered from an example with more fields. */
function rendered(name: string, fields: string): KubernetesObject[] {
  const folder = projectOf(name, (text) => text.replace(/^ {4}credentials: .*$/m, (line) => `${line}\n${fields}`));
  try {
    const { status, stderr } = eksLoki(['render'], folder);
    if (status !== 0) throw new Error(stderr);
    const out = join(folder, 'k8s.out/prod');
    return readdirSync(out)
      .sort()
      .flatMap((file) => parseAllDocuments(readFileSync(join(out, file), 'utf8')))
      .map((document) => document.toJS() as KubernetesObject);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of what the pods of a workload cannot start without, as arguments of `kubectl get`. */
function neededBy({ metadata, spec = {} }: Partial<KubernetesObject> & Pick<KubernetesObject, 'metadata'>): string[][] {
  const { spec: pod } = (spec.template ?? { spec: {} }) as { spec: Record<string, unknown> };
  const volumes = (pod.volumes ?? []) as { configMap?: { name: string } }[];
  const claims = (spec.volumeClaimTemplates ?? []) as { spec: { storageClassName?: string } }[];
  const inNamespace = (kind: string, name: unknown) => [kind, String(name), '-n', String(metadata.namespace)];
  return [
    ...(pod.serviceAccountName === undefined ? [] : [inNamespace('serviceaccount', pod.serviceAccountName)]),
    ...volumes.flatMap(({ configMap }) => (configMap ? [inNamespace('configmap', configMap.name)] : [])),
    ...claims.flatMap(({ spec: claim }) => (claim.storageClassName ? [['storageclass', claim.storageClassName]] : [])),
  ];
}

describeWith([...API_SERVER, 'kube-controller-manager'], 'manifests on a real control plane', () => {
  describe.each([ARGO_CD, FLUX])('as $name applies them', (gitOps) => {
    let api: ApiServer;
    let objects: KubernetesObject[];
    let later: KubernetesObject[];

    const get = (...args: string[]) => JSON.parse(api.printed(['get', '-o', 'json', ...args])) as KubernetesObject;
    const sync = (all: readonly KubernetesObject[]) => {
      const results = gitOps.steps(all).map((step) => applyAs(gitOps, api, step));
      return results.map(({ status, stderr }) => `${status}${stderr}`).filter((result) => result !== '0');
    };
    const uids = (all: readonly KubernetesObject[]) =>
      all.map((object) => {
        const namespace = object.metadata.namespace === undefined ? [] : ['-n', object.metadata.namespace];
        return `${nameOf(object)} ${String((get(object.kind, object.metadata.name, ...namespace).metadata as { uid?: string }).uid)}`;
      });

    beforeAll(async () => {
      objects = rendered(gitOps.name, '    loki: { autoscaling: true },\n    canary: true,');
      later = rendered(gitOps.name, "    loki: { autoscaling: true },\n    grafana: { namespace: 'monitoring' },");
      api = new ApiServer();
      await api.start();
      // Operators come first, with an Application or Kustomization of their own.
      api.printed(['create', '-f', '-'], documents(customResourceDefinitions()));
      await waitFor(
        () => {
          const wait = ['wait', '--for=condition=Established', 'customresourcedefinitions', '--all'];
          return Promise.resolve(api.kubectl(wait).status === 0);
        },
        30,
        () => 'the definitions are not established',
      );
      api.startControllers(CONTROLLERS);
    });
    afterAll(() => api.stop());

    test('the first sync has no error, and each step finds what its pods need', () => {
      const missing: string[] = [];
      for (const step of gitOps.steps(objects)) {
        if (gitOps === ARGO_CD) {
          const needed = step.flatMap(neededBy).filter((args) => api.kubectl(['get', ...args]).status !== 0);
          missing.push(...needed.map((args) => args.join(' ')));
        }
        const { status, stderr } = applyAs(gitOps, api, step);
        expect(`${status}${stderr}`).toBe('0');
      }
      expect(missing).toEqual([]);
      expect(objects.flatMap(neededBy).length).toBeGreaterThan(20);
      for (const args of objects.flatMap(neededBy)) expect(api.kubectl(['get', ...args]).status).toBe(0);
    });

    test('controllers make the pods of every workload', async () => {
      const names = ['Deployment', 'StatefulSet'];
      const workloads = objects.filter(({ kind }) => names.includes(kind));
      expect(workloads.length).toBeGreaterThan(10);
      const without = () =>
        workloads.filter(({ kind, metadata }) => {
          const { status } = get(kind, metadata.name, '-n', String(metadata.namespace)) as {
            status?: { replicas?: number };
          };
          return !status?.replicas;
        });
      await waitFor(
        () => Promise.resolve(without().length === 0),
        60,
        () => `no pods: ${without().map(nameOf).join()} ${api.log('kube-controller-manager')}`,
      );
    });

    test('nothing differs afterwards, and a sync changes nothing', () => {
      expect(differencesOf(gitOps, api, objects)).toBe('');
      expect(sync(objects)).toEqual([]);
      expect(differencesOf(gitOps, api, objects)).toBe('');
    });

    test('pods that an autoscaler adds are not a difference, and a sync keeps them', () => {
      // The autoscaler writes the same subresource.
      api.printed(['scale', 'deployment', SCALED, '-n', 'loki', '--replicas=5']);
      expect(differencesOf(gitOps, api, objects)).toBe('');
      expect(sync(objects)).toEqual([]);
      expect(get('deployment', SCALED, '-n', 'loki').spec.replicas).toBe(5);
    });

    test('a change by hand is a difference, and a sync takes it back', () => {
      api.printed(['scale', 'statefulset', 'loki-ingester', '-n', 'loki', '--replicas=1']);
      api.printed(['patch', 'configmap', 'loki-runtime', '-n', 'loki', '-p', '{"data":{"runtime-config.yaml":"{}"}}']);
      const seen = differencesOf(gitOps, api, objects);
      expect(seen).toMatch(/-\s+replicas: 1\n\+\s+replicas: 3/);
      expect(sync(objects)).toEqual([]);
      expect(get('statefulset', 'loki-ingester', '-n', 'loki').spec.replicas).toBe(3);
      expect(differencesOf(gitOps, api, objects)).toBe('');
    });

    test('what leaves the manifests is deleted, but for namespaces; all others stay as they are', async () => {
      const names = new Set(objects.map(nameOf));
      const both = later.filter((object) => names.has(nameOf(object)));
      const before = uids(both);
      expect(sync(later)).toEqual([]);
      const kept = prune(gitOps, api, objects, later);
      expect(kept).toContain('Namespace/grafana');
      expect(kept.every((name) => name.startsWith('Namespace/'))).toBe(true);
      expect(uids(both)).toEqual(before);
      expect(differencesOf(gitOps, api, later)).toBe('');
      const canary = objects.filter(({ metadata }) => metadata.name === 'loki-canary');
      expect(canary.length).toBeGreaterThan(2);
      const left = () =>
        canary.filter(({ kind, metadata }) => {
          const namespace = metadata.namespace === undefined ? [] : ['-n', metadata.namespace];
          return kind !== 'Namespace' && api.kubectl(['get', kind, metadata.name, ...namespace]).status === 0;
        });
      await waitFor(
        () => Promise.resolve(left().length === 0),
        30,
        () => `${left().map(nameOf).join()} is still there`,
      );
      expect((get('namespace', 'grafana') as { status?: { phase?: string } }).status?.phase).toBe('Active');
    });
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithFolder } from '../../../bin/diff/folder';
import { renderCharts } from '../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { Manifest } from '../../../lib/manifests/manifest';

const environment = resolveEnvironment('dev', {
  ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
});
const rendered = { ...renderCharts(environment), records: () => undefined };
const { objects } = rendered.manifests;

const root = mkdtempSync(join(tmpdir(), 'folder-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Changes from objects in a folder. */
function changesFrom(name: string, found: readonly object[]) {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'all.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: found }));
  return compareWithFolder(rendered, folder).changes;
}

/** An object as `kubectl get` prints it: with defaults, a status, and what others have added. */
function printed(object: Manifest): object {
  const { spec } = object as { spec?: object };
  const live = {
    uid: 'u',
    resourceVersion: '7',
    generation: 2,
    managedFields: [],
    creationTimestamp: '2026-11-21T00:00:00Z',
  };
  const metadata = object.metadata as object;
  return {
    ...object,
    metadata: { ...metadata, ...live, finalizers: ['a/b'], ownerReferences: [{ kind: 'Application' }] },
    ...(object.kind === 'Deployment'
      ? { spec: { ...spec, progressDeadlineSeconds: 600 }, status: { replicas: 1 } }
      : {}),
  };
}

test('objects that kubectl printed differ by nothing that the API server or others have written', () => {
  expect(changesFrom('live', objects.map(printed))).toEqual([]);
});

test('of such objects, what an apply changes is a change', () => {
  const changed = objects.map(printed).map((one) => {
    const { kind, spec } = one as { kind: string; spec: object };
    return kind === 'Deployment' ? { ...one, spec: { ...spec, replicas: 77 } } : one;
  });
  const found = changesFrom('changed', changed);
  const scaled = found.filter(({ fields }) => fields.some(({ path, was }) => path === 'spec.replicas' && was === 77));
  expect(scaled.length).toBeGreaterThan(0);
  expect(found).toEqual(scaled);
});

test('manifests as somebody wrote them are compared with all of their fields', () => {
  const written = objects.map((one) => (one.kind === 'Deployment' ? { ...one, status: { replicas: 1 } } : one));
  const count = objects.filter(({ kind }) => kind === 'Deployment').length;
  expect(changesFrom('written', written)).toHaveLength(count);
});

test('a ConfigMap to whose name kustomize added a hash of its content is compared, not removed and added', () => {
  const hashed = objects.map((one) => {
    if (one.kind !== 'ConfigMap' || one.metadata.name !== 'alloy') return one;
    return { ...one, metadata: { ...one.metadata, name: 'alloy-2b58c69mt4' } };
  });
  expect(changesFrom('hashed', hashed)).toEqual([
    {
      ...{
        kind: 'changed',
        object: 'ConfigMap alloy/alloy',
        former: 'ConfigMap alloy/alloy-2b58c69mt4',
        restarts: false,
      },
      fields: [{ path: 'metadata.name', was: 'alloy-2b58c69mt4', is: 'alloy' }],
    },
  ]);
});

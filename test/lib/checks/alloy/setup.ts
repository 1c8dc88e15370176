import { ALLOY_RULES } from '../../../../lib/checks/alloy';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Loose } from '../harness';
import type { Manifest } from '../../../../lib/manifests/manifest';

/** Parts of the pods of an Alloy that a test sets. */
export interface Setup {
  /** Files of the ConfigMap. A text alone is `config.alloy`. */
  readonly files: string | Record<string, unknown>;

  /** Kind of the workload. @default DaemonSet */
  readonly kind?: string;

  /** Fields of its spec beside the template. */
  readonly spec?: Loose;

  /** Fields of its pods. */
  readonly pod?: Loose;

  /** Fields of Alloy's container. */
  readonly container?: Loose;

  /** Folders of the node it mounts. @default /var/log */
  readonly mounts?: string[];

  /** Other objects. */
  readonly more?: Loose[];
}

/** Objects as in Grafana's chart: a sidecar reloads the configuration, but positions are on a volume. */
export function alloyObjects(setup: Setup): Loose[] {
  const { files, kind = 'DaemonSet', spec, pod, container, mounts = ['/var/log'], more = [] } = setup;
  const metadata = { name: 'collector', namespace: 'monitoring' };
  const config = { name: 'config', mountPath: '/etc/alloy' };
  const nodeName = { valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } };
  const folders = ['/var/lib/alloy', ...mounts].map((path, index) => ({ name: `node-${index}`, path }));
  const alloy = {
    name: 'alloy',
    image: 'docker.io/grafana/alloy:v1.18.1',
    args: ['run', '/etc/alloy/config.alloy', '--storage.path=/var/lib/alloy/'],
    env: ['NODE_NAME', 'HOSTNAME'].map((name) => ({ name, ...nodeName })),
    volumeMounts: [config, ...folders.map(({ name, path }) => ({ name, mountPath: path }))],
    ...container,
  };
  const reloader = { name: 'config-reloader', args: ['--watched-dir=/etc/alloy'], volumeMounts: [config] };
  const volumes = [
    { name: 'config', configMap: { name: 'collector' } },
    ...folders.map(({ name, path }) => ({ name, hostPath: { path } })),
  ];
  const template = { spec: { containers: [reloader, alloy], volumes, serviceAccountName: 'collector', ...pod } };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: typeof files === 'string' ? { 'config.alloy': files } : files,
    },
    { apiVersion: 'apps/v1', kind, metadata, spec: { ...spec, template } },
    ...more,
  ];
}

/** Findings of the rules about Alloy in objects, as `<id> <path>: <found>`. */
export function findingsIn(objects: readonly unknown[]): string[] {
  const subject = { manifests: new Manifests(objects as Manifest[]) };
  return ALLOY_RULES.flatMap((rule) => rule.check(subject).map(({ path, found }) => `${rule.id} ${path}: ${found}`));
}

/** Ids of the rules with findings in a user's setup, except warnings that nearly every setup gets. */
export function brokenBy(setup: Setup): string[] {
  const ids = findingsIn(alloyObjects(setup)).map((finding) => finding.split(' ')[0] ?? '');
  return [...new Set(ids)].filter((id) => !['ALLOY-LABELS-3', 'ALLOY-RETRY-2'].includes(id)).sort();
}

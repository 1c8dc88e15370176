import type { CommandResult } from '../../helpers/cli';
import type { KubernetesObject } from '../../helpers/charts';
import { documents, nameOf } from '../suites/apply';
import type { ApiServer } from './api-server';

/** Program that keeps a cluster equal to a folder of manifests. It does not run here: kubectl does what it would do. */
export interface GitOps {
  /** Its name. */
  readonly name: string;

  /** Owner of the fields that it applies. */
  readonly manager: string;

  /** Its steps: the objects of one are applied together, after those of the steps before. */
  readonly steps: (objects: readonly KubernetesObject[]) => KubernetesObject[][];

  /** True if it never deletes an object that has left the manifests. */
  readonly keeps: (object: KubernetesObject) => boolean;
}

/** Order of kinds in Argo CD, which is that of Helm; others come last (https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/). */
const ARGO_KINDS = [
  ...['Namespace', 'NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodDisruptionBudget', 'ServiceAccount', 'Secret'],
  ...['ConfigMap', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'CustomResourceDefinition'],
  ...['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'Service', 'DaemonSet', 'Pod', 'ReplicaSet'],
  ...['Deployment', 'HorizontalPodAutoscaler', 'StatefulSet', 'Job', 'CronJob', 'Ingress', 'APIService'],
];

const annotation = ({ metadata }: KubernetesObject, name: string): string => metadata.annotations?.[name] ?? '';

/** Objects in groups, by a number that orders them. */
function grouped(
  objects: readonly KubernetesObject[],
  orderOf: (object: KubernetesObject) => number,
): KubernetesObject[][] {
  const orders = [...new Set(objects.map(orderOf))].sort((a, b) => a - b);
  return orders.map((order) => objects.filter((object) => orderOf(object) === order));
}

/** Argo CD: by wave, then by kind. */
export const ARGO_CD: GitOps = {
  name: 'argo-cd',
  manager: 'argocd-controller',
  steps: (objects) =>
    grouped(objects, (object) => {
      const kind = ARGO_KINDS.indexOf(object.kind);
      return Number(annotation(object, 'argocd.argoproj.io/sync-wave')) * 100 + (kind < 0 ? ARGO_KINDS.length : kind);
    }),
  keeps: (object) => annotation(object, 'argocd.argoproj.io/sync-options').includes('Prune=false'),
};

/** Flux: namespaces, definitions and cluster roles, then classes, then the rest (https://fluxcd.io/flux/components/kustomize/kustomizations/). */
export const FLUX: GitOps = {
  name: 'flux',
  manager: 'kustomize-controller',
  steps: (objects) =>
    grouped(objects, ({ kind }) => {
      if (['Namespace', 'CustomResourceDefinition', 'ClusterRole'].includes(kind)) return 0;
      return kind.endsWith('Class') ? 1 : 2;
    }),
  keeps: (object) => annotation(object, 'kustomize.toolkit.fluxcd.io/prune') === 'disabled',
};

/** Applies objects as it does: server-side, and with every field of its own. */
export function applyAs({ manager }: GitOps, api: ApiServer, objects: readonly KubernetesObject[]): CommandResult {
  const args = ['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'];
  return api.kubectl(args, documents(objects));
}

/** Difference that it sees between the objects and the cluster: what an apply would change. */
export function differencesOf({ manager }: GitOps, api: ApiServer, objects: readonly KubernetesObject[]): string {
  const args = ['diff', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'];
  const { status, stdout, stderr } = api.kubectl(args, documents(objects));
  // 1 is a difference, and more is an error.
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return stdout;
}

/** Deletes objects that have left the manifests, the last first, unless they are kept; returns the names of those that are. */
export function prune(
  gitOps: GitOps,
  api: ApiServer,
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): string[] {
  const names = new Set(after.map(nameOf));
  const gone = before.filter((object) => !names.has(nameOf(object)));
  const deleted = gitOps.steps(gone.filter((object) => !gitOps.keeps(object))).reverse();
  for (const objects of deleted) {
    api.printed(['delete', '--cascade=background', '--wait=false', '-f', '-'], documents(objects));
  }
  return gone.filter(gitOps.keeps).map(nameOf);
}

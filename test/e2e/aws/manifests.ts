import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../helpers/charts';
import type { Deployment } from './deployment';
import type { Operation } from './local-aws';

/** Type of the custom resource that applies manifests to a cluster. */
export const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** Kinds of a file in the order in which they are applied; kinds of one group are applied in any order. */
const PHASES: readonly (readonly string[])[] = [
  ['Namespace'],
  ['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'PriorityClass', 'StorageClass'],
  ['SecretProviderClass', 'SecretStore', 'ExternalSecret'],
  ['ConfigMap'],
  ['Service'],
  ['StatefulSet', 'Deployment', 'DaemonSet', 'Job'],
  ['PodDisruptionBudget', 'HorizontalPodAutoscaler', 'NetworkPolicy'],
];

/** Name of an object that is unique in a cluster. */
const titleOf = ({ kind, metadata }: KubernetesObject): string =>
  `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

/** Objects of each file that `eks-loki render` writes to k8s.out, in the order of the file names. */
export function rendered(deployment: Deployment): KubernetesObject[][] {
  const { folder, name } = deployment;
  const manifests = join(folder, 'k8s.out', name);
  return deployment.render(() =>
    readdirSync(manifests)
      .sort()
      .map((file) => readFileSync(join(manifests, file), 'utf8'))
      .map((text) => parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject)),
  );
}

/** Objects of a manifest. */
export function objectsOf({ properties }: Operation): KubernetesObject[] {
  return JSON.parse(properties['Manifest'] as string) as KubernetesObject[];
}

/** Objects by title. */
export function byTitle(objects: readonly KubernetesObject[]): Record<string, KubernetesObject> {
  return Object.fromEntries(objects.map((object) => [titleOf(object), object]));
}

/** Objects on the cluster and the order in which they were applied; `operations` are those of the first deployment. */
export function manifestTests(deployed: () => Deployment, operations: () => Operation[]): void {
  const isManifest = ({ type }: Operation) => type === MANIFEST;

  test('the objects on the cluster are exactly those of k8s.out', () => {
    const files = rendered(deployed());
    const sent = operations().filter(isManifest).flatMap(objectsOf);
    expect(sent).toHaveLength(files.flat().length);
    expect(byTitle(sent)).toEqual(byTitle(files.flat()));
    expect(byTitle(deployed().aws.objects(deployed().name))).toEqual(byTitle(files.flat()));
  });

  test('they are applied file by file, and by kind within a file: dependencies first', () => {
    const places = new Map(
      rendered(deployed()).flatMap((file, index) => file.map((o) => [titleOf(o), index] as const)),
    );
    const order = operations()
      .filter(isManifest)
      .flatMap(objectsOf)
      .map((object) => [
        places.get(titleOf(object)) as number,
        PHASES.findIndex((kinds) => kinds.includes(object.kind)),
      ]);
    expect(order.filter(([, phase]) => phase === -1)).toEqual([]);
    expect(order).toEqual([...order].sort(([fileA = 0, a = 0], [fileB = 0, b = 0]) => fileA - fileB || a - b));
  });

  test('kubectl’s access entry and Loki’s role with its policy are created before the objects that need them', () => {
    const types = operations().map(({ type, physicalId }) => ({ type, physicalId }));
    const first = types.findIndex(({ type }) => type === MANIFEST);
    const entries = types.filter(({ type }) => type === 'AWS::EKS::AccessEntry');
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(types.indexOf(entry)).toBeLessThan(first);

    const loki = operations().findIndex(
      (one) => isManifest(one) && objectsOf(one).some(({ kind }) => kind === 'StatefulSet'),
    );
    const role = deployed().roleArn.split('/').at(-1) as string;
    const rights = operations().findIndex(
      ({ type, properties }) => type === 'AWS::IAM::Policy' && (properties['Roles'] as string[]).includes(role),
    );
    expect(rights).toBeGreaterThan(operations().findIndex(({ physicalId }) => physicalId === role));
    expect(rights).toBeLessThan(loki);
  });
}

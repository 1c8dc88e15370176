import { show } from '../../../charts/input/show';
import { title } from '../../manifests/manifest';
import { at, isText, records } from '../../manifests/shape';
import { distinctBy, type EnvironmentRule, type EnvironmentSubject, type Finding, Severity } from '../rule';
import { isOurs } from './objects';

/** Namespaces that every cluster has. */
const OF_KUBERNETES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** StorageClasses that EKS makes. */
const OF_EKS = ['gp2'];

/**
 * True for a cluster whose objects all come from these manifests. With `customizeStack` the stack may create others.
 */
const isNew = ({ environment: { props } }: EnvironmentSubject): boolean =>
  props.cluster.create !== undefined && props.customizeStack === undefined;

const namespaces: EnvironmentRule = {
  id: 'CLUSTER-NAMESPACE-1',
  severity: Severity.WARNING,
  title: 'a new cluster gets the namespaces of our objects',
  why: 'the API server refuses an object in a namespace that does not exist, and the deploy fails',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  check: (subject) => {
    const { manifests } = subject;
    if (!isNew(subject)) return [];
    const known = [...OF_KUBERNETES, ...manifests.ofKind('Namespace').map(({ metadata }) => metadata.name)];
    const lost = records(manifests.objects)
      .filter(isOurs)
      .filter((object) => {
        const namespace = at(object, 'metadata.namespace');
        return isText(namespace) && namespace !== '' && !known.includes(namespace);
      });
    return distinctBy(
      lost.map((object): Finding => {
        const namespace = String(at(object, 'metadata.namespace'));
        return {
          path: `${title(object)} metadata.namespace`,
          found: `${show(namespace)} is a namespace that no manifest creates`,
          fix: 'add a Namespace of this name',
        };
      }),
      ({ found }) => found,
    );
  },
};

const storageClasses: EnvironmentRule = {
  id: 'CLUSTER-STORAGE-1',
  severity: Severity.WARNING,
  title: 'a new cluster gets the StorageClasses of all volumes',
  why: 'the claim stays Pending, and its pod is never started',
  evidence: 'https://kubernetes.io/docs/concepts/storage/storage-classes/',
  check: (subject) => {
    const { manifests } = subject;
    if (!isNew(subject)) return [];
    const made = manifests.ofKind('StorageClass').map(({ metadata }) => metadata.name);
    const claims = [
      ...manifests.workloads.flatMap((workload) =>
        records(workload.spec.volumeClaimTemplates).map((claim) => ({
          path: `${workload.title} spec.volumeClaimTemplates[${String(at(claim, 'metadata.name'))}].spec`,
          spec: at(claim, 'spec'),
        })),
      ),
      ...manifests
        .ofKind('PersistentVolumeClaim')
        .map((claim) => ({ path: `${title(claim)} spec`, spec: claim['spec'] as unknown })),
    ];
    return claims.flatMap(({ path, spec }): Finding[] => {
      const name = at(spec, 'storageClassName');
      // A claim for an existing volume has no class, or an empty one.
      if (!isText(name) || name === '' || [...OF_EKS, ...made].includes(name) || isText(at(spec, 'volumeName')))
        return [];
      const found = `${show(name)} is a StorageClass that no manifest creates`;
      const fix = made.length > 0 ? `use ${made[0]}, or add the StorageClass` : 'add the StorageClass';
      return [{ path: `${path}.storageClassName`, found, fix }];
    });
  },
};

/** Rules about what a new cluster has. */
export const NEW_CLUSTER_RULES: readonly EnvironmentRule[] = [namespaces, storageClasses];

import type { Manifests } from '../../manifests/manifests';
import { type Manifest, title } from '../../manifests/manifest';
import { at, isText, record, texts } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { grafanaServers } from '../read/grafana';
import { loggingWorkloads } from '../read/logging-workloads';
import { enumerate } from '../words';

/** Fields that the API server adds to each claim, with their values. */
const ADDED = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

const claimKinds: ManifestsRule = {
  id: 'K8S-STATEFULSET-3',
  severity: Severity.WARNING,
  title: 'volumeClaimTemplates of Loki, Alloy and all that Argo CD applies have apiVersion and kind',
  why: 'the API server adds them: Argo CD with server-side apply shows a difference for ever, and with self-heal applies again and again',
  evidence: 'https://github.com/argoproj/argo-cd/issues/11143',
  check: ({ manifests }) =>
    manifests.workloads
      .filter(({ kind }) => kind === 'StatefulSet')
      .filter((workload) => loggingWorkloads(manifests).has(workload) || manifests.read(isForArgoCd))
      .flatMap(({ title: name, spec }) =>
        (spec.volumeClaimTemplates ?? []).flatMap((claim) => {
          const missing = Object.entries(ADDED).filter(([key]) => !record(claim)[key as 'spec']);
          if (missing.length === 0) return [];
          return {
            path: `${name} spec.volumeClaimTemplates[${claim.metadata.name}]`,
            found: `has no ${enumerate(missing.map(([key]) => key))}, which the API server adds`,
            fix: `write ${enumerate(missing.map(([key, value]) => `${key}: ${value}`))}; this changes no deployed claim`,
          };
        }),
      ),
};

/** Kinds of Argo CD. Argo Rollouts and Workflows have others in the same group. */
const KINDS = ['Application', 'ApplicationSet', 'AppProject'];

/** Labels and annotations of objects that Argo CD applies. A Secret with `secret-type` belongs to Argo CD itself. */
const KEY = /^argocd\.argoproj\.io\/(?!secret-type)/;

/** True if Argo CD applies some of the manifests. */
const isForArgoCd = ({ objects }: Manifests): boolean =>
  objects.some(
    (object) => (/^argoproj\.io\//.test(object.apiVersion) && KINDS.includes(object.kind)) || hasKey(object),
  );

function hasKey({ metadata }: Manifest): boolean {
  const { annotations, labels } = record(metadata as unknown);
  return [annotations, labels].some((map) => Object.keys(record(map)).some((key) => KEY.test(key)));
}

const modes: ManifestsRule = {
  id: 'K8S-CLAIM-1',
  severity: Severity.ERROR,
  title: 'a claim of an EBS volume is for one node',
  why: 'EBS has no file system for several nodes: no volume is made, and the pods stay Pending',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html',
  check: ({ manifests }) =>
    claims(manifests).flatMap(({ path, spec }): Finding[] => {
      const shared = texts(spec['accessModes']).find((mode) => /^(ReadWrite|ReadOnly)Many$/.test(mode));
      const name = spec['storageClassName'];
      if (!shared || spec['volumeMode'] === 'Block' || !isText(name) || !isEbs(manifests, name)) return [];
      return [{ path: `${path}.accessModes`, found: `${shared}, and ${name} is of EBS`, fix: 'use ReadWriteOnce' }];
    }),
};

const recreated: ManifestsRule = {
  id: 'K8S-CLAIM-2',
  severity: Severity.WARNING,
  title: 'a Deployment of Loki, Alloy or Grafana with a volume for one node replaces its pod before it makes another',
  why: 'the new pod waits for the volume that the former one holds: "Multi-Attach error", and the rollout never ends',
  evidence: 'https://github.com/grafana/helm-charts/issues/146',
  check: ({ manifests }) => {
    const grafanas = grafanaServers(manifests).map(({ workload }) => workload);
    const logging = new Set([...loggingWorkloads(manifests), ...grafanas]);
    return manifests.workloads
      .filter((workload) => workload.kind === 'Deployment' && logging.has(workload) && workload.spec.replicas !== 0)
      .flatMap(({ title: name, namespace, pod, spec }): Finding[] => {
        const { type, rollingUpdate } = record(at(spec, 'strategy'));
        const isGone = type === 'Recreate' || /^0%?$/.test(String(record(rollingUpdate)['maxSurge']));
        const one = (pod.volumes ?? []).find(({ persistentVolumeClaim }) => {
          const claim = record(persistentVolumeClaim)['claimName'];
          const object = isText(claim) ? manifests.find('PersistentVolumeClaim', namespace, claim) : undefined;
          const own = texts(record(object?.['spec'])['accessModes']);
          return own.length > 0 && own.every((mode) => /^ReadWriteOnce(Pod)?$/.test(mode));
        });
        if (!one || isGone) return [];
        const found = `${isText(type) ? type : 'missing'}, and volume ${one.name} is for one node`;
        return [{ path: `${name} spec.strategy.type`, found, fix: 'use Recreate' }];
      });
  },
};

/** Classes that EKS has had for EBS. */
const EBS_CLASSES = ['gp2', 'gp3'];

/** True if a class is of EBS. */
function isEbs(manifests: Manifests, name: string): boolean {
  const own = manifests.ofKind('StorageClass').find(({ metadata }) => metadata.name === name);
  return own ? /^(ebs\.csi\.|kubernetes\.io\/aws-ebs$)/.test(String(own['provisioner'])) : EBS_CLASSES.includes(name);
}

/** Every claim: objects, and templates of StatefulSets. */
function claims(manifests: Manifests): { readonly path: string; readonly spec: Readonly<Record<string, unknown>> }[] {
  return [
    ...manifests
      .ofKind('PersistentVolumeClaim')
      .map((claim) => ({ path: `${title(claim)} spec`, spec: record(claim['spec']) })),
    ...manifests.workloads.flatMap((workload) =>
      (workload.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => ({
        path: `${workload.title} spec.volumeClaimTemplates[${metadata.name}].spec`,
        spec: record(spec as unknown),
      })),
    ),
  ];
}

/** Rules about the volume claims. */
export const CLAIM_RULES: readonly ManifestsRule[] = [claimKinds, modes, recreated];

import type { Manifests } from '../../manifests/manifests';
import type { Manifest } from '../../manifests/manifest';
import { record } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { loggingWorkloads } from '../read/logging-workloads';
import { enumerate } from '../words';

/** Fields that the API server adds to each claim, with their values. */
const ADDED = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

const claimKinds: ManifestsRule = {
  id: 'K8S-STATEFULSET-3',
  severity: Severity.WARNING,
  title: 'volumeClaimTemplates of Loki, Alloy and whatever Argo CD applies have apiVersion and kind',
  why: 'the API server adds them: Argo CD with server-side apply shows a difference for ever, and with self-heal applies again and again',
  evidence: 'https://github.com/argoproj/argo-cd/issues/11143',
  check: ({ manifests }) =>
    manifests.workloads
      .filter(({ kind }) => kind === 'StatefulSet')
      .filter((workload) => loggingWorkloads(manifests).has(workload) || manifests.read(isForArgoCd))
      .flatMap(({ title, spec }) =>
        (spec.volumeClaimTemplates ?? []).flatMap((claim) => {
          const missing = Object.entries(ADDED).filter(([key]) => !record(claim)[key as 'spec']);
          if (missing.length === 0) return [];
          return {
            path: `${title} spec.volumeClaimTemplates[${claim.metadata.name}]`,
            found: `has no ${enumerate(missing.map(([key]) => key))}, which the API server adds`,
            fix: `write ${enumerate(missing.map(([key, value]) => `${key}: ${value}`))}; this changes no deployed claim`,
          };
        }),
      ),
};

/** Kinds of Argo CD. Argo Rollouts and Workflows have others in the same group. */
const KINDS = ['Application', 'ApplicationSet', 'AppProject'];

/** Keys of what Argo CD applies. A Secret with `secret-type` is part of its own setup. */
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

/** Rules about the volume claims of a StatefulSet. */
export const CLAIM_RULES: readonly ManifestsRule[] = [claimKinds];

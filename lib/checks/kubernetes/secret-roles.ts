import { ROLE_ANNOTATION, roleOf } from '../../manifests/service-accounts';
import type { Manifests } from '../../manifests/manifests';
import { secretMount, secretProviderClass } from '../../manifests/secret-mounts';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { title } from '../../manifests/manifest';
import type { Workload } from '../../manifests/workloads';

const secretRoles: ManifestsRule = {
  id: 'K8S-SECRET-3',
  severity: Severity.ERROR,
  title: 'pods that mount AWS secrets have a service account with a role',
  why: 'the secrets are read with the role of the service account: without one the mount fails, and no pod starts',
  evidence: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/integrating_ascp_irsa.html',
  check: ({ manifests }) => manifests.workloads.flatMap((workload) => withoutRole(manifests, workload)),
};

/** An account that is not in the manifests may have a role. */
function withoutRole(manifests: Manifests, { pod, namespace }: Workload): Finding[] {
  const name = pod.serviceAccountName;
  const account = name === undefined ? undefined : manifests.find('ServiceAccount', namespace, name);
  if (!account || roleOf(account) !== undefined) return [];
  return (pod.volumes ?? []).flatMap((volume) => {
    const wanted = secretProviderClass(volume);
    const mount = wanted === undefined ? undefined : secretMount(manifests, namespace, wanted);
    if (mount?.provider !== 'aws' || mount.usesPodIdentity) return [];
    return [
      {
        path: `${title(account)} metadata.annotations`,
        found: `names no role, but ${title(mount.manifest)} reads AWS secrets with it`,
        fix: `add ${ROLE_ANNOTATION} with a role that may read them`,
      },
    ];
  });
}

/** Rules about roles of pods that mount secrets. */
export const SECRET_ROLE_RULES: readonly ManifestsRule[] = [secretRoles];

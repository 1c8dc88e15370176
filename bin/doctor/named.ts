import { comparedObjects, hasRole, partOf } from '../../lib/live/doctor/drift';
import type { HopName } from '../../lib/live/doctor/hops';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Unseen } from '../../lib/live/doctor/snapshot';
import { inNamespace } from '../../lib/live/doctor/unseen';
import { type Manifest, title } from '../../lib/manifests/manifest';
import type { Manifests } from '../../lib/manifests/manifests';
import { DENIED, type LiveObjects } from '../diff/cluster/ask';
import type { KubectlRunner } from '../wait/kubectl';
import { isListed } from './drift';
import { liveByLabel } from './live-by-label';
import { hopsOf, TIMEOUT } from './listing';
import { distinct, unseenOf } from './unseen';

/** Objects that were asked for by name. */
export interface Named extends LiveObjects {
  readonly unseen: Unseen[];
}

const CONFIG = 'ConfigMap';
const ACCOUNT = 'ServiceAccount';

/** Name of the objects that are compared, if the API server does not answer. */
const OTHERS = 'Services, policies and roles of the environment';

/**
 * Reads objects whose names are known: ConfigMaps, service accounts with a role, and those that are compared.
 *
 * @param manifests rendered objects; a discovered Loki has none
 */
export async function readNamed(
  kubectl: KubectlRunner,
  setup: Setup,
  manifests: Manifests | undefined,
): Promise<Named> {
  const compared = manifests ? comparedObjects(manifests, setup).filter((object) => !isListed(object)) : [];
  // The rendered ones have labels, by which they are listed.
  const rendered = new Map(manifests?.objects.map((object) => [title(object), object]));
  const wanted = [...referred(setup).map((object) => rendered.get(title(object)) ?? object), ...compared];
  const live = await liveByLabel(kubectl, wanted, [TIMEOUT]);
  const partsOf = (object: Manifest): readonly HopName[] => {
    if (object.kind === CONFIG) return hopsOf(setup, object.metadata.namespace ?? '');
    return manifests ? [partOf(object, manifests, setup)] : ['identity'];
  };
  return {
    ...live,
    unseen: distinct(
      live.failures.flatMap(({ object, reason }) => {
        const failed = { status: 1, stdout: '', stderr: reason };
        return unseenOf(failed, partsOf(object), DENIED.test(reason) ? [] : [subjectOf(object, setup)]);
      }),
    ),
  };
}

/** ConfigMaps and service accounts that a setup names. */
function referred({ configs, roles, workloads }: Setup): Manifest[] {
  const of = (kind: string, { namespace, name }: { readonly namespace: string; readonly name: string }) => ({
    ...{ apiVersion: 'v1', kind },
    metadata: { namespace, name },
  });
  const used = roles.filter((role) => workloads.some(({ namespace }) => namespace === role.namespace));
  return [
    ...configs.map((config) => of(CONFIG, config)),
    ...used.map(({ namespace, account }) => of(ACCOUNT, { namespace, name: account })),
  ];
}

/** Name of an object, if the API server does not answer. */
function subjectOf(object: Manifest, setup: Setup): string {
  const namespace = object.metadata.namespace ?? '';
  if (object.kind === CONFIG) return inNamespace('configmaps', namespace);
  return object.kind === ACCOUNT && hasRole(setup, object.metadata)
    ? inNamespace('serviceaccounts', namespace)
    : OTHERS;
}

import type { Problem } from '../../charts/input/problems';
import { show } from '../../charts/input/problems';
import { IMMUTABLE_FIELDS } from '../../lib/manifests/immutable-fields';
import { type Manifest, title } from '../../lib/manifests/manifest';
import type { Manifests } from '../../lib/manifests/manifests';
import { at, record, records, text } from '../../lib/manifests/shape';
import type { Workload } from '../../lib/manifests/workloads';
import { type ClusterState, claimsOf, isSmaller, type LiveClaim, sizeOf } from './cluster';

/** A claim, and the size it gets. */
interface PlannedClaim extends LiveClaim {
  /** The size that the environment says. */
  readonly size: string;

  /** True if it asks for less. */
  readonly grows: boolean;
}

/** Work on one StatefulSet. */
export interface SetPlan {
  /** The StatefulSet as it is rendered. */
  readonly set: Workload;

  /** Sizes of new claims, by the name of their template. */
  readonly sizes: Readonly<Record<string, string>>;

  /** Claims of its pods whose volumes are smaller than the environment says. */
  readonly claims: readonly PlannedClaim[];

  /** True if the StatefulSet in the cluster is deleted and created again, or a former run deleted it. */
  readonly recreated: boolean;
}

/** Page about changes that this command does not make. */
const HOW_TO = 'docs/how-to/volumes.md';

/**
 * Plans the work on StatefulSets with volumes, and finds impossible changes. StatefulSets without a plan are up to
 * date.
 */
export function planVolumes(
  manifests: Manifests,
  cluster: ClusterState,
): { readonly plans: readonly SetPlan[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = classProblems(manifests, cluster);
  const sets = manifests.workloads.filter(
    ({ kind, spec }) => kind === 'StatefulSet' && (spec.volumeClaimTemplates ?? []).length > 0,
  );
  const plans = sets.flatMap((set): SetPlan[] => {
    const live = cluster.sets.find((one) => title(one) === set.title);
    problems.push(...(live ? templateProblems(set, live) : []));
    const sizes = sizesOf(set.spec.volumeClaimTemplates);
    const claims = claimsOf(set, cluster.claims).flatMap((claim): PlannedClaim[] => {
      const size = sizes[claim.template] ?? '0';
      const grows = isSmaller(claim.request, size);
      const isDone = claim.capacity !== undefined && !isSmaller(claim.capacity, size);
      return grows || (!isDone && claim.capacity !== undefined) ? [{ ...claim, size, grows }] : [];
    });
    problems.push(...claims.filter(({ grows }) => grows).flatMap((claim) => claimProblems(set, claim, cluster)));
    const former = live && sizesOf(at(live, 'spec.volumeClaimTemplates'));
    const isSmall = former && Object.entries(sizes).some(([name, size]) => isSmaller(former[name] ?? size, size));
    // Without its StatefulSet and claims, it was never deployed.
    const isLost = !live && claimsOf(set, cluster.claims).length > 0;
    const recreated = isSmall === true || isLost || at(live, 'metadata.deletionTimestamp') !== undefined;
    return claims.length > 0 || recreated ? [{ set, sizes, claims, recreated }] : [];
  });
  return { plans, problems };
}

/** Sizes of claim templates by their names. */
export const sizesOf = (templates: unknown): Record<string, string> =>
  Object.fromEntries(
    records(templates).map(({ metadata, spec }) => [String(record(metadata)['name']), sizeOf(spec)] as const),
  );

/** Changes of templates that no volume can follow. */
function templateProblems(set: Workload, live: Manifest): Problem[] {
  const templates = records(at(live, 'spec.volumeClaimTemplates'));
  return (set.spec.volumeClaimTemplates ?? []).flatMap(({ metadata: { name }, spec }): Problem[] => {
    const path = `${set.title} spec.volumeClaimTemplates[${name}]`;
    const former = templates.find((one) => at(one, 'metadata.name') === name);
    if (!former) {
      const fix = `follow ${HOW_TO}, section "What the command refuses"`;
      return [{ path, found: 'the StatefulSet in the cluster has no such volume', fix }];
    }
    const [was, is] = [sizeOf(former['spec']), sizeOf(spec)];
    const [wasClass, isClass] = [text(at(former, 'spec.storageClassName')), spec?.storageClassName];
    return [
      ...(isSmaller(is, was)
        ? [
            {
              path: `${path}.spec.resources.requests.storage`,
              found: `${is} is smaller than the ${was} in the cluster, and volumes never shrink`,
              fix: `write ${was} or more`,
            },
          ]
        : []),
      ...(wasClass !== isClass
        ? [
            {
              path: `${path}.spec.storageClassName`,
              found: `${shown(isClass)} here and ${shown(wasClass)} in the cluster, and a volume keeps its StorageClass`,
              fix:
                'keep the former class and throughput, such as loki: { sizes: { ingester: { throughput: 125 } } }, or ' +
                `follow ${HOW_TO}, section "Another throughput or StorageClass"`,
            },
          ]
        : []),
    ];
  });
}

const shown = (name: string | undefined): string => (name === undefined ? 'the default class' : show(name));

/** StorageClasses of the environment that exist with other parameters. */
function classProblems(manifests: Manifests, { classes }: ClusterState): Problem[] {
  return manifests.ofKind('StorageClass').flatMap((object) => {
    const live = classes.find(({ metadata }) => metadata.name === object.metadata.name);
    const parts = Object.keys(IMMUTABLE_FIELDS['StorageClass'] ?? {}).flatMap((field) => {
      const value = object[field];
      const names = field === 'parameters' ? Object.keys(record(value)) : [];
      return names.length > 0 ? names.map((name) => `${field}.${name}`) : [field];
    });
    return parts.flatMap((path): Problem[] => {
      const [was, is] = [at(live, path), at(object, path)];
      if (!live || is === undefined || was === is) return [];
      return [
        {
          path: `${title(object)} ${path}`,
          found: `${show(is)} here and ${show(was)} in the cluster, and a StorageClass that exists does not change`,
          fix: `write ${show(was)} again, or change each volume: ${HOW_TO}, section "Another throughput or StorageClass"`,
        },
      ];
    });
  });
}

/** Reasons that keep a claim from growing. */
function claimProblems(set: Workload, claim: PlannedClaim, { classes }: ClusterState): Problem[] {
  const path = `PersistentVolumeClaim ${set.namespace}/${claim.name}`;
  const { capacity, storageClass, size } = claim;
  if (capacity === undefined) {
    const fix = `wait until its pod runs, or delete it if its pod is not wanted`;
    return [{ path, found: 'has no volume yet, and only a volume that exists grows', fix }];
  }
  const own = classes.find(({ metadata }) => metadata.name === storageClass);
  if (!own) {
    const what = storageClass === undefined ? 'has no StorageClass' : `the StorageClass ${show(storageClass)} is gone`;
    const fix = 'create a StorageClass of that name with allowVolumeExpansion: true, or keep the size';
    return [{ path, found: `${what}, so nothing makes its volume larger`, fix }];
  }
  if (own['allowVolumeExpansion'] === true) return [];
  const fix =
    `if its driver (${text(own['provisioner']) ?? 'unknown'}) can enlarge volumes, run kubectl patch storageclass ` +
    `${storageClass} --patch '{"allowVolumeExpansion":true}'; else keep ${claim.request}`;
  return [{ path, found: `its StorageClass ${show(storageClass)} does not let volumes grow to ${size}`, fix }];
}

import type { Problem } from '../../charts/input/problems';
import { stepOf } from '../../charts/loki/workloads/migration';
import { errorsOf, isAboutChange, problemOf, type RuleFinding } from '../../lib/checks/check';
import { isLocal } from '../../lib/environment/local';
import type { ObjectChange } from '../../lib/manifests/changes';
import { type Manifest, title } from '../../lib/manifests/manifest';
import { type Loss, lossesOf } from '../../lib/planner/changes/losses';
import { type Rollout, rolloutsOf } from '../../lib/planner/changes/rollouts';
import { setupOf } from '../../lib/planner/setup/read';
import type { AwsChange } from './aws/changes';
import type { Comparing, Comparison } from './comparison';

/** All that a deploy of an environment will change. */
export interface DiffResult {
  /** Name of the environment. */
  readonly environment: string;

  /** The other side, in words. */
  readonly base: string;

  /** Changes of objects. */
  readonly changes: readonly ObjectChange[];

  /** Restarts of pods, in their order. */
  readonly rollouts: readonly Rollout[];

  /** Objects and pods that are no longer wanted, and either stay or lose data. */
  readonly losses: readonly Loss[];

  /** Changes that are not possible, each with the way to make them. */
  readonly problems: readonly Problem[];

  /** Changes of resources of AWS, replacements first. @default - they were not compared */
  readonly aws?: readonly AwsChange[];

  /** Limits of the comparison, in words. */
  readonly notes: readonly string[];
}

/** Computes the consequences of changes of objects and resources. */
export function resultOf(
  comparing: Comparing,
  comparison: Comparison,
  findings: readonly RuleFinding[],
  aws: { readonly aws?: readonly AwsChange[]; readonly notes: readonly string[] },
): DiffResult {
  const { environment, files, manifests } = comparing;
  const { base, before, changes, refused = [], notes = [] } = comparison;
  const { ingesterZones, rolloutOperator } = environment.chartsProps.loki ?? {};
  const places = new Map(
    files.flatMap(({ objects }, index) =>
      objects.map((object) => [title(object as unknown as Manifest), index] as const),
    ),
  );
  return {
    environment: environment.name,
    base,
    changes,
    rollouts: rolloutsOf(changes, manifests, {
      stepOf: (object) => places.get(object) ?? 0,
      nodes: comparison.nodes ?? setupOf(environment, manifests).cluster.nodes?.count,
      onDelete: rolloutOperator ? 'rollout-operator' : 'eks-loki roll',
      oneByOne: stepOf(ingesterZones) !== undefined,
    }),
    losses: lossesOf(changes, before, manifests, { prunes: !isLocal(environment.props) }),
    problems: [
      ...errorsOf(findings)
        .filter(isAboutChange)
        .map((finding) => problemOf(finding, `environments.${environment.name}`)),
      ...refused,
    ],
    ...(aws.aws && { aws: aws.aws }),
    notes: [...notes, ...aws.notes],
  };
}

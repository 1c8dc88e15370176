import { longestOf, type Rollout } from '../../../lib/planner/changes/rollouts';
import { parseDuration } from '../../../lib/environment/quantities';
import { WAIT_TIMEOUT } from '../../defaults';
import type { AwsChange } from '../aws/changes';
import type { DiffResult } from '../result';

/** Sign of a change of a resource of AWS, as of objects; replacements stand out. */
const AWS_SIGNS: Readonly<Record<AwsChange['effect'], string>> = {
  replaced: '!',
  'may be replaced': '!',
  deleted: '-',
  'let go': '-',
  updated: '~',
  created: '+',
};

/** Resource of AWS with what becomes of it, in one line. */
export function awsLine({ stack, id, type, effect, data, because }: AwsChange): string {
  const of = because ? ` by ${because.join(', ')}` : '';
  const what = effect === 'let go' ? 'leaves the stack and stays' : `${effect}${of}`;
  const fates = {
    deleted: ', its data is deleted',
    stays: effect === 'let go' ? '' : ', the former one stays with its data',
  };
  return `${AWS_SIGNS[effect]} ${stack} ${type} ${id}: ${what}${data ? fates[data] : ''}`;
}

/** Seconds in words: `90 s`, `31 min`. */
export const shownTime = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;

/** Times of a restart in words: `at most 31 min = 3 × (300 s to stop + 305 s to start)`. */
export function timeOf({ most, arithmetic }: Rollout): string {
  return most === undefined ? arithmetic : `at most ${shownTime(most)} = ${arithmetic}`;
}

/** Pods of a restart that are away together: `1 of 3`. */
export function awayOf({ pods, away, together, budget }: Rollout): string {
  if (pods === undefined || away === undefined) return 'unknown';
  const surge = away === 0 && together !== undefined ? `, ${together} at a time` : '';
  const over = budget !== undefined && away > budget ? `, more than its budget of ${budget}` : '';
  return `${away} of ${pods} away${surge}${over}`;
}

/** Program that restarts pods, if not Kubernetes: ` by eks-loki roll`. */
export const byWhom = ({ by }: Rollout): string => (by === 'kubernetes' ? '' : `, by ${by}`);

/** Heading of the restarts. */
export function restartsHeading(rollouts: readonly Rollout[]): string {
  const longest = longestOf(rollouts);
  const time = longest === undefined ? '' : `, at most ${shownTime(longest)} in all without pulls of images`;
  return `Pods restart in this order, those of one number at the same time${time}:`;
}

/** Command that waits long enough for what Kubernetes restarts; undefined if the default is enough. */
export function waitHint({ environment, rollouts }: DiffResult): string | undefined {
  const longest = longestOf(rollouts.filter(({ by }) => by === 'kubernetes')) ?? 0;
  const usual = parseDuration(WAIT_TIMEOUT).value?.toSeconds() ?? 0;
  if (longest <= usual) return undefined;
  return `npx eks-loki wait ${environment} --timeout ${Math.ceil(longest / 60)}m`;
}

/** Numbers of changes: `1 added, 2 changed, 0 removed`; with AWS `; AWS: 1 replaced, 1 updated`. */
export function countsOf({ changes, aws }: Pick<DiffResult, 'changes' | 'aws'>): string {
  const count = (kind: string) => changes.filter((one) => one.kind === kind).length;
  const objects = `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed`;
  if (!aws) return objects;
  const effects = [...new Set(aws.map(({ effect }) => effect))];
  const each = effects.map((effect) => `${aws.filter((one) => one.effect === effect).length} ${effect}`);
  return `${objects}; AWS: ${each.length > 0 ? each.join(', ') : 'no change'}`;
}

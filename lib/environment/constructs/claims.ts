import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { partitionOf } from '../aws/partition';
import type { OneOwner } from '../rules/one-owner';
import { placeOf } from './validate';

/** Thing that a construct claims: no other construct of the app may have it. */
export interface Claim {
  /** Property that names the thing. */
  readonly path: string;

  /** Identities of the thing. */
  readonly keys: readonly unknown[];

  /** Identities that no other construct may have claimed. @default - its own */
  readonly not?: readonly unknown[];

  /** Its name. */
  readonly value: string;

  /** Words for it. */
  readonly words: OneOwner;
}

/** Owners of what constructs claim, by app. */
const OWNERS = new WeakMap<IConstruct, Map<unknown, IConstruct>>();

function ownersAround({ node: { root } }: IConstruct): Map<unknown, IConstruct> {
  const owners = OWNERS.get(root) ?? new Map<unknown, IConstruct>();
  OWNERS.set(root, owners);
  return owners;
}

/** Problems of things that another construct of the app has claimed: one for each property. */
export function claimProblems(owner: IConstruct, claims: readonly Claim[]): Problem[] {
  const owners = ownersAround(owner);
  const problems = claims.flatMap(({ path, keys, not = keys, value, words: { is, fix } }): Problem[] => {
    const other = not.map((key) => owners.get(key)).find((each) => each !== undefined);
    return other ? [problemOfValue(path, value, { wrong: `${is} ${other.node.path}`, fix })] : [];
  });
  return problems.filter(({ path }, index) => problems.findIndex((each) => each.path === path) === index);
}

/** Makes a construct the owner of what it claims. */
export function own(owner: IConstruct, claims: readonly Claim[]): void {
  const owners = ownersAround(owner);
  for (const key of claims.flatMap(({ keys }) => keys)) if (key !== undefined) owners.set(key, owner);
}

/** Identity of a bucket in S3, which has each name once in a partition. */
export function bucketKey(scope: Construct, name: string): string {
  const { region } = placeOf(scope);
  return `bucket ${region === undefined ? Stack.of(scope).partition : partitionOf(region)} ${name}`;
}

import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { readOf } from '../../charts/input/plain-copy';
import { InputError, problemOfValue, show } from '../../charts/input/problems';
import { isReadable } from '../../charts/input/props';

const FIX = 'give a role, a user or a group, such as new iam.Role(…)';

/** A grant, and who asks for it. */
interface Granting {
  /** Method that grants it. */
  readonly method: string;

  /** Principal that it is for, as the user gave it. */
  readonly grantee: unknown;

  /** Names of what it is about, by a word for one of them. @default - it is about the whole of its owner */
  readonly named?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A grant that reaches its principal.
 *
 * @throws InputError if the grantee can have no policy, or the grant is about nothing, with the name of the method
 */
export function granted(
  owner: IConstruct,
  { method, grantee, named = {} }: Granting,
  grant: () => iam.Grant,
): iam.Grant {
  const path = `${owner.node.path}.${method}`;
  const principal = isReadable(grantee) ? readOf(grantee, 'grantPrincipal') : undefined;
  if (!isReadable(principal) || typeof readOf(principal, 'addToPrincipalPolicy') !== 'function') {
    throw new InputError([problemOfValue(path, grantee, { wrong: 'is not a principal of IAM', fix: FIX })]);
  }
  const missing = Object.keys(named).find((noun) => named[noun]?.length === 0);
  if (missing !== undefined) {
    throw new InputError([{ path, found: `names no ${missing}`, fix: `name each ${missing} after the grantee` }]);
  }
  const made = principal instanceof iam.UnknownPrincipal ? undefined : grant();
  if (made?.success) return made;
  const found = made
    ? `${show(String(principal))} has no policies of its own, so nothing would be granted`
    : 'the role of the grantee is not known, so nothing would be granted';
  throw new InputError([{ path, found, fix: FIX }]);
}

import type { Fault } from '../../../charts/input/problems';

/** Kind of a KMS key that is made in the same app. */
export interface KeyKind {
  /** Its KeySpec. @default SYMMETRIC_DEFAULT */
  readonly spec?: unknown;

  /** Its KeyUsage. @default ENCRYPT_DECRYPT */
  readonly usage?: unknown;
}

/** Fault of a key that S3 and Secrets Manager cannot encrypt with. Values that only the deploy knows have none. */
export function keyKindFault({ spec, usage }: KeyKind): Fault | undefined {
  const other = [
    [spec, 'SYMMETRIC_DEFAULT'],
    [usage, 'ENCRYPT_DECRYPT'],
  ].find(([value, only]) => typeof value === 'string' && value !== only);
  return (
    other && {
      wrong: `is a key of the kind ${String(other[0])}, and S3 and Secrets Manager encrypt with symmetric keys alone`,
      fix: 'leave keySpec and keyUsage out',
    }
  );
}

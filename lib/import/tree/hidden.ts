import type { Outcome } from './outcome';

/** A value that is never shown and never written: a secret, or a template whose value is elsewhere. */
export class Hidden {
  constructor(
    /** Outcome of its key: the user has to act. */
    public readonly outcome: Outcome,
    /** The value without its secret. @default - nothing is left */
    public readonly rest?: string,
  ) {}
}

/** True for a value with a hidden part. */
export const hasHidden = (value: unknown): boolean =>
  value instanceof Hidden || (typeof value === 'object' && value !== null && Object.values(value).some(hasHidden));

/** A secret. */
export const SECRET = new Hidden({
  class: 'decision',
  note: 'a secret, which is not copied: put it in AWS Secrets Manager, or leave it out',
});

/** A text with a secret in it. */
export const withoutSecret = (rest: string): Hidden =>
  new Hidden({ class: 'decision', note: 'has a key or password, which is not copied: use a role, or a Secret' }, rest);

/** A template or a placeholder. */
export const TEMPLATE = new Hidden({
  class: 'decision',
  note: 'a template or a placeholder, whose value is not in the file: fill it in',
});

import type { Outcome } from './outcome';

/** A value that is never shown and never written: a secret, or a template whose value is elsewhere. */
export class Hidden {
  constructor(
    /** Outcome of its key: the user has to act. */
    public readonly outcome: Outcome,
    /** Rest of the value: without its secret, or as another key has it. @default - nothing */
    public readonly rest?: string | number | boolean,
    /** Source of a template of the chart itself. @default - no such template */
    public readonly ofChart?: OfChart,
  ) {}
}

/** A template that the chart itself has in its values: a copy of them has it, too, and nobody has to fill it in. */
export interface OfChart {
  /** Key whose value it takes. @default - not known */
  readonly refersTo?: string;
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

/** A template of the chart. Who knows its key says what becomes of it. */
export const CHART_TEMPLATE = new Hidden(TEMPLATE.outcome, undefined, {});

/** A block that a template of the chart fills. */
export const FILLED = new Hidden({ class: 'taken', note: 'filled by the chart from its other keys' }, undefined, {});

/** A template that takes the value of another key. */
export const valueOf = (key: string, value: string | number | boolean): Hidden =>
  new Hidden({ class: 'taken', note: `the value of ${key}` }, value, { refersTo: key });

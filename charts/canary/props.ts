import { switchOr } from '../input/combine';
import { fields, number, text } from '../input/props';
import { unreservedNamespace } from '../kubernetes/reserved-namespaces';

/** Settings of the canary. */
export interface CanarySettings {
  /** Namespace of its pod. An agent must read the logs of this namespace. @default loki-canary */
  readonly namespace?: string;

  /** Seconds between two lines. @default 1 */
  readonly intervalSeconds?: number;
}

/** Namespace of the canary, and name of its objects. */
export const CANARY = 'loki-canary';

/** Name of its container. */
export const CANARY_CONTAINER = 'canary';

/** Validator of the field. */
export const canary = switchOr(
  fields<CanarySettings>('{ intervalSeconds: 5 }', {
    namespace: text(unreservedNamespace(CANARY)),
    intervalSeconds: number({ example: '5', least: 0.1, whole: false, most: 60, why: 'too few lines to find a gap' }),
  }),
  '{ intervalSeconds: 5 }',
);

/** Settings of a canary; undefined without a canary. */
export const canaryOf = (field: boolean | CanarySettings | undefined): CanarySettings | undefined =>
  field === true ? {} : field || undefined;

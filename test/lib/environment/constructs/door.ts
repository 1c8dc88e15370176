import type { Stack } from 'aws-cdk-lib';
import { App as ChartApp } from 'cdk8s';

/** Any properties. */
export type Props = Readonly<Record<string, unknown>>;

/** A class of the API: how it is made, what it cannot be without, and everything else that it takes. */
export interface Door {
  readonly make: (stack: Stack, props: never) => unknown;
  readonly required: (stack: Stack) => Props;
  readonly optional: readonly string[];
}

/** A chart. */
export const chartDoor = (
  Made: new (app: ChartApp, id: string, props: never) => unknown,
  required: Props,
  optional: string,
) => ({
  make: (_stack: Stack, props: never) => new Made(new ChartApp(), 'chart', props),
  required: () => required,
  optional: optional.split(' ').filter(Boolean),
});
/** A class that is not a construct. */
export const valueDoor = (Made: new (props: never) => unknown, required: Props, optional = '') => ({
  make: (_stack: Stack, props: never) => new Made(props),
  required: () => required,
  optional: optional.split(' ').filter(Boolean),
});
/** A construct. */
export const doorOf = (
  Made: new (stack: Stack, id: string, props: never) => unknown,
  required: (stack: Stack) => Props,
  optional = '',
): Door => ({
  make: (stack, props) => new Made(stack, 'C', props),
  required,
  optional: optional.split(' ').filter(Boolean),
});

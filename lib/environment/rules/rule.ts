import type { Problem } from '../../../charts/problems';
import type { EnvironmentProps } from '../props';

/**
 * Rule about several fields of an environment. It sees the input as it is written, valid or not, and is silent about a
 * field whose own form is invalid. Paths begin below the environment; an empty one is the environment itself.
 */
export type InputRule = (name: string, input: EnvironmentProps) => Problem[];

import type { Problem } from '../../../charts/problems';
import type { EnvironmentProps } from '../props';

/**
 * What depends on more than one field of an environment. Rules see what the user wrote, right or wrong, and say
 * nothing of a field whose own form is wrong. A path is given from the environment on.
 */
export type InputRule = (name: string, input: EnvironmentProps) => Problem[];

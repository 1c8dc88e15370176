import type { Problem } from '../../../charts/input/problems';
import type { EnvironmentProps, LoggingProps } from '../props';

/**
 * Rule about more than one field of an environment. It reads what the user wrote, valid or not, and ignores fields whose
 * own form is invalid. Paths begin at the environment.
 */
export type InputRule = (name: string, input: EnvironmentProps) => Problem[];

/** Rule about fields that an environment and `LokiLogging` share. */
export type LoggingRule = (name: string, input: LoggingProps) => Problem[];

import { redeliverCommand, redeployCommand } from '../../app/next-commands';
import type { HintSubject } from './hint';

/** Command that brings the objects of an environment to the cluster again. */
export const deliverAgain = ({ environment }: HintSubject): string => redeliverCommand(environment);

/** Command that brings the resources of an environment in AWS back. */
export const deployAgain = ({ environment: { name } }: HintSubject): string => redeployCommand(name);

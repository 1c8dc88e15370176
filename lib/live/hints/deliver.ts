import { deliverCommand, deployCommand } from '../../app/next-commands';
import type { HintSubject } from './hint';

/** Command that delivers the objects of an environment again. */
export const deliverAgain = ({ environment: { name, props } }: HintSubject): string =>
  props ? deliverCommand({ name, props }) : deployCommand(name);

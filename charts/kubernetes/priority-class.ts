import { OBJECT_NAME, type TextForm } from '../input/forms';

/** Priority classes of Kubernetes itself. It takes no other name with their prefix. */
const OWN_CLASSES = ['system-cluster-critical', 'system-node-critical'];

/** Name of a PriorityClass. */
export const PRIORITY_CLASS: TextForm = {
  example: 'logs-first',
  faultOf: (name) =>
    name.startsWith('system-') && !OWN_CLASSES.includes(name)
      ? {
          wrong: 'is no class of Kubernetes, which keeps names with system- to itself',
          fix: `use ${OWN_CLASSES.join(' or ')}, or another name`,
        }
      : OBJECT_NAME.faultOf(name),
};

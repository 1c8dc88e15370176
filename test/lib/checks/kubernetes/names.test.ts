import { NAME_RULES } from '../../../../lib/checks/kubernetes/names';
import { describeRules } from '../harness';

describeRules(NAME_RULES, [
  {
    rule: 'K8S-NAME-1',
    breaks: (parts) => parts.objects.push(structuredClone(parts.object('ServiceAccount', 'loki-no-role'))),
    finds: [
      "ServiceAccount loki/loki-no-role metadata.name: 'loki-no-role' is the name of 2 objects of this kind; " +
        'give each a name of its own, or remove all but one',
    ],
  },
]);

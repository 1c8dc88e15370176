import { PERMISSION_RULES } from '../../../../lib/checks/alloy/permissions';
import { describeRules } from '../harness';

describeRules(PERMISSION_RULES, [
  {
    rule: 'ALLOY-DISCOVERY-3',
    breaks: (parts) => (parts.object('ClusterRole', 'alloy')['rules'][0].verbs = ['get', 'list']),
    finds: [
      'ServiceAccount alloy/alloy: may not list and watch pods, which discovery.kubernetes.pods needs; bind it to a ClusterRole with get, list and watch of pods',
    ],
  },
  {
    rule: 'ALLOY-DISCOVERY-3',
    breaks: (parts) => {
      parts.objects.splice(parts.objects.indexOf(parts.object('ClusterRoleBinding', 'alloy')), 1);
    },
    finds: [
      'ServiceAccount alloy/alloy: may not list and watch pods, which discovery.kubernetes.pods needs; bind it to a ClusterRole with get, list and watch of pods',
    ],
  },
]);

import { TOKEN_RULES } from '../../../../lib/checks/kubernetes/tokens';
import { describeRules } from '../harness';

describeRules(TOKEN_RULES, [
  {
    rule: 'K8S-TOKEN-1',
    breaks: (parts) => {
      const object = parts.object('Namespace', 'loki')['metadata'];
      object.annotations = { region: 'in ${Token[AWS.Region.4]}', '-1.8881545897087638e+289': 'x' };
    },
    finds: [
      "Namespace loki metadata.annotations.region: '${Token[AWS.Region.4]}' is a placeholder of the CDK, not a " +
        'value; give the stack a concrete account and region, and use names derived from them',
      "Namespace loki metadata.annotations.-1.8881545897087638e+289: '-1.8881545897087638e+289' is a placeholder of " +
        'the CDK, not a value; give the stack a concrete account and region, and use names derived from them',
    ],
  },
]);

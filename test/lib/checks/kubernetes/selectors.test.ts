import { SELECTOR_RULES } from '../../../../lib/checks/kubernetes/selectors';
import { describeRules } from '../harness';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';

describeRules(SELECTOR_RULES, [
  {
    rule: 'K8S-SELECTOR-1',
    breaks: (parts) =>
      (parts.object('Deployment', 'loki-overrides-exporter')['spec'].selector.matchLabels[
        'app.kubernetes.io/component'
      ] = 'exporter'),
    finds: [
      `${TITLE} spec.selector: its own pods do not have app.kubernetes.io/component: exporter; select by labels of ` +
        'spec.template.metadata: app.kubernetes.io/component: overrides-exporter, app.kubernetes.io/name: loki',
    ],
  },
]);

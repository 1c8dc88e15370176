import { type Parts, type Loose, describeRules } from '../harness';
import { SECURITY_RULES } from '../../../../lib/checks/kubernetes/security';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const pod = (parts: Parts): Loose => parts.pod('Deployment', 'loki-overrides-exporter');
const container = (parts: Parts): Loose => pod(parts)['containers'][0];

describeRules(SECURITY_RULES, [
  {
    rule: 'K8S-SECURITY-1',
    also: ['K8S-API-4', 'K8S-SECURITY-2'],
    breaks: (parts) => (container(parts)['securityContext'].privileged = true),
    finds: [
      `${CONTAINER}.securityContext.privileged: true gives the container full access to the node; remove it, and add the ` +
        'capabilities or mounts it needs',
    ],
  },
  {
    rule: 'K8S-MEMORY-1',
    breaks: (parts) => (container(parts)['resources'] = { requests: { cpu: '1' } }),
    finds: [`${CONTAINER}.resources.requests.memory: is missing; request the memory it takes in normal operation`],
  },
]);

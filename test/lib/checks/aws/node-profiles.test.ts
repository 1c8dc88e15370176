import { type Loose, describeRules, type Parts } from '../harness';
import { NODE_PROFILE_RULES } from '../../../../lib/checks/aws/node-profiles';

const auto = (alloy: Loose) => (parts: Parts) => {
  const props = parts.environment.props as Loose;
  props['cluster'] = { create: { mode: 'auto' } };
  props['alloy'] = alloy;
};

describeRules(NODE_PROFILE_RULES, [
  {
    rule: 'CLUSTER-NODES-2',
    breaks: auto({ audit: true, cloudInit: false, hubble: { verdicts: {} } }),
    finds: [
      'environments.prod.alloy.audit: true, and nodes of EKS Auto Mode lack it: Bottlerocket has no auditd: records of the kernel are in its journal; leave it out',
      'environments.prod.alloy.hubble: {"verdicts":{}}, and nodes of EKS Auto Mode lack it: EKS Auto Mode has a network of its own, without Cilium; leave it out',
    ],
  },
  {
    rule: 'CLUSTER-NODES-3',
    breaks: auto({ files: [{ name: 'a', paths: ['/opt/a/*.log', '/data/a/*.log'] }] }),
    finds: [
      'environments.prod.alloy.files[0].paths[1]: /data/a/*.log is in a folder that cannot be made on nodes of EKS Auto Mode, whose disk is read-only; use one below /etc, /local, /mnt, /opt, /run, /tmp, /var',
    ],
  },
]);

import type { Parts } from '../harness';
import { type Loose, describeRules } from '../harness';
import { CLUSTER_RULES } from '../../../../lib/checks/aws/cluster';

const props = (parts: Parts) => parts.environment.props as Loose;

const create = (cluster: Loose) => (parts: Parts) => {
  props(parts)['cluster']['create'] = cluster;
};

describeRules(CLUSTER_RULES, [
  {
    rule: 'CLUSTER-ADMINS-1',
    of: 'training-on-eks',
    breaks: (parts) => (props(parts)['cluster'] = { create: {} }),
    finds: [
      "environments.training-on-eks.cluster.create.admins: missing, so only the kubectl function of this app can use the cluster; write admins: ['arn:aws:iam::111122223333:role/admin'] with your roles",
    ],
  },
  {
    rule: 'CLUSTER-ENDPOINT-1',
    breaks: create({ publicAccessCidrs: ['203.0.113.0/24', '0.0.0.0/0'] }),
    finds: [
      "environments.prod.cluster.create.publicAccessCidrs[1]: 0.0.0.0/0 is every address, so the list restricts nothing; list your own ranges, or use endpointAccess: 'private'",
    ],
  },
]);

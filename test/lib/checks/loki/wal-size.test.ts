import { WAL_SIZE_RULES } from '../../../../lib/checks/loki/wal-size';
import { describeRules } from '../harness';

const INGESTER = 'StatefulSet loki/loki-ingester';

describeRules(WAL_SIZE_RULES, [
  {
    rule: 'LOKI-WAL-2',
    breaks: (parts) => {
      const [claim] = parts.object('StatefulSet', 'loki-ingester')['spec'].volumeClaimTemplates;
      claim.spec.resources.requests.storage = '10Gi';
    },
    finds: [
      `${INGESTER} spec.volumeClaimTemplates[data].spec.resources.requests.storage: ` +
        '10Gi is less than the 15.4 GiB of log that 5.5 MB/s produce; use at least 31Gi, for peak hours',
    ],
  },
]);

import { CACHE_RULES } from '../../../../lib/checks/loki/caches';
import { describeRules } from '../harness';

describeRules(CACHE_RULES, [
  {
    rule: 'LOKI-CACHE-1',
    also: ['K8S-API-4'],
    breaks: (parts) => (parts.pod('StatefulSet', 'loki-chunks-cache')['containers'][0].resources.limits.memory = '1Gi'),
    finds: [
      'StatefulSet loki/loki-chunks-cache spec.template.spec.containers[memcached].resources.limits.memory: ' +
        '1Gi is not more than the 4096 MiB of the cache; use 4916Mi, or a smaller cache',
    ],
  },
  {
    rule: 'LOKI-CACHE-2',
    breaks: (parts) => {
      const [container] = parts.pod('StatefulSet', 'loki-chunks-cache')['containers'];
      container.args = container.args.filter((arg: string) => !arg.startsWith('--max-item-size'));
    },
    finds: [
      'StatefulSet loki/loki-chunks-cache spec.template.spec.containers[memcached].args: ' +
        'accepts items of up to 1048576 bytes, but chunks have 1572864; use --max-item-size=2m',
    ],
  },
]);

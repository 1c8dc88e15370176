import { type Loose, type Parts, type Case, describeRules } from '../harness';
import { RUNTIME_RULES } from '../../../../lib/checks/alloy/runtime';

const CONTAINER = 'DaemonSet alloy/alloy spec.template.spec.containers[alloy]';
const container = (parts: Parts): Loose => parts.pod('DaemonSet', 'alloy')['containers'][0];

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

describeRules(RUNTIME_RULES, [
  {
    rule: 'ALLOY-POSITIONS-1',
    breaks: (parts) => {
      const volumes: Loose[] = parts.pod('DaemonSet', 'alloy')['volumes'];
      const storage = volumes.find(({ name }) => name === 'storage') as Loose;
      delete storage['hostPath'];
      storage['emptyDir'] = {};
    },
    finds: [
      `${CONTAINER}.volumeMounts: --storage.path is /var/lib/alloy/data, which is not on a volume of the node; mount a hostPath there, such as /var/lib/alloy of type DirectoryOrCreate`,
    ],
  },
  {
    rule: 'ALLOY-POSITIONS-1',
    breaks: (parts) =>
      (container(parts)['args'] = container(parts)['args'].filter((one: string) => !one.includes('storage'))),
    finds: [
      `${CONTAINER}.volumeMounts: --storage.path is not set, and its default is not on a volume of the node; mount a hostPath and set --storage.path to it, such as /var/lib/alloy of type DirectoryOrCreate`,
    ],
  },
  {
    rule: 'ALLOY-STABILITY-1',
    breaks: edit('max_backoff_period', 'queue_config {\n\t\t\tcapacity = "20MiB"\n\t\t}\n\t\tmax_backoff_period'),
    finds: [
      `${CONTAINER}.args: --stability.level is generally-available, which does not permit queue_config of loki.write.loki; add --stability.level=experimental, or remove it`,
    ],
  },
  {
    rule: 'ALLOY-STABILITY-1',
    breaks: edit(
      /$/,
      `
      loki.secretfilter "all" {
        forward_to = [loki.enrich.all.receiver]
      }
      loki.enrich "all" {
        forward_to         = [loki.secretfilter.all.receiver]
        targets            = array.combine_maps([], [], ["a"])
        target_match_label = "a"
      }
      `,
    ),
    finds: [
      `${CONTAINER}.args: --stability.level is generally-available, which does not permit loki.secretfilter.all, loki.enrich.all, array.combine_maps; add --stability.level=experimental, or remove it`,
    ],
    // They refer to each other, so that both are used.
    also: ['ALLOY-REFERENCE-3'],
  },
]);

import { type Parts, type Loose, describeRules } from '../harness';
import { SOURCE_RULES } from '../../../../lib/checks/alloy/sources';

const AT = 'ConfigMap alloy/alloy config.alloy';
const MOUNTS = 'DaemonSet alloy/alloy spec.template.spec.containers[alloy].volumeMounts';

function edit(parts: Parts, from: string | RegExp, to: string): void {
  parts.replace('alloy', 'config.alloy', from, to);
}

/** Removes a mount and its volume. */
function unmount(parts: Parts, name: string): void {
  const pod = parts.pod('DaemonSet', 'alloy');
  const others = (one: Loose): boolean => one['name'] !== name;
  pod['volumes'] = pod['volumes'].filter(others);
  pod['containers'][0].volumeMounts = pod['containers'][0].volumeMounts.filter(others);
}

describeRules(SOURCE_RULES, [
  {
    rule: 'ALLOY-SOURCE-1',
    breaks: (parts) => unmount(parts, 'var-log'),
    finds: [
      `${MOUNTS}: no mount contains the paths of loki.source.file.audit, loki.source.file.cloud_init, discovery.relabel.pods, loki.source.journal.journal: /var/log/audit/audit.log, /var/log/cloud-init.log, /var/log/pods, /var/log/journal; mount the node's /var/log there (alloy.mounts.varlog: true in the values of Grafana's chart)`,
    ],
  },
  {
    rule: 'ALLOY-SOURCE-1',
    breaks: (parts) => edit(parts, '"/var/log/cloud-init.log"', '"/opt/app/" + sys.env("NODE_NAME") + ".log"'),
    finds: [
      `${MOUNTS}: no mount contains the paths of loki.source.file.cloud_init: /opt/app; mount the node's /opt/app there`,
    ],
  },
  {
    rule: 'ALLOY-SOURCE-2',
    breaks: (parts) => {
      unmount(parts, 'machine-id');
      edit(parts, /\tpath +=.*journal"\n/, '');
    },
    finds: [
      `${AT} loki.source.journal.journal: has no path, and DaemonSet alloy/alloy does not mount /etc/machine-id; set path = "/var/log/journal"`,
    ],
  },
  {
    rule: 'ALLOY-SOURCE-3',
    breaks: (parts) => edit(parts, '/var/log/audit/audit.log', '/var/log/journal/*/system.journal'),
    finds: [
      `${AT} loki.source.file.audit: '/var/log/journal/*/system.journal' are files of the journal, which are binary; read it with loki.source.journal, path = "/var/log/journal"`,
    ],
  },
  {
    rule: 'ALLOY-SOURCE-4',
    breaks: (parts) => edit(parts, 'loki.source.file "pods" {', 'loki.source.file "pods" {\n\ttail_from_end = true'),
    finds: [
      `${AT} loki.source.file.pods tail_from_end: true skips everything in a file before Alloy finds it; remove it: ignore_older_than of file_match skips old files`,
    ],
  },
  {
    rule: 'ALLOY-SOURCE-5',
    breaks: (parts) => edit(parts, /(enabled +)= true(\n\t\tsync_period)/, '$1= false$2'),
    finds: [
      `${AT} loki.source.file.pods: '/var/log/pods/\${1}_\${2}_\${3}/\${4}/*.log' is a pattern, which it reads as the name of a file; add file_match { enabled = true }, or a local.file_match before it`,
    ],
  },
  {
    rule: 'ALLOY-SOURCE-6',
    breaks: (parts) => edit(parts, 'discovery.relabel.pods.output', 'discovery.kubernetes.pods.targets'),
    finds: [
      `${AT} loki.source.file.pods targets: have no __path__; add one with a discovery.relabel rule: /var/log/pods/*<uid>/<container>/*.log`,
    ],
  },
  {
    rule: 'ALLOY-SOURCE-7',
    breaks: (parts) => {
      const alloy = parts.object('DaemonSet', 'alloy');
      alloy['kind'] = 'Deployment';
      delete alloy['spec'].updateStrategy;
    },
    finds: [
      'Deployment alloy/alloy: its discovery.relabel.pods reads /var/log/pods only on the nodes of its pods; make it a DaemonSet',
    ],
  },
]);

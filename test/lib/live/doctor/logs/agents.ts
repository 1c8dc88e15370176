import { SCRAPER_COMPONENT } from '../../../../../charts/monitoring/scraper/names';
import { knownLines } from '../../../../../lib/live/doctor/logs';
import type { FaultCase } from '../hops/fault-case';
import { AT, caseOf, type Row } from './written';

/** A line of Alloy. */
const ofAlloy = (rest: string): string => `${AT} level=warn ${rest}`;

const ROWS: readonly Row[] = [
  [
    'agent-too-many-files',
    'agent',
    'agent',
    ofAlloy(
      'msg="failed to create file watcher" component_id=local.file.ca err="inotify_add_watch: no space left on device"',
    ),
    /too many open files/,
    /fs\.inotify/,
  ],
  [
    'agent-positions',
    'agent',
    'agent',
    ofAlloy(
      'component_id=loki.source.file.pods msg="failed" err="invalid yaml positions file [/p/positions.yml]: yaml: x"',
    ),
    /file of positions/,
    /kubectl delete pod --namespace alloy alloy-0/,
  ],
  [
    'agent-state',
    'agent',
    'agent',
    ofAlloy(
      'msg="error writing positions file" component_id=loki.source.file.pods error="open /p/.positions.yml8413: permission denied"',
    ),
    /^the file of positions cannot be written: 7 lines/,
    /compare runAsUser/,
  ],
  [
    'receiver-certificate',
    'agent',
    'agent',
    ofAlloy('msg="http: TLS handshake error from 10.0.2.4:51234: remote error: tls: expired certificate"'),
    /a client says expired certificate/,
    /kubectl get certificates,secrets --namespace alloy/,
  ],
  [
    'receiver-client',
    'agent',
    'agent',
    ofAlloy(`msg="http: TLS handshake error from 10.0.2.4:51234: tls: client didn't provide a certificate"`),
    /client didn't provide/,
    /certificate of the authority/,
  ],
  [
    'receiver-plain',
    'agent',
    'agent',
    ofAlloy(
      'msg="error initializing syslog stream" component_id=loki.source.syslog.x err="tls: first record does not look like a TLS handshake"',
    ),
    /first record does not look/,
    /use TLS/,
  ],
  [
    'receiver-certificate',
    'agent',
    'agent',
    ofAlloy(
      'msg="error initializing syslog stream" component_id=loki.source.syslog.x err="remote error: tls: unknown certificate authority"',
    ),
    /a client says unknown certificate authority/,
    /the authority that signed it/,
  ],
  [
    'receiver-format',
    'agent',
    'agent',
    ofAlloy(
      'msg="error parsing syslog stream" component_id=loki.source.syslog.x err="expecting a version value in the range 1-999 [col 4]"',
    ),
    /^the receiver says expecting a version value in the range 1-999: 7 lines/,
    /RSYSLOG_SyslogProtocol23Format/,
  ],
  [
    'receiver-format',
    'agent',
    'agent',
    ofAlloy(
      'msg="error parsing syslog stream" component_id=loki.source.syslog.x err="invalid or unsupported framing. first byte: \'G\'"',
    ),
    /^the receiver says unsupported framing/,
    /RFC 3164/,
  ],
  ...(
    [
      ['dial tcp 10.0.1.9:10250: i/o timeout', /i\/o timeout/, /security group .* at port 10250/],
      ['remote error: tls: internal error', /tls: internal error/, /kubectl get csr/],
    ] as const
  ).map(([why, evidence, fix]): Row => [
    'agent-kubelet',
    'agent',
    'agent',
    ofAlloy(
      `msg="tailer stopped; will retry" component_id=loki.source.kubernetes.pods err="Get \\"https://10.0.1.9:10250/containerLogs/shop/web-1/web?follow=true\\": ${why}"`,
    ),
    evidence,
    fix,
  ]),
  [
    'agent-secret-file',
    'agent',
    'agent',
    ofAlloy(
      'msg="failed to evaluate config" node=local.file.ca err="failed to read file: open /etc/alloy/ca/ca.crt: no such file or directory"',
    ),
    /^\/etc\/alloy\/ca\/ca\.crt cannot be opened/,
    /kubectl get secrets/,
  ],
  [
    'agent-secret-file',
    'agent',
    'agent',
    ofAlloy(
      'msg="failed to create syslog listener with provided config" component_id=loki.source.syslog.x err="open /etc/alloy/tls/tls.key: no such file or directory"',
    ),
    /^\/etc\/alloy\/tls\/tls\.key cannot be opened/,
    /kubectl get secrets/,
  ],
  [
    'node-journal',
    'node',
    'agent',
    ofAlloy(
      'msg="received unexpected error while following the journal" component_id=loki.source.journal.node err="bad message"',
    ),
    /journal cannot be opened/,
    /grep -i journal/,
  ],
  [
    'node-journal',
    'node',
    'agent',
    ofAlloy('component_id=loki.source.journal.node msg="error" err="failed to iterate journal: bad message"'),
    /journal cannot be opened/,
    /grep -i journal/,
  ],
  [
    'kafka-replicas',
    'agent',
    'agent',
    ofAlloy(
      'component_id=otelcol.exporter.kafka.gateway msg="Exporting failed." error="NOT_ENOUGH_REPLICAS: Messages are rejected since there are fewer in-sync replicas than required."',
    ),
    /NOT_ENOUGH_REPLICAS/,
    /min\.insync\.replicas/,
  ],
];

/** Faults of agents, as lines show them. */
export const AGENT_LINE_CASES: readonly FaultCase[] = [
  ...ROWS.map(caseOf),
  {
    ...{
      id: 'metrics-remote-write',
      hop: 'agent',
      evidence: /^server returned HTTP status 403: 7 lines of alloy-metrics-0/,
    },
    fix: /environments\.dev\.monitoring\.remoteWrite[^]*aps:RemoteWrite/,
    make: ({ logs }) => {
      const of = { namespace: 'alloy', pod: 'alloy-metrics-0', component: SCRAPER_COMPONENT };
      const said =
        'component_id=prometheus.remote_write.metrics msg="non-recoverable error" failedSampleCount=500 err="server returned HTTP status 403 Forbidden: no"';
      logs.push(...knownLines(Array(7).fill(ofAlloy(said)).join('\n'), of));
    },
  },
];

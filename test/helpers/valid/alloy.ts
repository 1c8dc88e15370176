import { from, label, tls } from './lines';
import { destination, entry, selection } from './pipeline';
import { collector, file, kafka, msk, names, auditTypes, ownSource, PRIORITIES, topic, VERDICTS } from './sources';
import * as w from './words';

const { either, fields, flag, listOf, one, some } = w;

/** Alloy. */
export const alloy = fields({
  namespace: one('agents', '1e3', 'null', w.long(63, 'a')),
  nodeLabel: flag,
  extraSources: (random) => [ownSource('extra', 'every-node', flag(random))],
  collectors: listOf(collector, 1),
  journal: either<unknown>(
    flag,
    fields({
      units: names,
      identifiers: names,
      priorities: either<unknown>(
        one(...PRIORITIES),
        fields({ keep: some(...PRIORITIES) }),
        fields({ drop: some(...PRIORITIES) }),
        fields({ keep: some('error', 'crit', 'info'), drop: some('debug', 'info') }),
      ),
      kernel: flag,
      storage: one('persistent', 'volatile', 'both'),
      maxAge: one('1s', '24h', '168h', '1h30m', '7d', '90m'),
      levels: one('common', 'syslog'),
      fallbackUnit: flag,
    }),
  ),
  audit: either<unknown>(
    flag,
    fields({ types: auditTypes, joinRecords: flag, path: one('/var/log/a b/audit.log', "/opt/it's/$x.log") }),
  ),
  cloudInit: either<unknown>(flag, fields({ output: flag })),
  pods: either<unknown>(
    flag,
    fields({
      from: one('api', 'file', 'file'),
      fargate: flag,
      namespaces: either<unknown>(
        fields({ include: w.patterns }),
        fields({ exclude: w.patterns }),
        fields({ include: some('a*', 'b'), exclude: some('ab', 'a-*') }),
      ),
      containers: fields({ exclude: some('istio-*', '1e3', 'x') }),
      initContainers: flag,
      formerPositions: one('/run/promtail/positions.yaml', "/opt/a b/it's.yaml", '/var/lib/é/{{x}}.yaml'),
      annotations: either<unknown>(
        flag,
        fields({ collect: flag, format: flag, multiline: flag, tenants: some('platform', 'apps') }),
      ),
    }),
  ),
  events: flag,
  files: listOf(file, 3),
  hubble: either<unknown>(
    flag,
    fields({
      paths: some('/var/run/cilium/hubble/*.log', '/opt/h b/$.log'),
      verdicts: either<unknown>(fields({ keep: some(...VERDICTS) }), fields({ drop: some(...VERDICTS) })),
    }),
  ),
  kafkaTopics: listOf(topic, 2),
  push: either<unknown>(
    flag,
    fields({ clientNamespaces: w.namespaces, '!clientRanges': w.ranges, '!tenants': some('platform', 'apps'), tls }),
    fields({ ...from, tls }),
  ),
  otlp: fields({ direct: flag, ...from, tls }),
  syslog: fields({ ...from, tls }),
  firehose: fields({ '!accessKey': fields({ '!secretName': w.objectName, key: w.secretKey }), ...from, '!tls': tls }),
  processing: listOf(entry, 4),
  nodeLabels: fields({
    zone: one<unknown>(true, false, 'label', 'metadata'),
    nodePool: one<unknown>(true, false, 'label', 'metadata'),
    instanceType: one<unknown>(true, false, 'label', 'metadata'),
    labels: listOf(
      either<unknown>(w.labelKey, fields({ '!key': w.labelKey, name: label, as: one('label', 'metadata') })),
    ),
  }),
  destinations: either<unknown>(listOf(destination, 3), (random) => [
    { here: either<unknown>(one(false), fields({ only: selection, except: selection }))(random) },
    destination(random),
  ]),
  kafka: either<unknown>(kafka, msk),
});

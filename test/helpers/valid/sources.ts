import { Block } from '../../../charts/alloy/language/syntax';
import { list, number as code, text } from '../../../charts/alloy/language/values';
import type { AlloyContext } from '../../../charts/alloy/sources/source';
import { fieldName, fixed, jsonPath, logfmtKey, multiline, TENANTS, time } from './lines';
import * as w from './words';

const { either, fields, flag, keyed, number, one, some } = w;

/** Files of nodes. */
const globs = some('/var/log/app/*.log', '/opt/a b/**/x.log', '/srv/{a,b}/[c-d]?.log', "/opt/é'$/x%.log", '/data/1e3');
/** Names that are kept and dropped. */
export const names = fields({
  keep: some('kubelet.service', "it's", 'a*b', '"q"'),
  drop: some('x-*', 'é', '$1', '{{a}}'),
});
/** Types of audit. */
export const auditTypes = fields({ keep: some('SYSCALL', 'USER_*'), drop: some('USER_END', 'CWD') });
/** Priorities of the journal. */
export const PRIORITIES = ['debug', 'emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info'];
/** Verdicts of Hubble. */
export const VERDICTS = ['FORWARDED', 'DROPPED', 'ERROR', 'AUDIT', 'REDIRECTED', 'TRACED', 'TRANSLATED'];
/** Files of nodes, as a source. */
export const file = fields({
  '!name': one('app', 'z-1', 'null', 'on', w.long(30, 'f')),
  '!paths': globs,
  exclude: some('/var/log/app/a*.log', '/srv/a/c?.log'),
  gzip: some('/var/log/app/*.gz', '/opt/z z/*.gz'),
  format: one('plain', 'cri', 'json', 'logfmt'),
  multiline,
  fields: keyed(fieldName, either(jsonPath, logfmtKey)),
  timestamp: either<unknown>(
    fields({ '!field': either(jsonPath, logfmtKey), ...time }),
    fields({ '!regex': one('^(?P<time>\\S+ \\S+)', '"(?P<time>[^"]+)"', "`'(?P<time>.+)'`"), ...time }),
  ),
  tenant: TENANTS,
  labels: fixed,
  encoding: one(
    'utf-8',
    'utf-16le',
    'utf-16be',
    'iso-8859-15',
    'windows-1251',
    'shift_jis',
    'gb18030',
    'big5',
    'euc-kr',
  ),
  fileOwners: one('root', 'any'),
});

/** TLS of a Kafka. */
const secure = either<unknown>(flag, fields({ '!caSecret': w.objectName }));
/** Brokers. */
const brokers = some('kafka.shop:9092', 'b-1.kafka.svc.cluster.local:65535', '10.0.0.1:1');
/** User and password for a Kafka. */
const sasl = fields({ '!secret': w.objectName, mechanism: one('SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN') });
/** A topic of others. */
export const topic = fields({
  '!name': one('orders', 'A_1', 'null'),
  '!topic': one('orders', 'a.b-c_d', '1e3', w.long(249, 't')),
  '!brokers': brokers,
  tenant: TENANTS,
  labels: fixed,
  group: one('orders', "it's {{ $x", 'null'),
  version: one('3.9.0', '0.11.0.0', '2.8.1', '4.0.0', '1.1.1'),
  tls: secure,
  sasl,
});
/** Kafka before Loki. */
export const kafka = fields({
  '!brokers': brokers,
  group: one('loki', 'null', 'a b', '1e3'),
  version: one('3.9.0', '2.8.1', '4.0.0'),
  tls: secure,
  sasl,
  topic: one('logs', 'a.b', '1e3', 'null'),
  labels: some('team', 'null', 'on'),
  consumers: number(1, 10),
});
/** MSK before Loki. */
export const msk = fields({
  '!brokers': one(['b-1.logs.kafka.eu-central-1.amazonaws.com:9098']),
  '!iam': fields({
    '!clusterArn': one('arn:aws:kafka:eu-central-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1'),
    roleArn: one('arn:aws:iam::111122223333:role/alloy'),
  }),
});

/** A source of a user: it reads a file of the node, or listens. */
export const ownSource = (
  name: string,
  kind: 'every-node' | 'replicated',
  hasPorts = kind === 'replicated',
): unknown => ({
  name,
  mounts: kind === 'every-node' ? [{ name: 'own', path: '/opt/own', type: 'Directory' }] : [],
  fileOwners: 'root',
  env: [{ name: 'OWN', value: 'a $(NODE_NAME) {{ "q" }}' }],
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
  runsOn: [kind],
  ports: hasPorts ? [{ name: 'own', port: 65_000, protocol: 'TCP' }] : [],
  clients: hasPorts ? { namespaces: ['shop'], ranges: ['10.0.0.0/16'] } : undefined,
  secrets: [{ name: 'own-secret', path: '/etc/own', secretName: 'own.secret', keys: ['a', '.b'] }],
  connections: [{ port: 443, protocol: 'TCP', namespace: 'shop' }],
  marksNamespace: false,
  hasOpenMetadata: true,
  endsInLoki: false,
  blocks: ({ receiver }: AlloyContext) =>
    kind === 'every-node'
      ? [new Block('loki.source.file', name).set('targets', list()).set('forward_to', list(receiver))]
      : [
          new Block('loki.source.api', name)
            .set('forward_to', list(receiver))
            .add(new Block('http').set('listen_address', text('0.0.0.0')).set('listen_port', code(65_000))),
        ],
});

/** A collector of a user. */
export const collector = either<unknown>(
  fields({ '!name': one('nodes'), '!kind': one('every-node'), '!sources': () => [ownSource('nodes', 'every-node')] }),
  fields({
    '!name': one('own', 'x1'),
    '!kind': one('replicated'),
    '!sources': () => [ownSource('mine', 'replicated')],
    resources: one({ cpu: 0.25, memoryMiB: 300 }),
    replicas: number(1, 3),
    clientNamespaces: w.namespaces,
  }),
);

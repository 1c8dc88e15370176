import { describeRules, type Loose, type Parts } from '../harness';
import { FILE_RULES } from '../../../../lib/checks/alloy/files';
import { WRITE } from './texts';
import { alloyObjects, findingsIn } from './setup';

const AT = 'ConfigMap alloy/alloy config.alloy';

describeRules(FILE_RULES, [
  {
    rule: 'ALLOY-FILE-1',
    breaks: (parts: Parts) => {
      parts.replace(
        'alloy',
        'config.alloy',
        /\t\tbasic_auth \{/,
        '\t\ttls_config {\n\t\t\tca_file = "/etc/tls/ca.crt"\n\t\t}\n\t\tbasic_auth {',
      );
    },
    finds: [
      `${AT} loki.write.loki endpoint.tls_config.ca_file: /etc/tls/ca.crt is in no volume that DaemonSet alloy/alloy mounts; mount a Secret or a ConfigMap with it at /etc/tls`,
    ],
  },
  {
    rule: 'ALLOY-FILE-2',
    breaks: (parts: Parts) => {
      const container: Loose = parts.pod('DaemonSet', 'alloy')['containers'][0];
      const { mountPath } = container['volumeMounts'].find(({ name }: Loose) => name === 'config');
      parts.replace(
        'alloy',
        'config.alloy',
        /\t\tbasic_auth \{/,
        `\t\ttls_config {\n\t\t\tca_file = "${mountPath}/config.aloy"\n\t\t}\n\t\tbasic_auth {`,
      );
    },
    finds: [
      `${AT} loki.write.loki endpoint.tls_config.ca_file: ConfigMap alloy/alloy has no config.aloy; use /etc/alloy/config.alloy`,
    ],
  },
]);

/** Files of a configuration that no volume holds. */
const missing = (files: string, container: Loose = {}): string[] =>
  findingsIn(alloyObjects({ files, container }))
    .filter((line) => line.startsWith('ALLOY-FILE-1'))
    .map((line) => line.replace(/^.*config\.alloy (.*): (\S+) is in no volume.*$/, '$1 $2'));

test.each([
  [
    'a client certificate',
    WRITE.replace('url', 'tls_config {\n cert_file = "/a/c.pem"\n key_file = "/a/k.pem"\n }\nurl'),
    ['loki.write.w endpoint.tls_config.cert_file /a/c.pem', 'loki.write.w endpoint.tls_config.key_file /a/k.pem'],
  ],
  [
    'a password of another component',
    'discovery.kubernetes "d" {\n role = "pod"\n basic_auth {\n password_file = "/a/p"\n }\n }',
    ['discovery.kubernetes.d basic_auth.password_file /a/p'],
  ],
  [
    'a kubeconfig',
    'loki.source.kubernetes_events "e" {\n forward_to = []\n client {\n kubeconfig_file = "/a/config"\n }\n }',
    ['loki.source.kubernetes_events.e client.kubeconfig_file /a/config'],
  ],
  [
    'a certificate of a server',
    'loki.source.api "a" {\n forward_to = []\n http {\n tls {\n cert_file = "/a/c"\n }\n }\n }',
    ['loki.source.api.a http.tls.cert_file /a/c'],
  ],
  ['a file for others', 'local.file "f" {\n filename = "/a/token"\n }', ['local.file.f filename /a/token']],
  ['a module', 'import.file "m" {\n filename = "/a/m.alloy"\n }', ['import.file filename /a/m.alloy']],
  [
    'a database',
    'loki.process "g" {\n forward_to = []\n stage.geoip {\n source = "ip"\n db = "/a/geo.mmdb"\n }\n }',
    ['loki.process.g stage.geoip.db /a/geo.mmdb'],
  ],
  [
    'the token and the certificates of the cluster',
    'discovery.kubernetes "d" {\n role = "pod"\n bearer_token_file = "/var/run/secrets/kubernetes.io/serviceaccount/token"\n tls_config {\n ca_file = "/etc/ssl/certs/ca.pem"\n }\n }',
    [],
  ],
  ['a file of the node that is mounted', 'local.file "f" {\n filename = "/var/log/token"\n }', []],
  ['a file that is not known yet', 'local.file "f" {\n filename = sys.env("FILE")\n }', []],
])('%s', (_name, files, expected) => {
  expect(missing(files)).toEqual(expected);
});

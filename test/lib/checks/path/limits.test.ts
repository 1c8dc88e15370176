import { PATH_RULES } from '../../../../lib/checks/path';
import { describeRules, type Loose, type Parts } from '../harness';

const ALLOY = 'ConfigMap alloy/alloy config.alloy';
const ENDPOINT = `${ALLOY} loki.write.loki endpoint`;
const GATEWAY = 'ConfigMap loki/loki-gateway nginx.conf';
const DATASOURCES = 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml';

const alloy = (from: string | RegExp, to: string) => (parts: Parts) => parts.replace('alloy', 'config.alloy', from, to);
const nginx = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-gateway', 'nginx.conf', from, to);
const grafana = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-datasources-prod', 'loki-prod.yaml', from, to);

/** The other half of the rules is in another file. */
const RULES = PATH_RULES.filter(({ id }) => !/^PATH-(URL|USER|AUTH|TENANT)-/.test(id));

/** Alloy's password from a Kubernetes Secret. */
const mountSecret = (parts: Parts, secret: object) => {
  const pod = parts.pod('DaemonSet', 'alloy');
  pod['volumes'] = (pod['volumes'] as Loose[]).map((volume) =>
    volume['name'] === 'credentials' ? { name: 'credentials', secret: { secretName: 'mine', ...secret } } : volume,
  );
};

describeRules(RULES, [
  {
    rule: 'PATH-PASSWORD-1',
    breaks: (parts) => {
      const [container] = parts.pod('DaemonSet', 'alloy')['containers'];
      container.volumeMounts.find(({ name }: { name: string }) => name === 'credentials').mountPath = '/etc/loki';
      parts.replace('alloy', 'config.alloy', '/etc/loki/credentials/', '/etc/credentials/');
    },
    finds: [
      `${ENDPOINT}.basic_auth.password_file: /etc/credentials/writer-password is in no volume that ` +
        'DaemonSet alloy/alloy mounts; mount a Secret at /etc/credentials',
    ],
  },
  {
    rule: 'PATH-PASSWORD-2',
    breaks: alloy('credentials/writer-password', 'credentials/password'),
    finds: [
      'SecretProviderClass alloy/loki-credentials-alloy spec.parameters.objects: makes writer.json, writer-password, ' +
        'and Alloy reads password; add an object, or one of its jmesPath entries, with objectAlias: password',
    ],
  },
  {
    rule: 'PATH-PASSWORD-2',
    breaks: (parts) => mountSecret(parts, { items: [{ key: 'writer-password', path: 'password' }] }),
    finds: [
      'DaemonSet alloy/alloy spec.template.spec.volumes[credentials].secret.items: makes password, ' +
        'and Alloy reads writer-password; add an item with key and path writer-password',
    ],
  },
  {
    rule: 'PATH-PASSWORD-3',
    breaks: alloy(/password_file.*\n/, 'password = "hunter2"\n'),
    finds: [
      `${ENDPOINT}.basic_auth.password: has a password in clear; use a password_file, and mount it from a Secret`,
    ],
  },
  {
    rule: 'PATH-PASSWORD-3',
    breaks: grafana(/\$__file.*\n/, 'hunter2\n'),
    finds: [
      `${DATASOURCES} datasources[0].secureJsonData.basicAuthPassword: is a password in clear; ` +
        'use $__file{…} with a file from a Secret, or $NAME with a variable from one',
    ],
  },
  {
    rule: 'PATH-PASSWORD-4',
    breaks: (parts) => mountSecret(parts, { optional: true }),
    finds: [
      'DaemonSet alloy/alloy spec.template.spec.volumes[credentials].secret.optional: ' +
        'true lets Alloy start without its password; leave it out',
    ],
  },
  {
    rule: 'PATH-TIMEOUT-1',
    breaks: nginx('proxy_read_timeout    330s', 'proxy_read_timeout 1m'),
    finds: [`${GATEWAY} proxy_read_timeout: 60s is shorter than the 300s Loki lets a query run; use 330s`],
  },
  {
    rule: 'PATH-TIMEOUT-2',
    breaks: grafana('timeout: 300', 'timeout: 60'),
    finds: [`${DATASOURCES} datasources[0].jsonData.timeout: 60 seconds, and Loki lets a query run 300; use 300`],
  },
  {
    rule: 'PATH-TIMEOUT-2',
    breaks: grafana(/timeout: 300\n/, '\n'),
    finds: [
      `${DATASOURCES} datasources[0].jsonData.timeout: missing means 30 seconds, and Loki lets a query run 300; use 300`,
    ],
  },
  {
    rule: 'PATH-SIZE-1',
    breaks: nginx('client_max_body_size  16m', 'client_max_body_size 512k'),
    finds: [
      `${GATEWAY} client_max_body_size: 524288 bytes are fewer than the 1048576 of a batch of ${ENDPOINT}; ` +
        'use 1m or more',
    ],
  },
  {
    rule: 'PATH-POLICY-1',
    breaks: (parts) => {
      const [rule] = parts.object('NetworkPolicy', 'loki-gateway')['spec'].ingress;
      rule.from = rule.from.filter(
        (peer: { namespaceSelector: { matchLabels: Record<string, string> } }) =>
          peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'] !== 'alloy',
      );
    },
    finds: [
      'NetworkPolicy loki/loki-gateway spec.ingress: does not let DaemonSet alloy/alloy in on port 8080; ' +
        'add a from with the namespaceSelector kubernetes.io/metadata.name: alloy, and port 8080',
    ],
  },
  {
    rule: 'PATH-POLICY-2',
    breaks: (parts) => (parts.object('NetworkPolicy', 'alloy')['spec'].egress[1].ports[0].port = 80),
    finds: [
      'NetworkPolicy alloy/alloy spec.egress: does not let Alloy out to Deployment loki/loki-gateway on port 8080; ' +
        'add a to with the namespaceSelector kubernetes.io/metadata.name: loki, and port 8080',
    ],
  },
]);

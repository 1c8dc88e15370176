import { FLAG_RULES } from '../../../../lib/checks/loki/flags';
import { describeRules, type Loose, Parts } from '../harness';
import { config } from './edits';

const DISTRIBUTOR = 'Deployment loki/loki-distributor spec.template.spec.containers[distributor].args';

const container = (parts: Parts): Loose =>
  parts.object('Deployment', 'loki-distributor')['spec'].template.spec.containers[0];
const args = (change: (words: string[]) => string[]) => (parts: Parts) => {
  const one = container(parts);
  one['args'] = change(one['args']);
};
const target = (value: string) =>
  args((words) => [...words.filter((word) => !word.startsWith('-target')), `-target=${value}`]);
const found = (parts: Parts) => parts.findings.filter((line) => /LOKI-(FLAG|TARGET)/.test(line));

describeRules(FLAG_RULES, [
  {
    rule: 'LOKI-FLAG-1',
    breaks: args((words) => [
      ...words,
      '--distributor.recieve-buffer=1',
      '-log.levl',
      'debug',
      '-boltdb.shipper.none=1',
    ]),
    finds: [
      `${DISTRIBUTOR}[-distributor.recieve-buffer]: is not a flag of Loki 3.7; remove it: loki -help names the flags`,
      `${DISTRIBUTOR}[-log.levl]: is not a flag of Loki 3.7; use -log.level`,
      `${DISTRIBUTOR}[-boltdb.shipper.none]: is not a flag of Loki 3.7; remove it: loki -help names the flags`,
    ],
  },
  {
    rule: 'LOKI-TARGET-1',
    breaks: args((words) => [...words.filter((word) => !word.startsWith('-target')), '-target=ruler,overide-exporter']),
    finds: [`${DISTRIBUTOR}[-target]: overide-exporter is not a target of Loki 3.7; use overrides-exporter`],
  },
  {
    rule: 'LOKI-TARGET-2',
    breaks: target('distributor'),
    finds: [`${DISTRIBUTOR}[-target]: distributor has no tenant-configs before it; write tenant-configs,distributor`],
  },
]);

test('a target in the configuration is found there', () => {
  const parts = new Parts('prod');
  config(/^server:/m, 'target: alll\nserver:')(parts);
  args((words) => words.filter((word) => !word.startsWith('-target')))(parts);
  expect(found(parts)).toEqual([
    'LOKI-TARGET-1 ConfigMap loki/loki config.yaml target: alll is not a target of Loki 3.7; use all',
  ]);
});

test.each([
  ['distributor,tenant-configs', 'tenant-configs,distributor'],
  ['ruler,write', 'tenant-configs,ruler,write'],
  ['all', 'tenant-configs,all'],
])('%s may be made before its settings', (value, fix) => {
  const parts = new Parts('prod');
  target(value)(parts);
  expect(found(parts)).toEqual([
    expect.stringMatching(`^LOKI-TARGET-2 .*has no tenant-configs before it; write ${fix}$`),
  ]);
});

test.each<[string, (parts: Parts) => void]>([
  ['an ingester', target('ingester')],
  [
    'a distributor without patterns',
    (parts) => (config(/pattern_ingester:\n {2}enabled: true/, '')(parts), target('distributor')(parts)),
  ],
  [
    'a distributor whose flag says so',
    (parts) => (target('distributor')(parts), args((words) => [...words, '-pattern-ingester.enabled=false'])(parts)),
  ],
  ...[
    'grafana/loki:3.4.2',
    'grafana/loki:3.8.0',
    'grafana/loki:3.7.7',
    'grafana/loki:3.7.10',
    'example/loki:stable',
  ].map((image): [string, (parts: Parts) => void] => [
    image,
    (parts) =>
      Object.assign(container(parts), {
        image,
        args: ['-config.file=/etc/loki/config/config.yaml', '-target=distributor'],
      }),
  ]),
])('%s is not made before its settings', (_what, change) => {
  const parts = new Parts('prod');
  change(parts);
  expect(found(parts)).toEqual([]);
});

test.each<[string, (parts: Parts) => void]>([
  ['values of flags', args((words) => [...words, '-server.path-prefix', '/-not-a-flag', '-h', '-config.expand-env'])],
  ['a shell', (parts) => Object.assign(container(parts), { command: ['sh', '-c', 'loki -ingestr.foo'] })],
  ['another program', (parts) => Object.assign(container(parts), { command: ['/usr/bin/start', '-wait'] })],
  ...['grafana/loki:3.6.2', 'grafana/loki:2.9.8', 'example/loki:stable', 'grafana/enterprise-logs:3.7.0'].map(
    (image): [string, (parts: Parts) => void] => [
      image,
      (parts) =>
        Object.assign(container(parts), { image, args: ['-target=ingester', '-bloom-compactor.enabled=true'] }),
    ],
  ),
])('%s has no findings', (_what, change) => {
  const parts = new Parts('prod');
  change(parts);
  expect(found(parts)).toEqual([]);
});

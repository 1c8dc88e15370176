import { imported, keyOf } from './helpers';

const job = (name: string, rules: string, stages = '[]') =>
  `{ job_name: ${name}, kubernetes_sd_configs: [{ role: pod }], pipeline_stages: ${stages}, relabel_configs: ${rules} }`;
const rule = (label: string, action: string, regex: string) =>
  `{ source_labels: [__meta_kubernetes_${label}], action: ${action}, regex: ${regex} }`;
const jobs = (...all: string[]) => imported(`config:\n  snippets:\n    scrapeConfigs: [${all.join(', ')}]\n`);
const alloyOf = ({ environment }: ReturnType<typeof imported>) => environment['alloy'] as Record<string, unknown>;
const namespacesOf = (result: ReturnType<typeof imported>) =>
  (alloyOf(result)['pods'] as Record<string, unknown>)['namespaces'];

const MULTILINE = "[{ multiline: { firstline: '^x' } }]";
const JSON_STAGE = '[{ json: { expressions: { a: } } }, { structured_metadata: { a: } }]';
const ENTRY = { format: 'json', fields: { a: 'a' }, structuredMetadata: ['a'] };

test('what one job leaves out and another one reads stays, and stages of a job are for its pods', () => {
  const result = jobs(
    job('ingress', `[${rule('namespace', 'keep', 'ingress')}]`, MULTILINE),
    job('others', `[${rule('namespace', 'drop', 'ingress|kube-system')}]`, JSON_STAGE),
  );
  expect(result.problems).toEqual([]);
  expect(namespacesOf(result)).toEqual({ exclude: ['kube-system'] });
  expect(alloyOf(result)['processing']).toEqual([
    { namespaces: ['ingress'], multiline: { firstLine: '^x' } },
    { exceptNamespaces: ['ingress', 'kube-system'], ...ENTRY },
  ]);
  expect(keyOf(result, 'config.snippets.scrapeConfigs[0].relabel_configs[0].regex')).toMatchObject({
    class: 'taken',
    note: 'other pods are read in another way: stages of these are for these alone',
  });
});

test('namespaces of all jobs are those of each', () => {
  const result = jobs(
    job('a', `[${rule('namespace', 'keep', 'a|b')}, ${rule('namespace', 'keep', 'b|c')}]`),
    job('d', `[${rule('namespace', 'keep', 'd|e')}, ${rule('namespace', 'drop', 'e')}]`),
  );
  expect(namespacesOf(result)).toEqual({ include: ['b', 'd'] });
});

test('a job without such a rule reads all namespaces', () => {
  expect(namespacesOf(jobs(job('a', `[${rule('namespace', 'keep', 'a')}]`), job('all', '[]')))).toBeUndefined();
  expect(namespacesOf(jobs(job('a', `[${rule('namespace', 'keep', 'a')}]`)))).toEqual({ include: ['a'] });
});

test('the job of the chart is one of them, and has its stages and rules', () => {
  const result = imported(`config:
  snippets:
    pipelineStages: ${JSON_STAGE}
    extraRelabelConfigs: [${rule('namespace', 'drop', 'a')}]
    extraScrapeConfigs: [${job('a', `[${rule('pod_label_app', 'keep', 'shop')}]`, MULTILINE)}]
`);
  expect(namespacesOf(result)).toEqual({ exclude: ['a'] });
  expect(alloyOf(result)['processing']).toEqual([
    { exceptNamespaces: ['a'], ...ENTRY },
    { apps: ['shop'], exceptNamespaces: ['a'], multiline: { firstLine: '^x' } },
  ]);
});

test('equal stages of all jobs stand once, whatever the jobs choose by', () => {
  const rules = ['keep', 'drop'].map((action) => `[${rule('pod_label_name', action, '.+')}]`);
  const result = jobs(...rules.map((one, index) => job(`job-${index}`, one, JSON_STAGE)));
  expect(alloyOf(result)['processing']).toEqual([ENTRY]);
});

test('stages of pods that no selection has are asked for', () => {
  const result = jobs(job('team', `[${rule('pod_label_team', 'keep', 'a')}]`, MULTILINE), job('all', '[]', JSON_STAGE));
  expect(alloyOf(result)['processing']).toEqual([ENTRY]);
  expect(result.decisions.map(({ text }) => text)).toContain(
    'stages of lines that no selection has alone: write them in alloy.processing, with the lines they are for',
  );
});

test.each([
  ['{ namespaces: { names: [a, b] } }', { include: ['a', 'b'] }],
  ['{ namespaces: { names: [a] } }, { role: pod }', undefined],
  ['{ role: pod, namespaces: { names: [] } }', undefined],
])('namespaces of the discovery %s are the only ones', (sds, expected) => {
  const result = jobs(`{ job_name: a, kubernetes_sd_configs: [${sds}] }`);
  expect(namespacesOf(result)).toEqual(expected);
});

test('selectors other than that of the node are named', () => {
  const result = jobs(
    `{ job_name: a, kubernetes_sd_configs: [{ selectors: [{ role: pod, label: app=x }, { role: pod, field: spec.nodeName=n }] }] }`,
  );
  const path = 'config.snippets.scrapeConfigs[0].kubernetes_sd_configs[0].selectors';
  expect(keyOf(result, `${path}[0].label`)).toMatchObject({ class: 'impossible' });
  expect(keyOf(result, `${path}[1].field`)).toMatchObject({ class: 'taken' });
});

test('a container is left out if no job reads it', () => {
  const drop = (names: string) => `[${rule('pod_container_name', 'drop', names)}]`;
  const pods = alloyOf(jobs(job('a', drop('istio-proxy|x')), job('b', drop('istio-proxy'))))['pods'];
  expect(pods).toMatchObject({ containers: { exclude: ['istio-proxy'] } });
});

test.each([
  ['team-*', 'team-a', undefined],
  ['team-*', 'steam-a', { exclude: ['steam-a'] }],
  ['a*b*c', 'a-b-c', undefined],
  ['ab*ba', 'aba', { exclude: ['aba'] }],
  [`${'a*'.repeat(40)}b`, 'a'.repeat(60), { exclude: ['a'.repeat(60)] }],
])('a job of %s reads %s: left out are %j', (pattern, name, expected) => {
  const regex = pattern.replaceAll('*', '.*');
  const result = jobs(
    job('a', `[${rule('namespace', 'keep', regex)}]`),
    job('b', `[${rule('namespace', 'drop', name)}]`),
  );
  expect(namespacesOf(result)).toEqual(expected);
});

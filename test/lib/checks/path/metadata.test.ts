import { METADATA_RULES } from '../../../../lib/checks/path/metadata';
import { describeRules, Parts } from '../harness';
import { config, overrides } from '../loki/edits';
import { ownLoki } from '../../../../lib/environment/own-loki';

const FOUND =
  'false, and ConfigMap alloy/alloy config.alloy loki.process.journal stage.structured_metadata adds structured metadata; ' +
  'use true, with a schema of tsdb and v13';
const COMMON = 'ConfigMap loki/loki config.yaml limits_config.allow_structured_metadata';
const tenant = (name: string) =>
  `ConfigMap loki/loki-runtime runtime-config.yaml overrides.${name}.allow_structured_metadata`;

const refuse = config('allow_structured_metadata: true', 'allow_structured_metadata: false');
const metadataFindings = (parts: Parts) => parts.findings.filter((line) => line.startsWith('PATH-METADATA'));

describeRules(METADATA_RULES, [
  { rule: 'PATH-METADATA-1', breaks: refuse, finds: [`${COMMON}: ${FOUND}`] },
  {
    rule: 'PATH-METADATA-1',
    breaks: overrides('  platform: {allow_structured_metadata: false}'),
    finds: [`${tenant('platform')}: ${FOUND}`],
  },
]);

test('the path is that of the limit: of everyone, of a tenant that Alloy writes, or a flag of a pod', () => {
  const own = new Parts('prod');
  overrides('  apps: {allow_structured_metadata: false}\n  nobody: {allow_structured_metadata: false}')(own);
  expect(metadataFindings(own)).toEqual([expect.stringContaining(`PATH-METADATA-1 ${tenant('apps')}: false`)]);

  const flagged = new Parts('prod');
  flagged
    .pod('Deployment', 'loki-distributor')
    ['containers'][0].args.push('-validation.allow-structured-metadata=false');
  expect(metadataFindings(flagged)).toEqual([expect.stringContaining('Deployment loki/loki-distributor')]);
});

test('tenants that allow it themselves, and an Alloy that sends none, have no findings', () => {
  const allowed = new Parts('prod');
  const { tenants } = ownLoki(allowed.environment).loki;
  refuse(allowed);
  overrides(tenants.map((name) => `  ${name}: {allow_structured_metadata: true}`).join('\n'))(allowed);
  expect(metadataFindings(allowed)).toEqual([]);

  const without = new Parts('prod');
  refuse(without);
  for (const { kind, data } of without.objects) {
    if (kind !== 'ConfigMap' || !data['config.alloy']) continue;
    data['config.alloy'] = data['config.alloy'].replace(/stage\.structured_metadata/g, 'stage.labels');
  }
  expect(metadataFindings(without)).toEqual([]);
});

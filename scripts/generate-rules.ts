import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES_RULES, ENVIRONMENT_RULES, MANIFESTS_RULES } from '../lib/checks/catalogue';
import { ACKNOWLEDGEMENT_RULE, type RuleDescription } from '../lib/checks/check';
import { prose } from './prose';

/** The lists of the catalogue, by the subject of their rules. */
const SECTIONS: readonly {
  readonly title: string;
  readonly text: string;
  readonly rules: readonly RuleDescription[];
}[] = [
  {
    title: 'Kubernetes objects',
    text: 'They run in every command, and on any folder of manifests: `eks-loki check --manifests DIR`.',
    rules: MANIFESTS_RULES,
  },
  {
    title: 'The environment and its objects',
    text: 'They run at `synth`, `render` and `check`.',
    rules: ENVIRONMENT_RULES,
  },
  {
    title: 'CloudFormation templates',
    text: 'They run at `synth`, `cdk synth`, `cdk deploy` and `check`.',
    rules: TEMPLATES_RULES,
  },
  { title: 'Acknowledgements', text: 'It runs with the rules above.', rules: [ACKNOWLEDGEMENT_RULE] },
];

/** The text of docs/rules.md. */
export function rulesMarkdown(): string {
  const count = SECTIONS.reduce((sum, { rules }) => sum + rules.length, 0);
  return [
    '# Rules',
    '',
    '<!-- Generated from the catalogue in lib/checks/ by `npm run generate`. -->',
    '',
    `${count} rules check the whole setup: an environment, its Kubernetes objects with your own changes, its`,
    'CloudFormation templates. An **error** stops `synth`, `render` and `check`; all errors are printed at once. A **warning** is',
    'printed and stops nothing. To accept it, acknowledge it with the rule and the path that `eks-loki check` prints:',
    '',
    '```ts',
    'acknowledge: [',
    '  {',
    "    rule: 'CLUSTER-ADMINS-1',",
    "    path: 'environments.prod.cluster.create.admins',",
    "    reason: 'administrators come through an access entry of the platform team',",
    '  },',
    '],',
    '```',
    '',
    'Invalid fields of an environment are reported before any rule runs.',
    ...SECTIONS.flatMap(({ title, text, rules }) => ['', `## ${title}`, '', text, ...rules.flatMap(entry)]),
    '',
  ].join('\n');
}

function entry({ id, severity, title, why, evidence }: RuleDescription): string[] {
  const reason = `Why: ${why}. [Evidence](${evidence})`;
  return ['', `### ${id}`, '', prose(`**${severity}** · ${title}`), '', prose(reason)];
}

if (require.main === module) {
  writeFileSync(join(__dirname, '../docs/rules.md'), rulesMarkdown());
}

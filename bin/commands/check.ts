import { checkManifests, errorsOf } from '../../lib/checks/check';
import type { CheckedCharts } from '../../lib/checks/checked-charts';
import { Manifests } from '../../lib/manifests/manifests';
import { cdkContext } from '../cdk-context';
import { hasCdk } from '../loading/cdk';
import { checkedEach } from '../loading/checked-charts';
import { loadEnvironments } from '../loading/environments';
import { synthesizeInTurns } from '../loading/turns';
import { readManifests } from '../manifests/read';
import { inTemporaryFolder } from '../output/temporary';
import { UsageError } from '../terminal/problems';
import { findingsJson, findingsText, reasonsText, type Report, summary } from '../terminal/report';
import { printJson } from '../terminal/stdout';
import { widthOf, working, wrap } from '../terminal/terminal';

/** Arguments of `eks-loki check`. */
export interface CheckOptions {
  /** Environments to check; all if empty. */
  readonly names: readonly string[];

  /** File with the environments. */
  readonly file: string;

  /** Folder of an earlier run, for rules about changes. */
  readonly out: string;

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** Folder of Kubernetes manifests to check instead of environments. */
  readonly manifests?: string;

  /** If true, findings are printed as JSON. */
  readonly json?: boolean;
}

interface Checked {
  readonly reports: readonly Report[];

  /** Parts that were not checked, each with the reason. */
  readonly notes: readonly string[];
}

/** Runs the rules and prints their findings. Exit code 1 if one of them is an error. */
export async function check(options: CheckOptions): Promise<void> {
  const { manifests } = options;
  const { reports, notes } = manifests === undefined ? await checkAll(options) : checkFolder(manifests, options);
  if (options.json) printJson(findingsJson(reports));
  else {
    const found = findingsText(reports, process.stdout);
    if (found) console.log(`${found}\n\n${reasonsText(reports, process.stdout)}\n`);
    const lines = [...notes, ...summary(reports).split('\n')];
    console.log(lines.map((line) => wrap(line, widthOf(process.stdout))).join('\n'));
  }
  if (reports.some(({ findings }) => errorsOf(findings).length > 0)) process.exitCode = 1;
}

function checkFolder(folder: string, { names }: CheckOptions): Checked {
  if (names.length > 0) {
    const found = `checks ${folder} and no environment, and ${names.join(', ')} is named too`;
    throw new UsageError([{ path: '--manifests', found, fix: 'leave out one of them' }]);
  }
  const result = checkManifests({ manifests: new Manifests(readManifests(folder)) });
  return { reports: [{ of: folder, isEnvironment: false, ...result }], notes: [] };
}

async function checkAll({ names, file, out, record }: CheckOptions): Promise<Checked> {
  return working('checking', async () => {
    const environments = await loadEnvironments(file, names);
    const checked = [...checkedEach(environments, out, record)];
    // Templates are only synthesized from charts without errors.
    const [sound, unsound] = [true, false].map((isSound) =>
      checked.filter(({ findings }) => (errorsOf(findings).length === 0) === isSound),
    ) as [CheckedCharts[], CheckedCharts[]];
    const templates = hasCdk() ? await checkTemplates(sound) : undefined;
    const reports = checked.map(({ environment: { name }, rules, findings }) => {
      const more = templates?.find(({ of }) => of === name);
      return {
        of: name,
        isEnvironment: true,
        rules: rules + (more?.rules ?? 0),
        templateRules: more?.rules,
        findings: [...findings, ...(more?.findings ?? [])],
      };
    });
    const notes = templates
      ? unsound.map(
          ({ environment }) => `templates of ${environment.name} are not checked until its errors are corrected`,
        )
      : ['CloudFormation templates are not checked: aws-cdk-lib is not installed'];
    return { reports, notes };
  });
}

type TemplatesReport = Pick<Report, 'of' | 'rules' | 'findings'>;

/** Runs the rules about templates, in a folder that is removed afterwards. */
async function checkTemplates(checked: readonly CheckedCharts[]): Promise<TemplatesReport[]> {
  const { LoggingApp } = await import('../../lib/app/logging-app.js');
  return inTemporaryFolder('eks-loki-check-', async (outdir) => {
    const app = new LoggingApp({
      environments: [],
      app: {
        outdir,
        builtinCloudFormationValidation: false,
        // No rule reads the assets: a kubectl layer has 58 MB of them.
        context: { ...cdkContext(), 'aws:cdk:disable-asset-staging': true },
      },
    });
    await synthesizeInTurns(app, checked);
    return app.checkTemplates().map(({ environment: { name }, ...result }) => ({ of: name, ...result }));
  });
}

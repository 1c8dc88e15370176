import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkManifests, errorsOf } from '../../lib/checks/check';
import { checkCharts, type CheckedCharts } from '../../lib/checks/checked-charts';
import { Manifests } from '../../lib/manifests/manifests';
import { cdkContext } from '../cdk-context';
import { loadEnvironments } from '../load-environments';
import { previousManifests } from '../manifests/previous';
import { readManifests } from '../manifests/read';
import { findingsJson, findingsTable, reasonsTable, type Report, summary } from '../terminal/report';
import { working } from '../terminal/terminal';

/** What `eks-loki check` was told. */
export interface CheckOptions {
  /** Environments to check; all if empty. */
  readonly names: readonly string[];

  /** File with the environments. */
  readonly file: string;

  /** Folder of an earlier run, for rules about changes. */
  readonly out: string;

  /** Folder of anybody's manifests to check instead. */
  readonly manifests?: string;

  /** Whether to print JSON. */
  readonly json?: boolean;
}

/** Runs all rules and prints what they find. Exit code 1 where something is an error. */
export async function check(options: CheckOptions): Promise<void> {
  const reports = options.manifests ? [checkFolder(options.manifests)] : await checkAll(options);
  if (options.json) console.log(findingsJson(reports));
  else {
    const found = findingsTable(reports);
    if (found) console.log(`${found}\n\n${reasonsTable(reports)}\n`);
    console.log(summary(reports));
  }
  if (reports.some(({ findings }) => errorsOf(findings).length > 0)) process.exitCode = 1;
}

function checkFolder(folder: string): Report {
  return { of: folder, ...checkManifests({ manifests: new Manifests(readManifests(folder)) }) };
}

async function checkAll({ names, file, out }: CheckOptions): Promise<Report[]> {
  const environments = await loadEnvironments(file, names);
  const checked = checkCharts(environments, (name, files) => previousManifests(out, name, files));
  // A template is only made of what is right so far.
  const sound = checked.filter(({ findings }) => errorsOf(findings).length === 0);
  const templates = await working('synthesizing', () => checkTemplates(sound));
  return checked.map(({ environment: { name }, rules, findings }) => {
    const more = templates.find(({ of }) => of === name);
    return {
      of: name,
      rules: rules + (more?.rules ?? 0),
      findings: [...findings, ...(more?.findings ?? [])],
    };
  });
}

/** Runs the rules about templates, in a folder that is gone afterwards. Without the AWS CDK there are none. */
async function checkTemplates(checked: readonly CheckedCharts[]): Promise<Report[]> {
  if (!hasCdk()) {
    process.stderr.write('aws-cdk-lib is not installed: rules about CloudFormation templates are left out\n');
    return [];
  }
  const { LoggingApp } = await import('../../lib/app/logging-app.js');
  const outdir = mkdtempSync(join(tmpdir(), 'eks-loki-check-'));
  try {
    const app = new LoggingApp({
      environments: checked.map(({ environment }) => environment),
      app: {
        outdir,
        builtinCloudFormationValidation: false,
        // Layers of 58 MB are not looked at.
        context: { ...cdkContext(), 'aws:cdk:disable-asset-staging': true },
      },
    });
    return app.checkTemplates().map(({ environment: { name }, ...result }) => ({ of: name, ...result }));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function hasCdk(): boolean {
  try {
    require.resolve('aws-cdk-lib');
    return true;
  } catch {
    return false;
  }
}

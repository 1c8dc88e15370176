import type { RuleFinding } from '../lib/checks/check';
import { LoggingApp } from '../lib/app/logging-app';
import { ENVIRONMENTS_FILE } from './defaults';
import { loadEnvironments } from './load-environments';
import { runProgram } from './terminal/program';
import { printWarnings } from './terminal/report';

const context = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}') as { environment?: string; environments?: string };
const file = context.environments ?? ENVIRONMENTS_FILE;

/** The app that the CDK CLI runs: `cdk ls`, `cdk diff`, `cdk deploy`. `-c environment=prod` selects one environment. */
async function main(): Promise<void> {
  const environments = await loadEnvironments(file, context.environment?.split(',') ?? []);
  const warnings: { readonly of: string; readonly findings: readonly RuleFinding[] }[] = [];
  new LoggingApp({
    environments,
    // Set by the CDK CLI to the account of the credentials it found.
    credentialsAccount: process.env.CDK_DEFAULT_ACCOUNT,
    onWarnings: ({ name }, findings) => warnings.push({ of: name, findings }),
  }).synth();
  printWarnings(warnings);
}

void runProgram({ file: () => file, main });

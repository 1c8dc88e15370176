import type { RuleFinding } from '../lib/checks/check';
import { LoggingApp } from '../lib/app/logging-app';
import { givenContext } from './cdk-context';
import { ENVIRONMENTS_FILE, NO_RECORDS, RECORDS_FOLDER } from './defaults';
import { recordsIn } from './deployed/records';
import { recordsOrStacks } from './deployed/stacks';
import { loadEnvironments } from './loading/environments';
import { runProgram } from './terminal/program';
import { printWarnings } from './terminal/report';

/** Context of this app. */
interface AppContext {
  readonly environment?: string;
  readonly environments?: string;
  readonly record?: string;
}

/** File of environments; the one that the context names, once the context is read. */
let file = ENVIRONMENTS_FILE;

/**
 * The app that the CDK CLI runs: `cdk ls`, `cdk diff`, `cdk deploy`. `-c environment=prod` selects one environment;
 * `-c record=FOLDER` names the folder of the records of what was deployed, and `-c record=none` compares with nothing.
 */
async function main(): Promise<void> {
  const context = givenContext() as AppContext;
  file = context.environments ?? file;
  const environments = await loadEnvironments(file, context.environment?.split(',') ?? []);
  // Set by the CDK CLI to the account of the credentials it found.
  const credentialsAccount = process.env.CDK_DEFAULT_ACCOUNT;
  const { record = RECORDS_FOLDER } = context;
  const records =
    record === NO_RECORDS ? undefined : await recordsOrStacks(recordsIn(record), environments, credentialsAccount);
  const warnings: { readonly of: string; readonly findings: readonly RuleFinding[] }[] = [];
  new LoggingApp({
    environments,
    credentialsAccount,
    records,
    onWarnings: ({ name }, findings) => warnings.push({ of: name, findings }),
  }).synth();
  printWarnings(warnings);
}

void runProgram({ file: () => file, main });

import { visible } from '../../charts/input/show';
import { deployCommand, waitCommand } from '../../lib/app/next-commands';
import {
  INGESTER_STEPS,
  type IngesterStep,
  ingesterStepOf,
  ingesterZonesOf,
} from '../../lib/planner/deployed/ingesters';
import type { Environment } from '../../lib/environment/environment';
import { steps } from '../terminal/next-steps';
import type { MigrationPlan } from './plan';

/** Outcome as programs read it. */
export interface MigrationOutcome {
  /** Name of the environment. */
  readonly environment: string;

  /** State of the ingesters in the cluster. */
  readonly cluster: IngesterStep;

  /** State that the file asks for. */
  readonly file: IngesterStep;

  /** State that follows that of the cluster; null at the end. */
  readonly next: IngesterStep | null;

  /** True if it may be deployed. */
  readonly mayStart: boolean;

  /** True if all ingesters are in zones. */
  readonly done: boolean;

  /** Reason why it may not be deployed, or is not done. */
  readonly reasons: readonly string[];

  /** Change of the file; null if it is as it should be. */
  readonly change: string | null;

  /** Commands that do the next thing. */
  readonly commands: readonly string[];
}

/** Outcome of a look at a cluster. `file` is that of the environments. */
export function outcomeOf(environment: Environment, file: string, plan: MigrationPlan): MigrationOutcome {
  const { name } = environment;
  const { cluster, next, reasons, commands } = plan;
  const written = ingesterStepOf(environment);
  const mayStart = next !== undefined && reasons.length === 0;
  const wanted = next ?? 'zones';
  const isBehind = INGESTER_STEPS.indexOf(written) !== INGESTER_STEPS.indexOf(wanted);
  const field = `environments.${name}.loki.ingesterZones`;
  return {
    environment: name,
    cluster,
    file: written,
    next: next ?? null,
    mayStart,
    done: next === undefined && reasons.length === 0,
    reasons,
    change: (mayStart || next === undefined) && isBehind ? `${file}: ${field}: ${ingesterZonesOf(wanted)}` : null,
    commands: mayStart
      ? [deployCommand(name), waitCommand(name), ...(next === 'zones' ? [`npx eks-loki roll ${name}`] : [])]
      : commands,
  };
}

/** Name of a state, as a step of five. */
const nameOf = (step: IngesterStep): string =>
  step === 'one' ? 'one StatefulSet' : step === 'zones' ? 'a StatefulSet in each zone' : `${step} of 5`;

/** Outcome as people read it. */
export function outcomeText({
  environment,
  cluster,
  file,
  next,
  done,
  mayStart,
  reasons,
  change,
  commands,
}: MigrationOutcome): string {
  const { stdout } = process;
  const lines = [
    `${environment}: the cluster has ${nameOf(cluster)}, the file ${nameOf(file)}`,
    next === null
      ? done
        ? 'all ingesters are in zones'
        : 'ingesters in zones are not complete:'
      : `next: ${nameOf(next)}, ${mayStart ? 'which may be deployed' : 'not yet:'}`,
    ...reasons.map((reason) => `  - ${reason}`),
    ...(change === null ? [] : [`write in ${change}`]),
  ].map(visible);
  return commands.length === 0 ? lines.join('\n') : [...lines, steps('Then run:', commands, stdout)].join('\n');
}

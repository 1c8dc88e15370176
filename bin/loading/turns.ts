import type { LoggingApp } from '../../lib/app/logging-app';
import type { CheckedCharts } from '../../lib/checks/checked-charts';
import { handleSignals } from '../ending';

/** Does work on one item after the other. A signal ends the process in between, however many there are. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => unknown): Promise<void> {
  for (const item of items) {
    work(item);
    await handleSignals();
  }
}

/** Adds environments without errors to an app, and synthesizes them: the CDK keeps what a stage has synthesized. */
export async function synthesizeInTurns(app: LoggingApp, checked: readonly CheckedCharts[]): Promise<void> {
  await inTurns(checked, (one) => app.add(one));
  await inTurns(app.stages, (stage) => stage.synth());
}

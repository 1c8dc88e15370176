import type { Diagnosis } from '../../../lib/live/doctor/diagnose';
import { sleep } from '../rig/wait';
import type { Injected } from './doctor-injected';

/** Most looks for one fault. */
const MOST_LOOKS = 4;

type Findings = Diagnosis['findings'];

/** Look at a cluster. */
type Look = () => Promise<{ readonly findings: Findings }>;

/**
 * Looks until findings are as expected: a busy machine takes longer until a fault shows, and until parts that the fault
 * before has stopped are back. What is found last is the result.
 */
async function lookUntilFound(look: Look, isExpected: (findings: Findings) => boolean): Promise<Findings> {
  for (let looks = 1; ; looks++) {
    const { findings } = await look();
    if (looks === MOST_LOOKS || isExpected(findings)) return findings;
  }
}

/** Looks until findings have some ids. */
export const lookUntil = (look: Look, ...ids: readonly RegExp[]): Promise<Findings> =>
  lookUntilFound(look, (findings) => ids.every((id) => findings.some((one) => id.test(one.id))));

/** Injects a fault, expects that it is named first, with its part of the path and its fix, and takes it back. */
export async function expectNamed(fault: Injected, look: Look): Promise<void> {
  const takeBack = await fault.inject();
  try {
    await sleep(fault.seconds ?? 8);
    const findings = await lookUntilFound(look, ([first]) => first !== undefined && fault.first.test(first.id));
    expect([findings[0]?.hop, findings[0]?.id]).toEqual([fault.hop, expect.stringMatching(fault.first)]);
    expect(findings[0]?.fix.join('\n')).toMatch(fault.fix);
    expect(findings[0]?.isConsequence).toBe(false);
  } finally {
    await takeBack();
  }
}

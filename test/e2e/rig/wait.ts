/** Waits until a condition holds. @throws Error if it does not hold in time, with what is missing */
export async function waitFor(
  holds: () => Promise<boolean> | boolean,
  seconds: number,
  missing: () => string,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(`after ${seconds} s: ${missing()}`);
    await sleep(0.25);
  }
}

/** Seconds that something is away: those of `E2E_OUTAGE_SECONDS` if there are any, for a run that proves longer ones. */
export const outageSeconds = (seconds: number): number => Number(process.env.E2E_OUTAGE_SECONDS ?? seconds);

/** Waits while something is away. */
export const outage = (seconds: number): Promise<void> => sleep(outageSeconds(seconds));

/** Waits for some seconds. */
export async function sleep(seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

import { push, type PushTarget } from '../client';
import { sleep } from '../rig/wait';

/** Milliseconds between two pushes. */
const INTERVAL = 500;

/** Numbers of lines that did not come, and of lines that came more than once. */
export interface NumberAudit {
  readonly missing: readonly number[];
  readonly twice: readonly number[];
}

/** Counts lines with `line=<number>`, of which there should be one of each number from 0. */
export function auditNumbers(texts: readonly string[], count: number): NumberAudit {
  const times = new Map<number, number>();
  for (const text of texts) {
    const number = Number(/line=(\d+)/.exec(text)?.[1]);
    times.set(number, (times.get(number) ?? 0) + 1);
  }
  const missing = Array.from({ length: count }, (_, number) => number).filter((number) => !times.has(number));
  return { missing, twice: [...times].filter(([, often]) => often > 1).map(([number]) => number) };
}

/** Numbered lines that flow while things break, and go on until each is acknowledged, as Alloy's do. */
export class NumberedLines {
  /** Every time a push was refused or broken, and how. */
  public readonly failures: string[] = [];

  /** When it began, in milliseconds. */
  public readonly start = Date.now();

  private acknowledged = 0;

  constructor(
    private readonly target: PushTarget,
    private readonly stream: Record<string, string>,
    private readonly count: number,
    /** Seconds in which all are written where nothing breaks. */
    private readonly seconds: number,
  ) {}

  /** Writes them all. */
  public async write(): Promise<void> {
    while (this.acknowledged < this.count) {
      const due = Math.min(this.count, Math.ceil((this.count * (Date.now() - this.start)) / (this.seconds * 1000)));
      if (due > this.acknowledged) await this.acknowledge(this.acknowledged, due);
      await sleep(INTERVAL / 1000);
    }
  }

  /** What is missing among lines that were found, and what is there twice. */
  public audit(texts: readonly string[]): NumberAudit {
    return auditNumbers(texts, this.count);
  }

  private async acknowledge(from: number, to: number): Promise<void> {
    const nanoseconds = BigInt(Date.now()) * 1_000_000n;
    const values = Array.from({ length: to - from }, (_, index) => {
      const number = from + index;
      return [String(nanoseconds + BigInt(index)), `line=${number} ${'x'.repeat(100)}`] as const;
    });
    for (;;) {
      const answer = await push(this.target, this.stream, values).catch((error: unknown) => String(error));
      if (typeof answer !== 'string' && answer.status === 204) break;
      const reason = typeof answer === 'string' ? answer : `${answer.status} ${await answer.text()}`;
      this.failures.push(`${Math.round((Date.now() - this.start) / 1000)} s: ${reason.trim()}`);
      await sleep(INTERVAL / 1000);
    }
    this.acknowledged = to;
  }
}

import { push, type PushTarget } from '../client';
import { sleep } from '../rig/wait';

/** Numbered lines that flow at least while a suite acts. */
export const LINES = Number(process.env.E2E_LINES ?? 100_000);

/** Milliseconds between two pushes. */
const INTERVAL = 500;

/** Lines of a push at most: after a standstill more are due than the gateway takes at once. */
const MOST = 20_000;

/** Milliseconds after which a push that still fails ends the test: no fault of a suite lasts as long. */
const PATIENCE = 300_000;

/** Numbers of missing lines, and of lines that arrived more than once. */
export interface NumberAudit {
  readonly missing: readonly number[];
  readonly twice: readonly number[];
}

/** Audits lines with `line=<number>`: there should be one for each number from 0. */
export function auditNumbers(texts: readonly string[], count: number): NumberAudit {
  const times = new Map<number, number>();
  for (const text of texts) {
    const number = Number(/line=(\d+)/.exec(text)?.[1]);
    times.set(number, (times.get(number) ?? 0) + 1);
  }
  const missing = Array.from({ length: count }, (_, number) => number).filter((number) => !times.has(number));
  return { missing, twice: [...times].filter(([, often]) => often > 1).map(([number]) => number) };
}

/** Numbered lines that are pushed during faults, again until each is acknowledged, as by Alloy. */
export class NumberedLines {
  /** Failed pushes, each with its second and reason. */
  public readonly failures: string[] = [];

  /** Start, in milliseconds since 1970. */
  public readonly start = Date.now();

  private acknowledged = 0;

  constructor(
    private readonly target: PushTarget,
    private readonly stream: Record<string, string>,
    private readonly count: number,
    /** Seconds in which all are written if no push fails. */
    private readonly seconds: number,
    /** True as long as more are written than that, one with each push. @default - none are */
    private readonly more: () => boolean = () => false,
  ) {}

  /** Pushes all lines. */
  public async write(): Promise<void> {
    while (this.acknowledged < this.count || this.more()) {
      const paced = Math.ceil((this.count * (Date.now() - this.start)) / (this.seconds * 1000));
      const more = this.acknowledged + (this.more() ? 1 : 0);
      const due = this.acknowledged < this.count ? Math.min(this.count, paced, this.acknowledged + MOST) : more;
      if (due > this.acknowledged) await this.acknowledge(this.acknowledged, due);
      await sleep(INTERVAL / 1000);
    }
  }

  /** Missing and duplicate lines among those found. */
  public audit(texts: readonly string[]): NumberAudit {
    return auditNumbers(texts, Math.max(this.count, this.acknowledged));
  }

  /** Number of lines that Loki has acknowledged. */
  public get written(): number {
    return this.acknowledged;
  }

  private async acknowledge(from: number, to: number): Promise<void> {
    const nanoseconds = BigInt(Date.now()) * 1_000_000n;
    const values = Array.from({ length: to - from }, (_, index) => {
      const number = from + index;
      return [String(nanoseconds + BigInt(index)), `line=${number} ${'x'.repeat(100)}`] as const;
    });
    for (const until = Date.now() + PATIENCE; ;) {
      const answer = await push(this.target, this.stream, values).catch((error: unknown) => String(error));
      if (typeof answer !== 'string' && answer.status === 204) break;
      const reason = typeof answer === 'string' ? answer : `${answer.status} ${await answer.text()}`;
      this.failures.push(`${Math.round((Date.now() - this.start) / 1000)} s: ${reason.trim()}`);
      if (Date.now() > until) throw new Error(`lines ${from} to ${to} are refused: ${this.failures.at(-1)}`);
      await sleep(INTERVAL / 1000);
    }
    this.acknowledged = to;
  }
}

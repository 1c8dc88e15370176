/** Pseudo-random numbers that are the same for the same seed (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** Number from 0 to less than 1. */
  public next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** Whole number from 0 to less than `end`. */
  public below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Item of a list. */
  public of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Hexadecimal digits. */
  public hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      text += Math.floor(this.next() * 4294967296)
        .toString(16)
        .padStart(8, '0');
    }
    return text.slice(0, digits);
  }

  /** Positive number with this median and a long tail, as durations of requests have. */
  public skewed(median: number): number {
    return Math.round(median * Math.exp((this.next() + this.next() + this.next() - 1.5) * 2.2));
  }
}

import type { Line } from '../client';
import type { KubernetesApi } from '../rig/kubernetes-api';
import { criLine, type FakeNode, podLog } from '../rig/node';
import { sleep } from '../rig/wait';
import { auditNumbers } from './writers';

/** Namespace of the pods that write. */
const NAMESPACE = 'shop';

/** Seconds between two writes. */
const INTERVAL = 0.25;

/** Lines of a query. */
export type FindLines = (query: string) => Promise<readonly Line[]>;

/** Numbered lines of some pods, in the files of a node. */
export class PodLines {
  /** Numbers of lines so far, by container. */
  private readonly counts = new Map<string, number>();
  private readonly files = new Map<string, string>();
  private readonly times = new Map<string, number>();

  /** Numbers of lines that an agent which ended and the next one have both sent, by container. */
  private readonly atSeam = new Map<string, readonly number[]>();

  constructor(
    private readonly node: FakeNode,
    api: KubernetesApi,
    pods: number,
  ) {
    for (let number = 0; number < pods; number++) {
      const name = `cart-${number}`;
      const pod = node.pod(NAMESPACE, name, name, { 'app.kubernetes.io/name': 'cart' });
      this.counts.set(name, 0);
      this.files.set(name, podLog(pod));
      this.node.append(podLog(pod), '');
      api.add(pod);
    }
  }

  /** Writes as many lines of each pod, and slowly more until something has happened. */
  public async during(each: number, change: () => Promise<unknown>, age = 0): Promise<void> {
    let isOver = false;
    const happening = change().finally(() => (isOver = true));
    const step = Math.ceil(each / 20);
    for (let written = 0; written < each || !isOver; written += step) {
      for (const name of this.counts.keys()) this.write(name, written < each ? Math.min(step, each - written) : 1, age);
      await sleep(INTERVAL);
    }
    await happening;
  }

  /** Number of all lines. */
  public get written(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Number of lines so far, by container. */
  public get soFar(): ReadonlyMap<string, number> {
    return new Map(this.counts);
  }

  /**
   * Lines of pods that are not found, or more than once. With `seam`, one agent has followed another since that many lines: Promtail
   * notes its position before it stops to read, so the lines that it reads in between are sent twice.
   */
  public async audit(find: FindLines, seam?: ReadonlyMap<string, number>): Promise<object[]> {
    const faults: object[] = [];
    for (const [name, count] of this.counts) {
      const found = await find(`{namespace="${NAMESPACE}", container="${name}"}`);
      const { missing, twice: all } = auditNumbers(
        found.map(({ text }) => text),
        count,
      );
      if (seam) this.atSeam.set(name, isOneRun(all, seam.get(name) ?? 0) ? all : []);
      const twice = all.filter((number) => !this.atSeam.get(name)?.includes(number));
      if (missing.length + twice.length === 0) continue;
      faults.push({ name, count, missing: missing.length, first: missing[0], twice: twice.length, again: twice[0] });
    }
    return faults;
  }

  /** Number of lines that two agents have both sent. */
  public get repeated(): number {
    return [...this.atSeam.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  }

  private write(name: string, lines: number, age: number): void {
    const from = this.counts.get(name) ?? 0;
    let time = Math.max(this.times.get(name) ?? 0, Date.now() - age);
    const texts = Array.from({ length: lines }, (_, index) =>
      criLine(++time, `line=${from + index} ${'x'.repeat(100)}`),
    );
    this.node.append(this.files.get(name) as string, texts.join(''));
    this.times.set(name, time);
    this.counts.set(name, from + lines);
  }
}

/** Most lines of a file that an agent reads while it ends. */
const AT_SEAM = 10;

/** True if numbers follow each other, from a first one on: these lines are read in one moment. */
function isOneRun(numbers: readonly number[], from: number): boolean {
  const sorted = [...numbers].sort((a, b) => a - b);
  const first = sorted[0] ?? from;
  return first >= from && sorted.length <= AT_SEAM && sorted.every((number, index) => number === first + index);
}

/** Lines as they are stored, out of what several find: two that read one bucket find the same ones. */
export function stored(found: readonly (readonly Line[])[]): Line[] {
  const all = new Map<string, Line[]>();
  for (const lines of found) {
    const own = new Map<string, Line[]>();
    for (const line of lines) {
      const key = JSON.stringify([line.nanoseconds, line.text, Object.entries(line.labels).sort()]);
      own.set(key, [...(own.get(key) ?? []), line]);
    }
    for (const [key, same] of own) if (same.length > (all.get(key)?.length ?? 0)) all.set(key, same);
  }
  return [...all.values()].flat();
}

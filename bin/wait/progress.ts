import { stripVTControlCharacters } from 'node:util';
import { table } from '../terminal/terminal';
import { type Rollout, RolloutState } from './rollout';

/** Where progress is shown: a terminal, or a file. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows'>;

/**
 * Shows how far rollouts are: on a terminal a table that is drawn over and over, elsewhere a line for each workload that
 * is ready, and for each new trouble.
 */
export class Progress {
  /** Lines on the screen that are drawn over next time. */
  private drawn = 0;

  private readonly said = new Map<string, string>();

  constructor(
    private readonly stream: ProgressStream,
    /** What to do about what is wrong with a rollout, where something can be done. */
    private readonly nextFor: (rollout: Rollout) => string | undefined,
  ) {}

  /** Shows it once more. */
  public show(rollouts: readonly Rollout[]): void {
    const { isTTY, rows = 0 } = this.stream;
    // What has left the screen cannot be drawn over.
    if (isTTY && rollouts.length + 1 < rows) this.draw(rollouts);
    else this.sayNews(rollouts);
  }

  private draw(rollouts: readonly Rollout[]): void {
    const width = this.stream.columns || 80;
    const rows = rollouts.map((rollout) => [rollout.workload.title, rollout.state, this.what(rollout)]);
    const lines = table([['WORKLOAD', 'STATE', 'WHAT'], ...rows])
      .split('\n')
      .map((line) => cut(line, width - 1));
    const back = this.drawn > 0 ? `\u001b[${this.drawn}A\u001b[J` : '';
    this.stream.write(`${back}${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }

  private sayNews(rollouts: readonly Rollout[]): void {
    for (const rollout of rollouts) {
      const { title } = rollout.workload;
      const news = this.news(rollout);
      if (news === '' || this.said.get(title) === news) continue;
      this.said.set(title, news);
      this.stream.write(`${title}: ${news}\n`);
    }
  }

  private news(rollout: Rollout): string {
    if (rollout.state === RolloutState.READY) return `ready after ${rollout.seconds} s`;
    if (rollout.state !== RolloutState.WAITING || rollout.troubles.length === 0) return '';
    return `waiting: ${this.what(rollout)}`;
  }

  private what(rollout: Rollout): string {
    const { state, seconds, message, troubles } = rollout;
    if (state === RolloutState.READY) return `after ${seconds} s`;
    const [first, ...more] = troubles;
    if (!first) return message;
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    const next = this.nextFor(rollout);
    return `${first.on} ${first.reason}: ${first.message}${others}${next ? `; next: ${next}` : ''}`;
  }
}

/** A line that wrapped would be two to draw over. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length > width ? plain.slice(0, width) : line;
}

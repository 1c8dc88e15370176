import { visible } from '../../charts/input/show';
import { cut, table } from '../terminal/terminal';
import { type Rollout, RolloutState } from './rollout';

/** Output for progress: a terminal, or a file. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows'>;

/**
 * Shows the progress of rollouts: on a terminal a table that is redrawn, elsewhere a line for each workload that becomes
 * ready and for each new trouble.
 */
export class Progress {
  /** Lines on the screen that the next table replaces. */
  private drawn = 0;

  /** Last line of each workload, where lines are written. */
  private readonly written = new Map<string, string>();

  constructor(
    private readonly stream: ProgressStream,
    /** Fix for the first trouble of a rollout. */
    private readonly nextFor: (rollout: Rollout) => string | undefined,
  ) {}

  /** Shows the current state. */
  public show(rollouts: readonly Rollout[]): void {
    const { isTTY, rows = 0 } = this.stream;
    // Lines that have scrolled off the screen cannot be replaced.
    if (isTTY && rollouts.length + 1 < rows) this.draw(rollouts);
    else this.writeNews(rollouts);
  }

  private draw(rollouts: readonly Rollout[]): void {
    const width = this.stream.columns || 80;
    const rows = rollouts.map((rollout) => [rollout.workload.title, rollout.state, this.details(rollout)]);
    const lines = table([['WORKLOAD', 'STATE', 'DETAILS'], ...rows], this.stream)
      .split('\n')
      // A wrapped line would take two lines of the screen.
      .map((line) => cut(line, width - 1));
    const back = this.drawn > 0 ? `\u001b[${this.drawn}A\u001b[J` : '';
    this.stream.write(`${back}${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }

  private writeNews(rollouts: readonly Rollout[]): void {
    for (const rollout of rollouts) {
      const { title } = rollout.workload;
      const news = this.news(rollout);
      if (news === '' || this.written.get(title) === news) continue;
      this.written.set(title, news);
      this.stream.write(`${visible(`${title}: ${news}`)}\n`);
    }
  }

  private news(rollout: Rollout): string {
    if (rollout.state === RolloutState.READY) return `ready after ${rollout.seconds} s`;
    if (rollout.state !== RolloutState.WAITING || rollout.troubles.length === 0) return '';
    return `waiting: ${this.details(rollout)}`;
  }

  private details(rollout: Rollout): string {
    const { state, seconds, message, troubles } = rollout;
    if (state === RolloutState.READY) return `after ${seconds} s`;
    const [first, ...more] = troubles;
    if (!first) return message;
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    const next = this.nextFor(rollout);
    return `${first.on} ${first.reason}: ${first.message}${others}${next ? `; next: ${next}` : ''}`;
  }
}

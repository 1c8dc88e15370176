import type { ServerResponse } from 'node:http';

/** A follower of the log of a container. */
interface Follower {
  readonly key: string;
  readonly response: ServerResponse;
}

/** Logs of containers as the API server gives them: with times, from a second on, and what is added while it is followed. */
export class PodLogs {
  /** Number of lines that were given, by container. Those given twice count twice. */
  public readonly given = new Map<string, number>();

  private readonly lines = new Map<string, { readonly time: number; readonly text: string }[]>();
  private readonly followers = new Set<Follower>();

  /** Adds lines to the log of a container, a millisecond apart. */
  public add(key: string, start: number, texts: readonly string[]): void {
    const lines = this.lines.get(key) ?? [];
    this.lines.set(key, lines);
    texts.forEach((text, index) => {
      const line = { time: start + index, text };
      lines.push(line);
      for (const follower of this.followers) if (follower.key === key) this.give(follower, line);
    });
  }

  /** Answers a request for a log. */
  public answer(key: string, since: string | null, response: ServerResponse): void {
    const from = since === null ? 0 : Date.parse(since);
    const follower = { key, response };
    response.setHeader('content-type', 'text/plain');
    response.flushHeaders();
    for (const line of this.lines.get(key) ?? []) if (line.time >= from) this.give(follower, line);
    this.followers.add(follower);
    response.once('close', () => this.followers.delete(follower));
  }

  private give({ key, response }: Follower, { time, text }: { readonly time: number; readonly text: string }): void {
    this.given.set(key, (this.given.get(key) ?? 0) + 1);
    response.write(`${new Date(time).toISOString().replace('Z', '000000Z')} ${text}\n`);
  }
}

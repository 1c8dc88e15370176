import { createInterface } from 'node:readline';
import { UsageError } from '../terminal/problems';

/** Prompt that asks the user. */
export interface Prompt {
  /**
   * Asks a question and returns the line that is answered, without spaces around it.
   *
   * @throws UsageError if the answers end
   */
  ask(question: string): Promise<string>;

  /** Prints a text between questions. */
  say(text: string): void;

  /** Ends the questions. */
  close(): void;
}

/** Asks on a terminal. Questions go to standard error: standard output is for the result. */
export function terminalPrompt(
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Prompt {
  const lines = createInterface({ input, output });
  const answers: string[] = [];
  let isOver = false;
  let wake = (): void => undefined;
  lines.on('line', (line) => (answers.push(line.trim()), wake()));
  lines.on('close', () => ((isOver = true), wake()));
  // Without a listener, readline ends the questions and not the process.
  lines.on('SIGINT', () => {
    lines.close();
    output.write('\n');
    process.kill(process.pid, 'SIGINT');
  });
  return {
    async ask(question) {
      lines.setPrompt(`${question} `);
      if (!isOver) lines.prompt();
      // Lines that were pasted arrive before their questions.
      while (answers.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      output.write('\n');
      const fix = 'answer it, or run it with --yes and the answers as options';
      throw new UsageError([{ path: 'eks-loki init', found: `no answer to: ${question}`, fix }]);
    },
    say: (text) => void output.write(`${text}\n`),
    close: () => lines.close(),
  };
}

import { WIDTH } from './width';

/** Lines of a comment, broken between words. */
export function commentLines(text: string, indent: string): string {
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, WIDTH - indent.length - '// '.length))
    .map((line) => `${indent}// ${line}\n`)
    .join('');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

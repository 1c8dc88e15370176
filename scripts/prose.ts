/** Columns of a line of generated prose. */
const WIDTH = 130;

/** Breaks a paragraph of Markdown between words, and never within code. */
export function prose(paragraph: string): string {
  const words = paragraph.match(/(?:`[^`]*`|[^\s`])+/g) ?? [];
  return words
    .reduce<string[]>((lines, word) => {
      const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
      // At the beginning of a line, such a word would begin a list or a heading.
      const fits = longer.length <= WIDTH || /^(?:\d+[.)]|[-+*#>|])/.test(word);
      return fits ? [...lines.slice(0, -1), longer] : [...lines, word];
    }, [])
    .join('\n');
}

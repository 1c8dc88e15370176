import { Help, type HelpConfiguration, type OutputConfiguration } from 'commander';
import { widthOf, wrap } from '../terminal/terminal';

/** Narrowest column of descriptions beside the names of commands and options. In a narrower one they would stand word by word. */
const LEAST = 20;

/** Columns around the names: an indent, and a gap after the longest of them. */
const AROUND = 4;

/** Indent of a description below its name. */
const BELOW = ' '.repeat(6);

/** Layout of help: descriptions stand below the names where the terminal has no room beside them. */
export const LAYOUT: HelpConfiguration = {
  showGlobalOptions: true,
  minWidthToWrap: LEAST,
  formatItem(this: Help, name: string, longest: number, description: string, helper: Help): string {
    const width = helper.helpWidth ?? widthOf(process.stdout);
    if (width - longest - AROUND >= LEAST)
      return Help.prototype.formatItem.call(this, name, longest, description, helper);
    const lines = description === '' ? [] : helper.boxWrap(description, width - BELOW.length).split('\n');
    return [`  ${name}`, ...lines.map((line) => `${BELOW}${line}`)].join('\n');
  },
};

/** A text whose lines fit a width. A command goes on after a backslash, so that it can be copied. */
const fitted = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) =>
      line.length > width && line.startsWith('  $ ')
        ? wrap(line, width - ' \\'.length).replaceAll('\n', ' \\\n')
        : wrap(line, width),
    )
    .join('\n');

const write = (stream: NodeJS.WriteStream, text: string): boolean => stream.write(fitted(text, widthOf(stream)));

/** Output of help. The program itself reports misuse. */
export const OUTPUT: OutputConfiguration = {
  outputError: () => undefined,
  getOutHelpWidth: () => widthOf(process.stdout),
  getErrHelpWidth: () => widthOf(process.stderr),
  writeOut: (text) => void write(process.stdout, text),
  writeErr: (text) => void write(process.stderr, text),
};

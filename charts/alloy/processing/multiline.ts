import { Block } from '../language/syntax';
import { number, text } from '../language/values';
import { rawText } from '../language/raw-text';
import type { AlloyMultiline, MultilineName } from './settings';

/** Beginnings that are common to all languages: a date and time, a JSON object, or a line of an access log. */
const COMMON = String.raw`\[?\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}|\{|\S+ \S+ \S+ \[\d{2}/[A-Z][a-z]{2}/\d{4}[ :]`;

/**
 * First lines, by language. RE2 has no lookahead. Any other line joins the block before it, so these
 * are for programs of that language only.
 */
export const MULTILINE: Readonly<Record<MultilineName, string>> = {
  /** A log line (with a word before its date, that of Tomcat, or a time only), a panic of the JVM. Traces begin with a blank or a name. */
  java: String.raw`^(?:(?:[^\s.:]+ +)?(?:${COMMON})|\[?\d{2}:\d{2}:\d{2}(?:[.,]\d{3}|[ \]])|[A-Z][a-z]{2} \d{1,2}, \d{4} |\d{2}-[A-Z][a-z]{2}-\d{4} |Exception in thread )`,
  /** A log line of the module logging, of uvicorn and gunicorn, a traceback. */
  python: String.raw`^(?:${COMMON}|Traceback \(most recent call last\):|[A-Z]+:(?:[\w.]+:|\s))`,
  /** A log line of log, slog, zap, klog, logrus and Gin, a panic, a fatal error. Goroutines follow after an empty line. */
  go: String.raw`^(?:${COMMON}|panic: |fatal error: |http: panic serving|runtime: |SIG[A-Z]+: |[IWEF]\d{4} |[A-Z]{4,5}\[\d{4,}\] |\[GIN|level=|time=|ts=)`,
  /** Any line that is not indented and closes nothing: Node prints errors without a date. */
  node: String.raw`^[^\s})\]]`,
  /** A log line of the console logger and of Serilog, an uncaught exception. */
  dotnet: String.raw`^(?:${COMMON}|(?:trce|dbug|info|warn|fail|crit): |\[\d{2}:\d{2}:\d{2} |Unhandled exception)`,
};

/** By default Alloy waits 3 s and joins 128 lines. A trace arrives at once, and may be longer. */
const DEFAULTS = { maxLines: 500, maxWait: '1s' };

/** Joins lines into blocks. */
export function multilineStage(setting: MultilineName | AlloyMultiline): Block {
  const {
    firstLine,
    maxLines = DEFAULTS.maxLines,
    maxWait = DEFAULTS.maxWait,
  } = typeof setting === 'string' ? { firstLine: MULTILINE[setting] } : setting;
  return new Block('stage.multiline')
    .set('firstline', rawText(firstLine))
    .set('max_wait_time', text(maxWait))
    .set('max_lines', number(maxLines));
}

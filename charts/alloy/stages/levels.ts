/**
 * Words for levels that lines of different sources share: those that Loki itself finds in lines
 * (https://grafana.com/docs/loki/latest/get-started/labels/structured-metadata/). By word: what programs write instead.
 */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  critical: ['emerg', 'alert', 'crit'],
  warn: ['warning'],
  info: ['notice'],
};

/** Words for the letters at the beginning of a line of klog, the logger of Kubernetes. */
const KLOG_LETTERS: Readonly<Record<string, string>> = { I: 'info', W: 'warn', E: 'error', F: 'fatal' };

/** Head of a line of klog: `E1129 08:53:48.123456    1234 pod_workers.go:1301] …`. */
export const KLOG_HEAD = String.raw`^(?P<klog>[IWEF])\d{4} \d{2}:\d{2}:\d{2}\.`;

/**
 * Template of the level of a line: from the extracted letter of klog, otherwise from another extracted word, which stays
 * as it is unless it is in the table.
 */
export function levelTemplate(source: string): string {
  const letters = Object.entries(KLOG_LETTERS).map(([letter, word]) => [`eq $k "${letter}"`, word] as const);
  const words = Object.entries(WORDS).map(([word, others]) => {
    const tests = others.map((other) => `(eq $w "${other}")`);
    return [tests.length > 1 ? `or ${tests.join(' ')}` : (tests[0] ?? ''), word] as const;
  });
  const cases = [...letters, ...words].map(([test, word], at) => `{{ ${at === 0 ? '' : 'else '}if ${test} }}${word}`);
  const other = '{{ else if and (ne $w "<no value>") (ne $w "<nil>") }}{{ $w }}{{ end }}';
  return `{{ $k := print .klog }}{{ $w := print .${source} }}${cases.join('')}${other}`;
}

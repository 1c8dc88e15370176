/** Words of PromQL that are not names of metrics. */
const KEYWORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'or',
  'and',
  'unless',
  'bool',
  'offset',
]);

/** A selector of series in an expression. */
export interface Selector {
  /** Name of the metric. */
  readonly metric: string;

  /** Labels that it matches. */
  readonly labels: readonly string[];
}

/** Selectors of an expression whose form promtool has checked. */
export function selectorsOf(expr: string): Selector[] {
  const plain = expr
    .replace(/\b\d[\d.]*(e\d+)?\b/g, ' ')
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return [...plain.matchAll(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(?!\s*\(|[\w:])/g)].flatMap(
    ([, metric = '', braces = '']) =>
      KEYWORDS.has(metric) || !/^[a-z]/.test(metric) || /^\d/.test(metric) || DURATION.test(metric)
        ? []
        : [{ metric, labels: [...braces.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label) }],
  );
}

const DURATION = /^(\d+)?[smhdwy]$/;

/** Labels that an expression groups or joins by. */
export const groupedBy = (expr: string): string[] =>
  [...expr.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  );

import { groupNames, regexFault } from '../../../charts/input/re2';
import type { Fault } from '../../../charts/input/problems';
import { lokiSeconds, MOST_SECONDS } from '../../../charts/loki/config/retention';
import { queryTemplateFault } from '../../../charts/loki/rules/template';
import type { Visited } from './grammar';

/** Range aggregations: those that need `unwrap`, those that also work without it, and those that refuse it. */
const OF_NUMBERS = /^(avg|sum|max|min|stddev|stdvar|quantile|first|last)_over_time$|^rate_counter$/;
const OF_BOTH = /^(rate|absent_over_time)$/;

/** Range aggregations that may have `by` or `without`. */
const GROUPED = /^(avg|max|min|stddev|stdvar|quantile|first|last)_over_time$/;

/** Range aggregation. */
interface Range {
  readonly name: string;
  hasUnwrap: boolean;
  isGrouped: boolean;
}

const wrong = (text: string, fix: string): Fault => ({ wrong: text, fix });

/** Finds parts of a query that the grammar accepts and Loki's parser refuses. */
export class Meaning {
  private readonly ranges = new Map<number, Range>();
  private readonly replaced = new Map<number, number>();
  private readonly formatted = new Map<number, Set<string>>();
  private readonly faults: Fault[] = [];

  constructor(private readonly query: string) {}

  /** Checks a part of the query. */
  public visit({ type: { name }, from, to, node }: Visited): void {
    const { parent } = node;
    if (name === 'RangeAggregationExpr') {
      const [aggregation = ''] = /^\w+/.exec(this.query.slice(from)) ?? [];
      this.ranges.set(from, { name: aggregation, hasUnwrap: false, isGrouped: false });
    }
    if (name === 'Grouping' && parent?.name === 'RangeAggregationExpr') this.mark(parent.from, { isGrouped: true });
    if (name === 'UnwrapExpr') {
      let range = parent;
      while (range && range.name !== 'RangeAggregationExpr') range = range.parent;
      if (range) this.mark(range.from, { hasUnwrap: true });
    }
    const text = this.query.slice(from, to);
    if (name === 'Number' && parent?.name === 'VectorAggregationExpr' && !/^0*[1-9]\d*$/.test(text)) {
      this.faults.push(wrong(`asks for ${text} series`, 'write a whole number of at least 1'));
    }
    if (name === 'Duration' && (lokiSeconds(text) ?? 0) > MOST_SECONDS) {
      this.faults.push(wrong(`has ${text}, which is more than Loki counts`, 'use less'));
    }
    if (name === 'Duration' && parent?.name === 'Range' && lokiSeconds(text) === 0) {
      const range = `[${text}]`;
      this.faults.push(wrong(`has ${range}, in which no line is`, 'write a longer range, as [5m]'));
    }
    if (name === 'LabelFormatMatcher') this.visitFormat(node, text);
    if (name === 'String') this.visitText(text, node);
  }

  /** The first fault, if it has one. */
  public get fault(): Fault | undefined {
    return [...this.ranges.values()].map(rangeFault).find((fault) => fault !== undefined) ?? this.faults[0];
  }

  private mark(from: number, seen: Partial<Range>): void {
    Object.assign(this.ranges.get(from) ?? {}, seen);
  }

  /** Finds a label that one `label_format` writes twice. */
  private visitFormat({ parent }: Visited['node'], text: string): void {
    let stage = parent;
    while (stage && stage.name !== 'LabelFormatExpr') stage = stage.parent;
    const [label = ''] = /^\w+/.exec(text) ?? [];
    const labels = this.formatted.get(stage?.from ?? 0) ?? new Set();
    if (labels.has(label)) this.faults.push(wrong(`writes ${label} twice in one label_format`, 'leave one out'));
    this.formatted.set(stage?.from ?? 0, labels.add(label));
  }

  private visitText(quoted: string, { parent, prevSibling }: Visited['node']): void {
    const text = textOf(quoted);
    if (text === undefined || !parent) return;
    const template = TEMPLATES.includes(parent.name) ? queryTemplateFault(text) : undefined;
    if (template) this.faults.push(wrong(`has ${quoted}, which ${template.wrong}`, template.fix));
    if (parent.name === 'LabelExtractionExpression') {
      let parser = parent.parent;
      while (parser?.name === 'LabelExtractionExpressionList') parser = parser.parent;
      const fault = placeFault(quoted, text, parser?.name);
      if (fault) this.faults.push(fault);
    }
    const before = prevSibling ? this.query.slice(prevSibling.from, prevSibling.to) : '';
    const compares = ['LineFilter', 'Matcher'].includes(parent.name) && /^[=|!]~$/.test(before);
    if (parent.name === 'LabelReplaceExpr') {
      const count = (this.replaced.get(parent.from) ?? 0) + 1;
      this.replaced.set(parent.from, count);
      // Label, replacement, label, and the expression.
      if (count < 4) return;
    } else if (!compares && prevSibling?.name !== 'Regexp') {
      const fault = prevSibling?.name === 'Pattern' ? patternFault(text) : undefined;
      if (fault) this.faults.push(fault);
      return;
    }
    const fault = regexFault(text);
    if (fault) this.faults.push(wrong(`has ${quoted}, which ${fault.wrong}`, fault.fix));
    else if (prevSibling?.name === 'Regexp') {
      const names = groupNames(text);
      const twice = names.find((one, index) => names.indexOf(one) < index);
      if (names.length === 0)
        this.faults.push(wrong(`has ${quoted}, which names no label`, 'name one, as (?P<status>\\d+)'));
      if (twice !== undefined) this.faults.push(wrong(`has ${quoted}, which names ${twice} twice`, 'use another name'));
    }
  }
}

/** Parts of a query whose text is a template. */
const TEMPLATES = ['LineFormatExpr', 'LabelFormatMatcher'];

/** Paths in a JSON line, as `a.b[0]["c d"]`, and keys of a logfmt line, as Loki reads them. */
const KEY = String.raw`[A-Za-z_]\w*`;
const ITEM = String.raw`\[\s*(?:\d+|"[^"\]]*")\s*\]`;
const JSON_PLACE = new RegExp(String.raw`^\s*(?:${KEY}|${ITEM})(?:\s*(?:\.\s*${KEY}|${ITEM}))*\s*$`);
const LOGFMT_KEY = new RegExp(String.raw`^\s*(?:${KEY}|"[^"]*")\s*$`);

/** Fault of a path or key from which a parser takes a label. */
function placeFault(quoted: string, text: string, parser: string | undefined): Fault | undefined {
  if (parser === 'JsonExpressionParser' && !JSON_PLACE.test(text))
    return wrong(`has ${quoted}, which is not a place in a line of JSON`, 'write one such as a.b[0]["c d"]');
  return parser === 'LogfmtExpressionParser' && !LOGFMT_KEY.test(text)
    ? wrong(`has ${quoted}, which is not a key of logfmt`, 'write one such as status, or "\\"http.status\\""')
    : undefined;
}

function rangeFault({ name, hasUnwrap, isGrouped }: Range): Fault | undefined {
  if (OF_NUMBERS.test(name) && !hasUnwrap)
    return wrong(`has ${name} without unwrap`, 'write the label with the number, as | unwrap duration');
  if (!OF_NUMBERS.test(name) && !OF_BOTH.test(name) && hasUnwrap)
    return wrong(`has ${name} of numbers`, 'leave unwrap out, or use another function, as sum_over_time');
  return isGrouped && !GROUPED.test(name)
    ? wrong(`groups ${name}`, `write sum by (app) (${name}(…)) instead`)
    : undefined;
}

function patternFault(pattern: string): Fault | undefined {
  if (/<[A-Za-z_]\w*><[A-Za-z_]\w*>/.test(pattern))
    return wrong(`has "${pattern}", with nothing between two labels`, 'write what is between them in the line');
  return /<(?!_>)[A-Za-z_]\w*>/.test(pattern)
    ? undefined
    : wrong(`has "${pattern}", which names no label`, 'name one, as <status>');
}

/** A text of a query; undefined if it has escapes that are not those of JSON. */
function textOf(quoted: string): string | undefined {
  if (quoted.startsWith('`')) return quoted.slice(1, -1);
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

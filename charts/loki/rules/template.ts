import { GO_CONSTANTS, GO_FUNCTIONS, GO_KEYWORDS, GO_OPENING } from '../../input/templates';
import type { Fault } from '../../input/problems';

const namesOf = (...lists: readonly string[]): ReadonlySet<string> =>
  new Set([...lists, GO_FUNCTIONS, GO_CONSTANTS].flatMap((names) => names.split(' ')));

/** Additions of a program to the templates of Go. */
interface Dialect {
  readonly functions: ReadonlySet<string>;

  /** Variables that it declares. */
  readonly variables: readonly string[];

  /** Code of a value, as an example. */
  readonly value: string;

  /** Code of the value of a label. */
  readonly label: (name: string) => string;
}

/** Templates of rules, which have the functions of Prometheus. */
const RULES: Dialect = {
  functions: namesOf(
    'query first label value strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink tableLink',
    'sortByLabel stripPort stripDomain humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp',
    'toTime toDuration now pathPrefix externalURL parseDuration urlQueryEscape',
  ),
  variables: ['$', '$labels', '$externalLabels', '$value'],
  value: '$value',
  label: (name) => `$labels.${name}`,
};

/** Templates of `line_format` and `label_format` in queries. */
const QUERIES: Dialect = {
  functions: namesOf(
    '__line__ __timestamp__ ToLower ToUpper Replace Trim TrimLeft TrimRight TrimPrefix TrimSuffix TrimSpace',
    'regexReplaceAll regexReplaceAllLiteral count urldecode urlencode bytes duration duration_seconds alignLeft alignRight',
    'unixEpoch unixEpochMillis unixEpochNanos unixToTime toDateInZone toDate date now b64enc b64dec lower upper title',
    'trunc substr contains hasPrefix hasSuffix indent nindent replace repeat trim trimAll trimSuffix trimPrefix int float64',
    'add sub mul div mod addf subf mulf divf max min maxf minf ceil floor round fromJson default',
  ),
  variables: ['$'],
  value: '.level',
  label: (name) => `.${name}`,
};

/** Keywords that begin a block, which `end` ends. */
const OPENING = new Set(GO_OPENING.split(' '));

/** All keywords of the language. */
const WORDS = new Set([...OPENING, ...GO_KEYWORDS.split(' ')]);

/** String of Go in quotes, or a comment. */
const QUOTED = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\*[^]*?\*\//y;

/**
 * Fault of a template in a rule that Loki finds when it reads the rule. Loki then refuses the rules of every tenant.
 */
export const templateFault = (value: string): Fault | undefined => faultOf(value, RULES);

/**
 * Fault of a template of `line_format` or `label_format`. Loki accepts a rule with such a fault, and fails at each
 * evaluation.
 */
export const queryTemplateFault = (value: string): Fault | undefined => faultOf(value, QUERIES);

function faultOf(value: string, dialect: Dialect): Fault | undefined {
  const declared = new Set(dialect.variables);
  let open = 0;
  for (let from = value.indexOf('{{'); from >= 0; from = value.indexOf('{{', from)) {
    const action = actionAt(value, from + 2);
    if (!action) return { wrong: 'has {{ without }}', fix: 'close each {{' };
    from = action.end;
    const code = action.code.replace(/^- | -$/g, ' ').trim();
    if (code === COMMENT) continue;
    const [word = ''] = /^\w+/.exec(code) ?? [];
    if (code === '' || (['if', 'range', 'with'].includes(word) && word === code)) {
      return { wrong: `has {{ ${code ? `${code} ` : ''}}} without a value`, fix: `write one such as ${dialect.value}` };
    }
    if ((word === 'end' || word === 'else') && open === 0) {
      return { wrong: `has ${word} without if, range or with`, fix: 'leave it out' };
    }
    if (OPENING.has(word)) open++;
    if (word === 'end') open--;
    for (const [, names = ''] of code.matchAll(/((?:\$\w+\s*,\s*)?\$\w+)\s*:=/g)) {
      for (const name of names.split(',')) declared.add(name.trim());
    }
    const fault = unknownName(code, declared, dialect);
    if (fault) return fault;
  }
  return open > 0 ? { wrong: 'has if, range or with without end', fix: 'write {{ end }} after it' } : undefined;
}

/** Placeholders in the code of an action, for a comment and for a string. */
const COMMENT = '/**/';
const TEXT = '""';

/**
 * Code of an action with placeholders for strings and comments, and the position after it; undefined if it does not
 * end.
 */
function actionAt(value: string, start: number): { readonly code: string; readonly end: number } | undefined {
  let code = '';
  for (let at = start; at < value.length;) {
    if (value.startsWith('}}', at)) return { code, end: at + 2 };
    QUOTED.lastIndex = at;
    const quoted = QUOTED.exec(value)?.[0];
    if (quoted === undefined && /["'`]/.test(value.charAt(at))) return undefined;
    code += quoted === undefined ? value.charAt(at) : quoted.startsWith('/*') ? COMMENT : TEXT;
    at += quoted?.length ?? 1;
  }
  return undefined;
}

function unknownName(
  code: string,
  declared: ReadonlySet<string>,
  { functions, value, label }: Dialect,
): Fault | undefined {
  for (const [variable] of code.matchAll(/\$\w*/g)) {
    if (variable === '$externalURL') {
      return { wrong: 'has $externalURL, which Loki does not have', fix: 'use grafanaUrl, which adds a link' };
    }
    if (!declared.has(variable)) {
      return {
        wrong: `has ${variable}, which is not declared`,
        fix: `use ${value} or ${label('name')}, or declare it with :=`,
      };
    }
  }
  for (const [name] of code.matchAll(/(?<![.\w$])[A-Za-z_]\w*/g)) {
    if (functions.has(name) || WORDS.has(name)) continue;
    return {
      wrong: `has ${name}, which is not a function of templates`,
      fix: `write ${label(name)} if it is a label`,
    };
  }
  return undefined;
}

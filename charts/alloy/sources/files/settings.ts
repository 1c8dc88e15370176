import { atMost, namesOnce, someTexts, together } from '../../../input/combine';
import { LOKI_LABEL, PLAIN_TEXT, type TextForm } from '../../../input/forms';
import { hasOffset, LOCATION, TIME_FORMAT } from '../../../input/go-time';
import { type Fault, type Problem, problemOfValue, show } from '../../../input/problems';
import { isItemName, ITEM_NAME_WORDS } from '../../../input/item-name';
import { fields, list, map, oneOf, required, text, type Validator } from '../../../input/props';
import { GO_REGEX, groupNames } from '../../../input/re2';
import { TENANT } from '../../../endpoint/tenants';
import { MAX_LABELS, unboundedFault } from '../../../input/labels';
import { FIXED_VALUE } from '../../processing/forms';
import { hasFields, placeProblems } from '../../processing/places';
import { multiline } from '../../processing/validate';
import type { AlloyMultiline, MultilineName } from '../../processing/settings';
import { globCovers, globsMeet } from './overlap';
import { EXCLUDED, FILE_GLOB, GZIP_GLOB } from './paths';

/** Formats of lines. */
const FILE_FORMATS = ['plain', 'cri', 'json', 'logfmt'] as const;

/** Encodings of files, by their IANA names. */
const FILE_ENCODINGS = [
  ...['utf-8', 'utf-16le', 'utf-16be', 'iso-8859-1', 'iso-8859-2', 'iso-8859-15', 'windows-1251', 'windows-1252'],
  ...['shift_jis', 'euc-jp', 'euc-kr', 'gbk', 'gb18030', 'big5'],
] as const;

/** Time of a line. */
export interface FileTimestamp {
  /** Field of the line that holds the time. Only with format `json` or `logfmt`. @default - see `regex` */
  readonly field?: string;

  /** Regular expression of Go that finds the time in the line, in its group `(?P<time>…)`. @default - see `field` */
  readonly regex?: string;

  /**
   * Format of the time: `Unix`, `UnixMs`, `UnixUs`, `UnixNs`, `RFC3339`, `RFC3339Nano` and other names of Go, or the
   * time `2006-01-02 15:04:05.000` as the lines have it (https://pkg.go.dev/time#Layout).
   */
  readonly format: string;

  /** Place of times without an offset from UTC: `Europe/Berlin`. It also says what abbreviations such as CET are. @default UTC */
  readonly location?: string;
}

/** Files of nodes. */
export interface NodeFiles {
  /** Name: at most 30 lower-case letters, digits and hyphens. Lines have the label `job="node_file/<name>"`. */
  readonly name: string;

  /** Paths and globs of the files, such as `/var/log/app/*.log`; `**` stands for any folders. @default - see `gzip` */
  readonly paths?: readonly string[];

  /** Paths and globs of files that are left out. @default - none */
  readonly exclude?: readonly string[];

  /**
   * Paths and globs of compressed files, such as `/var/log/app/*.gz`. Each is read once, whole, and must be complete
   * when it gets its name.
   *
   * @default - none
   */
  readonly gzip?: readonly string[];

  /** Format of the lines. `cri` is the format of container runtimes. @default plain */
  readonly format?: (typeof FILE_FORMATS)[number];

  /**
   * Joins lines into blocks, by the form of a block's first line: that of a language, or your own.
   *
   * @default - each line is an entry
   */
  readonly multiline?: MultilineName | AlloyMultiline;

  /**
   * Structured metadata from fields of the line, by its name: a path of `json` such as `http.status`, a key of
   * `logfmt`. As in `processing`.
   *
   * @default - none
   */
  readonly fields?: Readonly<Record<string, string>>;

  /** Time of the lines. @default - the time at which they are read */
  readonly timestamp?: FileTimestamp;

  /** Tenant of the lines. @default - the first tenant */
  readonly tenant?: string;

  /** Labels of the lines besides `job` and `node_name`, such as `{ app: 'cni' }`. @default - none */
  readonly labels?: Readonly<Record<string, string>>;

  /** Encoding of the files, such as `utf-16le`. @default utf-8 */
  readonly encoding?: (typeof FILE_ENCODINGS)[number];

  /**
   * Owners of the files: `any` takes the capability DAC_READ_SEARCH, `root` takes none.
   *
   * @default - any
   */
  readonly fileOwners?: 'root' | 'any';
}

const NAME: TextForm = {
  example: 'vpc-cni',
  faultOf: (name) =>
    isItemName(name) ? undefined : { wrong: 'is not a name', fix: `use ${ITEM_NAME_WORDS}, beginning with a letter` },
};

const TIME_REGEX: TextForm = {
  example: '^(?P<time>\\S+) ',
  faultOf: (regex) => {
    const fault = GO_REGEX.faultOf(regex);
    if (fault || groupNames(regex).includes('time')) return fault;
    return { wrong: 'has no group time', fix: "put the time in one: '^(?P<time>\\\\S+) '" };
  },
};

/** Labels that all lines of files have. */
const LABELS_OF_LINES = ['cluster', 'job', 'node_name'];

const RESERVED = [...LABELS_OF_LINES, 'filename', 'stream', 'time_text', 'found_time'];

/** Faults of keys that are names of labels or of structured metadata. */
const namesFaults = (values: object): Fault[] => Object.keys(values).flatMap((name) => nameFault(name) ?? []);

function nameFault(name: string): Fault | undefined {
  const fault = LOKI_LABEL.faultOf(name);
  if (!fault && !RESERVED.includes(name)) return undefined;
  const { wrong, fix } = fault ?? { wrong: 'the lines have already', fix: 'use another name' };
  return { wrong: `has ${show(name)}, which ${wrong}`, fix };
}

/** Faults of label names. Each value of a label is a stream. */
function labelsFaults(values: object): Fault[] {
  const [count, most] = [Object.keys(values).length, MAX_LABELS - LABELS_OF_LINES.length];
  if (count > most) {
    const wrong = `has ${count} labels beside ${LABELS_OF_LINES.join(', ')}, and Loki refuses lines with more than ${MAX_LABELS}`;
    return [{ wrong, fix: `use at most ${most}, and fields for the others` }];
  }
  return Object.keys(values).flatMap((name) => {
    const fault = unboundedFault(name, 'use fields for it');
    return fault ? { ...fault, wrong: `has ${show(name)}, which ${fault.wrong}` } : (nameFault(name) ?? []);
  });
}

const VALUE: TextForm = {
  example: 'cni',
  faultOf: (value) =>
    value === '' ? { wrong: 'is empty', fix: 'write a value, or leave it out' } : PLAIN_TEXT.faultOf(value),
};

const FIELD: TextForm = { ...VALUE, example: 'msg' };

const timestamp: Validator = together<FileTimestamp>(
  fields<FileTimestamp>("{ field: 'ts', format: 'RFC3339' }", {
    field: text(FIELD),
    regex: text(TIME_REGEX),
    format: required(text(TIME_FORMAT), "'RFC3339'"),
    location: text(LOCATION),
  }),
  (path, { field, regex, format, location }) => {
    if ((field === undefined) === (regex === undefined)) {
      const found = field === undefined ? 'has neither field nor regex' : 'has both field and regex';
      return [{ path, found, fix: 'write one of them: where the time is in the line' }];
    }
    if (location === undefined || !hasOffset(format)) return [];
    const wrong = `has no effect: times of format ${show(format)} say their zone`;
    return [problemOfValue(`${path}.location`, location, { wrong, fix: 'leave it out' })];
  },
);

const EXAMPLE = "{ name: 'app', paths: ['/var/log/app/*.log'] }";

const one: Validator = together<NodeFiles>(
  fields<NodeFiles>(EXAMPLE, {
    name: required(text(NAME), "'app'"),
    paths: someTexts(FILE_GLOB),
    exclude: someTexts(EXCLUDED),
    gzip: someTexts(GZIP_GLOB),
    format: oneOf(FILE_FORMATS),
    multiline,
    fields: map(text(FIELD), "level: 'level'", namesFaults),
    timestamp,
    tenant: text(TENANT),
    labels: map(text({ ...FIXED_VALUE, example: 'cni' }), "app: 'cni'", labelsFaults),
    encoding: oneOf(FILE_ENCODINGS),
    fileOwners: oneOf(['root', 'any']),
  }),
  (
    path,
    {
      paths,
      gzip,
      exclude,
      format = 'plain',
      fields: chosen,
      timestamp: time,
      multiline: joined,
      labels = {},
      encoding,
    },
  ) => {
    const problems: Problem[] = exclusionProblems(`${path}.exclude`, [...(paths ?? []), ...(gzip ?? [])], exclude);
    for (const [index, glob] of (gzip ?? []).entries()) {
      if (!paths?.includes(glob)) continue;
      const found = `${show(glob)} is in paths, too, and a file is compressed or not`;
      problems.push({ path: `${path}.gzip[${index}]`, found, fix: 'write it in one of the two' });
    }
    // Alloy makes structured metadata of the label, and the value of the field is gone.
    for (const name of Object.keys(chosen ?? {}).filter((each) => Object.hasOwn(labels, each))) {
      problems.push({
        path: `${path}.fields.${name}`,
        found: `${show(name)} is in labels, too, and a line has one of the two`,
        fix: 'rename one of them',
      });
    }
    // A container runtime writes its part of each line in ASCII, which these encodings do not contain.
    if (format === 'cri' && encoding?.startsWith('utf-16')) {
      const found = `${show(encoding)}, and a container runtime writes no lines of it`;
      problems.push({ path: `${path}.encoding`, found, fix: "leave it out, or use format: 'plain'" });
    }
    const isParsed = hasFields(format);
    const fix = "use format: 'json' or 'logfmt', or leave it out";
    if (!paths && !gzip)
      problems.push({ path: `${path}.paths`, found: show(undefined), fix: "write one such as ['/var/log/app/*.log']" });
    if (chosen && !isParsed)
      problems.push({
        path: `${path}.fields`,
        found: `${show(chosen)}, and lines of format ${format} have no fields`,
        fix,
      });
    if (time?.field !== undefined && !isParsed) {
      problems.push({
        path: `${path}.timestamp.field`,
        found: `${show(time.field)}, and lines of format ${format} have no fields`,
        fix: 'use regex',
      });
    }
    if (isParsed) {
      const places = Object.entries(chosen ?? {}).map(([name, place]) => ({ path: `${path}.fields.${name}`, place }));
      const ofTime = time?.field === undefined ? [] : [{ path: `${path}.timestamp.field`, place: time.field }];
      problems.push(...placeProblems(format, [...places, ...ofTime]));
    }
    if (joined !== undefined && isParsed) {
      const found = `${show(joined)}, and an entry of format ${format} is one line`;
      problems.push({ path: `${path}.multiline`, found, fix: "leave it out, or use format: 'plain'" });
    }
    return problems;
  },
);

/** Problems of excluded files: all are excluded, or some are not read anyway. */
function exclusionProblems(path: string, read: readonly string[], exclude: readonly string[] = []): Problem[] {
  if (read.length > 0 && read.every((glob) => exclude.some((each) => globCovers(each, glob)))) {
    return [{ path, found: `${show(exclude)} leaves out every file`, fix: 'narrow it' }];
  }
  return exclude.flatMap((each, index) =>
    read.length === 0 || read.some((glob) => globsMeet(each, glob))
      ? []
      : [
          {
            path: `${path}[${index}]`,
            found: `${show(each)} matches no file that is read`,
            fix: 'correct it, or leave it out',
          },
        ],
  );
}

/** The field `files`. */
export const FILES: Validator = together<readonly NodeFiles[]>(
  atMost(400, 'Kubernetes takes no larger configuration of Alloy', list(one, EXAMPLE)),
  namesOnce,
);

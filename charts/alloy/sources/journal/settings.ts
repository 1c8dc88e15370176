import { switchOr, together } from '../../../input/combine';
import { OBJECT_NAME, type TextForm } from '../../../input/forms';
import { type Problem, problemOfValue, show } from '../../../input/problems';
import { boolean, fields, isReadable, oneOf, text, type Validator } from '../../../input/props';
import { OLDEST_LINE_HOURS } from '../../../loki/config/retention';
import { filterOf, type SourceFilter, wordOf } from '../settings';

/** Priority of an entry of the journal. */
export type JournalPriority = 'emerg' | 'alert' | 'crit' | 'error' | 'warning' | 'notice' | 'info' | 'debug';

/** Priorities of the journal, the most urgent first: their places are their numbers. */
export const JOURNAL_PRIORITIES: readonly JournalPriority[] = [
  'emerg',
  'alert',
  'crit',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
];

/** Priorities that are kept and dropped. */
export interface JournalPriorityFilter {
  /** Priorities that are kept. Entries without one, such as those of audit, are dropped. @default - all */
  readonly keep?: readonly JournalPriority[];

  /** Priorities that are dropped. @default - none */
  readonly drop?: readonly JournalPriority[];
}

/** Place of a journal: on the disk of the node, in its memory, or both, for nodes that have one or the other. */
export type JournalStorage = 'persistent' | 'volatile' | 'both';

const JOURNAL_STORAGES: readonly JournalStorage[] = ['persistent', 'volatile', 'both'];

/** Settings of the systemd journal. */
export interface JournalSettings {
  /**
   * Units by their names, such as `kubelet.service` or `session-*.scope`. Lines of the kernel have no unit.
   *
   * @default - all
   */
  readonly units?: SourceFilter;

  /** Programs by the names they log under, such as `sshd` (SYSLOG_IDENTIFIER). @default - all */
  readonly identifiers?: SourceFilter;

  /**
   * The least urgent priority that is kept, such as `warning`, or lists of priorities.
   *
   * @default - all
   */
  readonly priorities?: JournalPriority | JournalPriorityFilter;

  /**
   * If true, lines of the kernel are kept: what dmesg shows, and the audit records that go to the journal.
   *
   * @default - true, unless `units.keep` or `identifiers.keep` names what is kept
   */
  readonly kernel?: boolean;

  /**
   * Place of the journal: `persistent` (/var/log/journal), `volatile` (/run/log/journal), or `both`, for nodes that
   * have one or the other.
   *
   * @default persistent
   */
  readonly storage?: JournalStorage;

  /**
   * Time that the first start reads back, and the longest outage after which nothing is missing, such as `24h`; at most
   * the 168h for which Loki takes old lines.
   *
   * @default 24h
   */
  readonly maxAge?: string;

  /**
   * Words of `level`: the priorities of `syslog`, or the words that all sources have in `common` (`fatal`, `error`,
   * `warn`, `info`, `debug`). With `common`, the letter at the beginning of a line of kubelet counts more than its
   * priority, which is always `info`; the priority itself is the structured metadata `priority`.
   *
   * @default syslog
   */
  readonly levels?: 'syslog' | 'common';

  /**
   * If true, entries without a unit get one: `kernel` or `audit`, otherwise the name of the program.
   *
   * @default false
   */
  readonly fallbackUnit?: boolean;
}

/** Identifiers of the kernel's own entries. */
const KERNEL = ['kernel', 'audit'];

const UNIT_TYPES = 'service|scope|socket|slice|target|timer|mount|automount|swap|path|device';

/** Name or pattern of a unit. */
const UNIT: TextForm = {
  example: 'kubelet.service',
  faultOf: (name) => {
    if (new RegExp(`^[\\w:.@\\\\*-]+\\.(${UNIT_TYPES})$`).test(name) || /^[\w:.@\\*-]*\*$/.test(name)) return undefined;
    if (KERNEL.includes(name))
      return { wrong: 'is not a unit: lines of the kernel have none', fix: 'use kernel: true or false' };
    const fix = OBJECT_NAME.faultOf(name) ? "write one such as 'kubelet.service'" : `write '${name}.service'`;
    return { wrong: 'is not the name of a unit', fix };
  },
};

/** Name or pattern of a program. */
const IDENTIFIER: TextForm = {
  example: 'sshd',
  faultOf: (name) => {
    if (KERNEL.includes(name))
      return { wrong: 'is the kernel, which is not a program', fix: 'use kernel: true or false' };
    return /^\P{Cc}+$/u.test(name)
      ? undefined
      : { wrong: 'is not the name of a program', fix: "write one such as 'sshd'" };
  },
};

const PRIORITY = wordOf('debug', JOURNAL_PRIORITIES);

const priorities: Validator = (path, value) =>
  isReadable(value) ? filterOf(PRIORITY)(path, value) : text(PRIORITY)(path, value);

/** Duration in Go's notation. */
const AGE: TextForm = {
  example: '24h',
  faultOf: (value) => {
    const [, count, unit] = /^(\d{1,6})(h|m)$/.exec(value) ?? [];
    const hours = Number(count) / (unit === 'm' ? 60 : 1);
    if (!count || hours === 0) return { wrong: 'is not a number of hours or minutes', fix: "write one such as '24h'" };
    if (hours <= OLDEST_LINE_HOURS) return undefined;
    const wrong = `is longer than the ${OLDEST_LINE_HOURS}h for which Loki takes old lines`;
    return { wrong, fix: `use at most '${OLDEST_LINE_HOURS}h'` };
  },
};

const EXAMPLE = "{ units: { drop: ['session-*.scope'] } }";

/** A journal without any entry left. */
function nothingLeft(path: string, settings: JournalSettings): Problem[] {
  const { units, kernel } = settings;
  if (kernel !== false || !units?.drop?.some((pattern) => /^\*+$/.test(pattern))) return [];
  return [
    problemOfValue(`${path}.units.drop`, units.drop, {
      wrong: `with kernel: ${show(false)} leaves nothing`,
      fix: 'set journal: false',
    }),
  ];
}

/** The field `journal`. */
export const JOURNAL: Validator = switchOr(
  together(
    fields<JournalSettings>(EXAMPLE, {
      units: filterOf(UNIT),
      identifiers: filterOf(IDENTIFIER),
      priorities,
      kernel: boolean,
      storage: oneOf(JOURNAL_STORAGES),
      maxAge: text(AGE),
      levels: oneOf(['syslog', 'common']),
      fallbackUnit: boolean,
    }),
    nothingLeft,
  ),
  EXAMPLE,
);

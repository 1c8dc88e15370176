import { switchOr, together } from '../../input/combine';
import type { TextForm } from '../../input/forms';
import { covers, presentRegex } from '../../input/patterns';
import { problemOfValue, show } from '../../input/problems';
import { boolean, fields, text as textOf, type Validator } from '../../input/props';
import { dropFilename, NODE_NAME, nodeFile, nodeLabels } from '../stages/node';
import { structuredMetadata } from '../stages/metadata';
import { FILE_GLOB, mountsOf } from './files/paths';
import { filterOf, type SourceFilter } from './settings';
import type { AlloyContext, AlloySource, HostMount } from './source';
import { Block } from '../language/syntax';
import { list, object, raw, text } from '../language/values';

/** Settings of the kernel's audit log. */
export interface AuditSettings {
  /** Types of records by their names, such as `SYSCALL` or `USER_*`. @default - all */
  readonly types?: SourceFilter;

  /**
   * If true, the records of a system call are one entry: from its SYSCALL on, its EXECVE, CWD, PATH, PROCTITLE and all
   * others with its serial number, also if other records are between them.
   *
   * @default false
   */
  readonly joinRecords?: boolean;

  /** Path of the log, if auditd writes elsewhere. @default /var/log/audit/audit.log */
  readonly path?: string;
}

const TYPE: TextForm = {
  example: 'USER_LOGIN',
  faultOf: (name) =>
    /^(?!\d+$)[A-Z0-9_*]+$/.test(name)
      ? undefined
      : { wrong: 'is not a type of record', fix: "write one such as 'SYSCALL' or 'USER_*'" },
};

/** Types that begin an entry of several records. Those before it, such as AVC, are entries of their own. */
const FIRST = ['SYSCALL', 'URINGOP'];

/** Log of auditd, unless its configuration names another. */
export const AUDIT_PATH = '/var/log/audit/audit.log';

const PATH: TextForm = {
  example: AUDIT_PATH,
  faultOf: (path) =>
    FILE_GLOB.faultOf(path) ?? (/[*?[{]/.test(path) ? { wrong: 'is a pattern', fix: 'name the file' } : undefined),
};

const EXAMPLE = "{ types: { drop: ['PROCTITLE'] } }";

/** The field `audit`. */
export const AUDIT: Validator = switchOr(
  together<AuditSettings>(
    fields<AuditSettings>(EXAMPLE, { types: filterOf(TYPE), joinRecords: boolean, path: textOf(PATH) }),
    (path, { types: { keep, drop = [] } = {}, joinRecords }) => {
      const isLeft = FIRST.some(
        (type) => (keep ?? ['*']).some((name) => covers(name, type)) && !drop.some((name) => covers(name, type)),
      );
      const every = drop.findIndex((name) => covers(name, '*'));
      if (every >= 0) {
        const wrong = 'drops every record';
        return [
          problemOfValue(`${path}.types.drop[${every}]`, drop[every], {
            wrong,
            fix: 'narrow it, or write audit: false',
          }),
        ];
      }
      if (joinRecords !== true || isLeft) return [];
      const wrong = `joins records to their SYSCALL, and types leave none: ${show({ keep, drop })}`;
      return [problemOfValue(`${path}.joinRecords`, true, { wrong, fix: 'leave it out, or keep SYSCALL' })];
    },
  ),
  EXAMPLE,
);

/**
 * Head of an audit record: `type=SYSCALL msg=audit(1364481363.243:24287): …`. The number before the colon is
 * seconds since 1970; the records of one event share the number after it.
 *
 * Ten digits last until the year 2286. Any longer number is not a time: with one after the year 9999, Alloy could not
 * encode the batch and would drop all of its lines. Such a record gets the time of the one before it.
 */
const HEAD = String.raw`type=(?P<audit_type>\S+) msg=audit\((?:(?P<audit_time>\d{1,10}\.\d{1,9})|[^:)]*):(?P<audit_serial>\d+)\)`;

/** Beginning of a record, up to its type, in a string of LogQL. */
const HEAD_OF_TYPE = String.raw`^(?:node=\\S+ )?type=`;

/** Time without a further record after which an entry is complete. auditd writes the records of an event at once. */
const COMPLETE_AFTER = '1s';

/**
 * Audit log of the kernel. Amazon Linux 2023 has one, Bottlerocket does not.
 *
 * Labels: `job="node_log/audit"`, `node_name`. Structured metadata: `audit_type`, `audit_serial`. Lines carry the time
 * of the event, not the time they were read.
 */
export class AuditSource implements AlloySource {
  private readonly file: string;

  public readonly name = 'audit';
  public readonly mounts: HostMount[];
  public readonly fileOwners = 'root';
  public readonly env = [NODE_NAME];
  public readonly rules = [];

  constructor(private readonly settings: AuditSettings = {}) {
    this.file = settings.path ?? AUDIT_PATH;
    this.mounts = mountsOf([this.file]);
  }

  public blocks(context: AlloyContext): Block[] {
    const process = new Block('loki.process', this.name)
      .set('forward_to', list(context.receiver))
      .add(
        ...this.filter(),
        new Block('stage.regex').set('expression', raw(HEAD)),
        ...this.joining(),
        new Block('stage.timestamp').set('source', text('audit_time')).set('format', text('Unix')),
        nodeLabels('node_log/audit'),
        ...context.stages(this.name),
        structuredMetadata('audit_type', 'audit_serial'),
        dropFilename(),
      );
    return [nodeFile(this.name, this.file, process), process];
  }

  /** Drops records by their type, which is at the beginning of their line. */
  private filter(): Block[] {
    const { keep, drop } = this.settings.types ?? {};
    const dropIf = (operator: string, types: readonly string[]): Block =>
      new Block('stage.match')
        .set('selector', raw(`{filename!=""} ${operator} "${HEAD_OF_TYPE}(?:${presentRegex(types)}) "`))
        .set('action', text('drop'))
        .set('drop_counter_reason', text('audit_type'));
    return [...(keep ? [dropIf('!~', keep)] : []), ...(drop ? [dropIf('|~', drop)] : [])];
  }

  /**
   * Joins by the serial number: while it is a label, each event is a stream of its own, and records of others between
   * its own do not matter. Alloy forgets a stream as soon as its entry is complete.
   */
  private joining(): Block[] {
    if (this.settings.joinRecords !== true) return [];
    return [
      new Block('stage.labels').set('values', object({ audit_serial: text('audit_serial') })),
      new Block('stage.multiline')
        .set('firstline', raw(`^(?:node=\\S+ )?type=(?:${FIRST.join('|')}) `))
        .set('max_wait_time', text(COMPLETE_AFTER)),
    ];
  }
}

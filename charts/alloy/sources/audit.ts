import { dropFilename, NODE_NAME, nodeFile, nodeLabels, VAR_LOG } from '../stages/node';
import { structuredMetadata } from '../stages/metadata';
import type { AlloyContext, AlloySource } from './source';
import { Block } from '../language/syntax';
import { list, raw, text } from '../language/values';

/**
 * Head of an audit record: `type=SYSCALL msg=audit(1364481363.243:24287): …`. The number before the colon is
 * seconds since 1970; the records of one event share the number after it.
 *
 * Ten digits last until the year 2286. Any longer number is no time: with one after the year 9999, Alloy could not encode
 * the batch and would drop all of its lines. Such a record gets the time of the one before it.
 */
const HEAD = String.raw`type=(?P<audit_type>\S+) msg=audit\((?:(?P<audit_time>\d{1,10}\.\d{1,9})|[^:)]*):(?P<audit_serial>\d+)\)`;

/**
 * Audit log of the kernel. Amazon Linux 2023 has one, Bottlerocket does not.
 *
 * Labels: `job="node_log/audit"`, `node_name`. Structured metadata: `audit_type`, `audit_serial`. Lines carry the time
 * of the event, not the time they were read.
 */
export class AuditSource implements AlloySource {
  public readonly name = 'audit';
  public readonly mounts = [VAR_LOG];
  public readonly fileOwners = 'root';
  public readonly env = [NODE_NAME];
  public readonly rules = [];

  public blocks(context: AlloyContext): Block[] {
    const process = new Block('loki.process', this.name)
      .set('forward_to', list(context.receiver))
      .add(
        new Block('stage.regex').set('expression', raw(HEAD)),
        new Block('stage.timestamp').set('source', text('audit_time')).set('format', text('Unix')),
        nodeLabels('node_log/audit'),
        ...context.stages(this.name),
        structuredMetadata('audit_type', 'audit_serial'),
        dropFilename(),
      );
    return [nodeFile(this.name, '/var/log/audit/audit.log', process), process];
  }
}

import { switchOr } from '../../input/combine';
import { boolean, fields, type Validator } from '../../input/props';
import { dropFilename, NODE_NAME, nodeFile, nodeLabels, VAR_LOG } from '../stages/node';
import { structuredMetadata } from '../stages/metadata';
import type { AlloyContext, AlloySource } from './source';
import { Block } from '../language/syntax';
import { list, raw, text } from '../language/values';

/** Settings of cloud-init's logs. */
export interface CloudInitSettings {
  /**
   * If true, /var/log/cloud-init-output.log is read too: what the programs of the user data printed, on nodes that have
   * it. Its lines have no time of their own, and the job `node_log/init-output`.
   *
   * @default false
   */
  readonly output?: boolean;
}

/** The field `cloudInit`. */
export const CLOUD_INIT: Validator = switchOr(
  fields<CloudInitSettings>('{ output: true }', { output: boolean }),
  '{ output: true }',
);

/** Beginning of every entry. Other lines, such as Python tracebacks, belong to the entry before them. */
const FIRST_LINE = String.raw`^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3} `;

/**
 * Head of an entry: `2025-01-01 12:00:00,123 - util.py[DEBUG]: …`. Any other year is not a time: with the year 0, Alloy could
 * not encode the batch and would drop all of its lines. Such an entry gets the time of the one before it.
 */
const HEAD = String.raw`^(?:(?P<time>2\d{3}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3})|\S+ \S+) - \S+\[(?P<level>[A-Z]+)\]`;

/** Format of its time, in Go's notation. */
const TIME_FORMAT = '2006-01-02 15:04:05,000';

/** A file of cloud-init: its name and job, and what is read from its lines. */
interface CloudInitFile {
  readonly name: string;
  readonly path: string;
  readonly job: string;
  readonly stages: () => Block[];
  readonly metadata: readonly string[];
}

/**
 * Log of cloud-init: what the node's user data did at boot.
 *
 * Labels: `job="node_log/init"`, `node_name`. Structured metadata: `level`. Lines carry the time that
 * cloud-init wrote, which is UTC on EKS nodes.
 */
const LOG: CloudInitFile = {
  name: 'cloud_init',
  path: '/var/log/cloud-init.log',
  job: 'node_log/init',
  stages: () => [
    new Block('stage.multiline').set('firstline', raw(FIRST_LINE)),
    new Block('stage.regex').set('expression', raw(HEAD)),
    new Block('stage.timestamp')
      .set('source', text('time'))
      .set('format', text(TIME_FORMAT))
      .set('location', text('UTC')),
    new Block('stage.template')
      .set('source', text('level'))
      .set('template', text('{{ if .Value }}{{ ToLower .Value }}{{ end }}')),
  ],
  metadata: ['level'],
};

/**
 * Output of the programs that cloud-init ran.
 *
 * Labels: `job="node_log/init-output"`, `node_name`. Lines carry the time they were read: they have no other.
 */
const OUTPUT: CloudInitFile = {
  name: 'cloud_init_output',
  path: '/var/log/cloud-init-output.log',
  job: 'node_log/init-output',
  stages: () => [],
  metadata: [],
};

/** Source of a file of cloud-init. */
class CloudInitSource implements AlloySource {
  public readonly name;
  public readonly mounts = [VAR_LOG];
  /** On Ubuntu the files belong to `syslog`. */
  public readonly fileOwners = 'any';
  public readonly env = [NODE_NAME];
  public readonly rules = [];

  constructor(private readonly file: CloudInitFile) {
    this.name = file.name;
  }

  public blocks(context: AlloyContext): Block[] {
    const { name, path, job, stages, metadata } = this.file;
    const process = new Block('loki.process', name)
      .set('forward_to', list(context.receiver))
      .add(
        ...stages(),
        nodeLabels(job),
        ...context.stages(name),
        ...(metadata.length > 0 ? [structuredMetadata(...metadata)] : []),
        dropFilename(),
      );
    return [nodeFile(name, path, process), process];
  }
}

/** Sources of the field `cloudInit`. */
export const cloudInitSources = ({ output = false }: CloudInitSettings = {}): AlloySource[] => [
  new CloudInitSource(LOG),
  ...(output ? [new CloudInitSource(OUTPUT)] : []),
];

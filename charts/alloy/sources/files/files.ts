import { Block } from '../../language/syntax';
import { bool, list, object, text, type Value } from '../../language/values';
import { multilineStage } from '../../processing/multiline';
import { rawText } from '../../language/raw-text';
import { timestampStages } from '../../processing/timestamp';
import { structuredMetadata } from '../../stages/metadata';
import { NODE_NAME, nodeName } from '../../stages/node';
import { tenantStages } from '../../stages/routes';
import { PLACE } from '../place';
import type { AlloyContext, AlloySource, HostMount } from '../source';
import { globsMeet } from './overlap';
import { mountsOf } from './paths';
import type { FileTimestamp, NodeFiles } from './settings';

/** Beginning of the labels of the components of a group of files. */
export const FILES_PREFIX = 'files_';

/** Name of the source of a group of files. */
export const filesSource = (name: string): string => `${FILES_PREFIX}${name.replaceAll('-', '_')}`;

/** End of the label of the component that reads its compressed files. */
export const GZIP_SUFFIX = '_gzip';

/** Extracted text of the time, as the line has it. */
export const TIME_TEXT = 'time_text';

/** Pause before a compressed file is read, in which it may still be written. */
const GZIP_DELAY = '10s';

/**
 * Files of the node that the user names.
 *
 * Labels: `job="node_file/<name>"`, `node_name`, and those that are chosen. Structured metadata: `filename`, and the
 * chosen fields of the line.
 *
 * Targets have no labels, which would be part of the key of their positions. So no change of labels reads a file again.
 */
export class FilesSource implements AlloySource {
  public readonly name: string;
  public readonly [PLACE]: string;
  public readonly mounts: HostMount[];
  public readonly fileOwners: 'root' | 'any';
  public readonly env = [NODE_NAME];
  public readonly rules = [];

  constructor(
    private readonly files: NodeFiles,
    index: number,
  ) {
    this.name = filesSource(files.name);
    this[PLACE] = `alloy.files[${index}]`;
    this.mounts = mountsOf([...(files.paths ?? []), ...(files.gzip ?? [])]);
    this.fileOwners = files.fileOwners ?? 'any';
  }

  public blocks(context: AlloyContext): Block[] {
    const { paths, gzip, tenant } = this.files;
    const compressed = (gzip ?? []).filter((glob) => paths?.some((path) => globsMeet(path, glob)));
    const stages = context.stages(this.name);
    const process = new Block('loki.process', this.name).set('forward_to', list(context.receiver)).add(
      // This comes first, while `filename` still separates the parts of lines of several files.
      ...this.wholeLines(),
      ...this.parsing(),
      ...this.time(),
      new Block('stage.static_labels').set('values', object(this.labels)),
      ...stages,
      // Fields that were read before secrets were replaced are read again.
      ...(stages.some(replaces) ? this.parsing() : []),
      structuredMetadata(...Object.keys(this.files.fields ?? {}), 'filename'),
      ...tenantStages(tenant),
    );
    return [
      // The other reader reads compressed files that these globs match.
      ...(paths ? [this.reader(this.name, paths, process, compressed)] : []),
      // A component reads either compressed files or growing files.
      ...(gzip
        ? [
            this.reader(`${this.name}${GZIP_SUFFIX}`, gzip, process).add(
              new Block('decompression')
                .set('enabled', bool(true))
                .set('format', text('gz'))
                .set('initial_delay', text(GZIP_DELAY)),
            ),
          ]
        : []),
      process,
    ];
  }

  private get labels(): Record<string, Value> {
    const own = Object.entries(this.files.labels ?? {}).map(([name, value]) => [name, text(value)] as const);
    return { job: text(`node_file/${this.files.name}`), node_name: nodeName(), ...Object.fromEntries(own) };
  }

  private reader(name: string, globs: readonly string[], process: Block, others: readonly string[] = []): Block {
    const { encoding } = this.files;
    const exclude = [...(this.files.exclude ?? []), ...others];
    const excluded = exclude.length > 1 ? `{${exclude.join(',')}}` : exclude[0];
    const targets = globs.map((glob) =>
      object({ __path__: text(glob), ...(excluded === undefined ? {} : { __path_exclude__: text(excluded) }) }),
    );
    const source = new Block('loki.source.file', name).set('targets', list(...targets));
    if (encoding !== undefined && encoding !== 'utf-8') source.set('encoding', text(encoding));
    return source
      .set('forward_to', list(process.exported('receiver')))
      .add(new Block('file_match').set('enabled', bool(true)));
  }

  private wholeLines(): Block[] {
    const { format, multiline } = this.files;
    return [
      ...(format === 'cri' ? [new Block('stage.cri')] : []),
      ...(multiline === undefined ? [] : [multilineStage(multiline)]),
    ];
  }

  /** Extracts the fields, and the text of the time if it is one. */
  private parsing(): Block[] {
    const { format, timestamp, fields = {} } = this.files;
    const all = { ...fields, ...(timestamp?.field === undefined ? {} : { [TIME_TEXT]: timestamp.field }) };
    if (Object.keys(all).length === 0) return [];
    const values = object(Object.fromEntries(Object.entries(all).map(([name, field]) => [name, text(field)])));
    return [
      format === 'json'
        ? new Block('stage.json').set('expressions', values)
        : new Block('stage.logfmt').set('mapping', values),
    ];
  }

  private time(): Block[] {
    const { timestamp } = this.files;
    return timestamp ? timeStages(timestamp) : [];
  }
}

/** True for a stage that changes the text of lines, or has such a stage within it. */
const replaces = ({ name, blocks }: Block): boolean => name === 'stage.replace' || blocks.some(replaces);

/** Stages of the time of a line. */
function timeStages({ regex, format, location }: FileTimestamp): Block[] {
  // The first group of that name is the library's; any other is the user's.
  const expression = regex?.replace(/\(\?P?<time>/, `(?P<${TIME_TEXT}>`);
  return [
    ...(expression === undefined ? [] : [new Block('stage.regex').set('expression', rawText(expression))]),
    ...timestampStages({ field: TIME_TEXT, format, ...(location === undefined ? {} : { location }) }),
  ];
}

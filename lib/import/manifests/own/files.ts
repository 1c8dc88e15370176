import { FILES_PREFIX, GZIP_SUFFIX, TIME_TEXT } from '../../../../charts/alloy/sources/files/files';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { NodeFiles } from '../../../../charts/alloy/sources/files/settings';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { asList, at, records } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';
import { attributeOf, blockOf, everyNodeBlocks, mapOf, mapsOf, textOf } from './blocks';
import { entryOf } from './entry';

/** Reads the groups of files of the node. */
export function readOwnFiles({ draft }: Importing, objects: readonly Manifest[], texts: readonly ConfigText[]): void {
  const blocks = everyNodeBlocks(texts);
  const processes = blocks.filter(({ name, label }) => name === 'loki.process' && label?.startsWith(FILES_PREFIX));
  const agent = new Manifests(objects).workloads.find(({ kind, name }) => kind === 'DaemonSet' && name === 'alloy');
  const [container] = records(agent?.pod.containers);
  const readsAll = asList(at(container, 'securityContext.capabilities.add')).includes('DAC_READ_SEARCH');
  const files = processes.flatMap((process) => filesOf(process, blocks, readsAll ? undefined : 'root') ?? []);
  if (files.length > 0) draft.set(['alloy', 'files'], files);
}

function filesOf(
  process: AlloyBlock,
  blocks: readonly AlloyBlock[],
  fileOwners: NodeFiles['fileOwners'],
): NodeFiles | undefined {
  const label = process.label ?? '';
  const at = process.blocks.findIndex((stage) => 'job' in mapOf(attributeOf(stage, 'values')));
  const { job, ...labels } = mapOf(attributeOf(process.blocks[at], 'values'));
  const name = /^node_file\/(.+)$/.exec(job ?? '')?.[1];
  if (name === undefined) return undefined;
  const [plain, gzip] = [label, `${label}${GZIP_SUFFIX}`].map((one) => blockOf(blocks, 'loki.source.file', one));
  const globsOf = (source: AlloyBlock | undefined) => mapsOf(source, 'targets').flatMap((one) => one['__path__'] ?? []);
  const [paths, compressed] = [globsOf(plain), globsOf(gzip)];
  const excluded = mapsOf(gzip ?? plain, 'targets')[0]?.['__path_exclude__'];
  // Compressed files that a glob of the others matches are left out there by the library.
  const exclude = gzip ? listOf(excluded) : listOf(excluded).filter((glob) => !compressed.includes(glob));
  const before = process.blocks.slice(0, at);
  const last = process.blocks.at(-1);
  const tenant = last?.name === 'stage.tenant' ? textOf(last, 'value') : undefined;
  const encoding = textOf(plain ?? gzip, 'encoding');
  return {
    name,
    ...(plain ? { paths } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
    ...(gzip ? { gzip: compressed } : {}),
    ...linesOf(before),
    ...(tenant === undefined ? {} : { tenant }),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(encoding === undefined ? {} : { encoding: encoding as NodeFiles['encoding'] }),
    ...(fileOwners === undefined ? {} : { fileOwners }),
  };
}

/** Globs of `{a,b}`, or one glob. Braces within them are left as they are. */
function listOf(excluded: string | undefined): string[] {
  if (excluded === undefined) return [];
  if (!/^\{.*\}$/s.test(excluded)) return [excluded];
  const globs: string[] = [];
  let [depth, glob] = [0, ''];
  for (const character of excluded.slice(1, -1)) {
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (character === ',' && depth === 0) {
      globs.push(glob);
      glob = '';
    } else glob += character;
  }
  return [...globs, glob];
}

/** Format, fields, time and first lines, from the stages before the labels. */
function linesOf(stages: readonly AlloyBlock[]): Partial<NodeFiles> {
  const cri = blockOf(stages, 'stage.cri');
  const multiline = blockOf(stages, 'stage.multiline');
  const [json, logfmt] = [blockOf(stages, 'stage.json'), blockOf(stages, 'stage.logfmt')];
  const { [TIME_TEXT]: field, ...fields } = json
    ? mapOf(attributeOf(json, 'expressions'))
    : mapOf(attributeOf(logfmt, 'mapping'));
  const stage = blockOf(stages, 'stage.timestamp');
  const [format, location] = [textOf(stage, 'format'), textOf(stage, 'location')];
  const found = stages.find((one) => one.name === 'stage.regex' && textOf(one, 'source') === undefined);
  const regex = textOf(found, 'expression')?.replace(`(?P<${TIME_TEXT}>`, '(?P<time>');
  const lines = cri ? 'cri' : json ? 'json' : logfmt ? 'logfmt' : undefined;
  return {
    ...(lines === undefined ? {} : { format: lines }),
    ...(multiline ? { multiline: entryOf([multiline], 'pods')?.multiline } : {}),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(format === undefined
      ? {}
      : {
          timestamp: {
            ...(field === undefined ? {} : { field }),
            ...(regex === undefined ? {} : { regex }),
            format,
            ...(location === undefined ? {} : { location }),
          },
        }),
  };
}

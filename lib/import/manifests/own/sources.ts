import { AUDIT_PATH } from '../../../../charts/alloy/sources/audit';
import { HUBBLE_PATHS } from '../../../../charts/alloy/sources/hubble';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';
import { blockOf, everyNodeBlocks, mapsOf, textOf } from './blocks';
import { journalOf } from './journal';
import { patternsIn } from './patterns';

/** Reads the settings of the sources of nodes: the journal, the audit log, cloud-init's logs and Hubble's flows. */
export function readOwnSources({ draft }: Importing, texts: readonly ConfigText[]): void {
  const blocks = everyNodeBlocks(texts);
  const set = (source: string, settings: object | undefined, whenEmpty?: true): void => {
    if (settings && Object.keys(settings).length > 0) draft.set(['alloy', source], settings);
    else if (settings && whenEmpty) draft.set(['alloy', source], true);
  };
  set('journal', journalOf(blocks));
  set('audit', auditOf(blocks));
  if (blockOf(blocks, 'loki.source.file', 'cloud_init_output')) draft.set(['alloy', 'cloudInit'], { output: true });
  set('hubble', hubbleOf(blocks), true);
}

/** A filter of a source by names, from the stages that drop lines. */
function keepAndDrop(keep: string | undefined, drop: string | undefined): object {
  return {
    ...(keep === undefined ? {} : { keep: patternsIn(keep) }),
    ...(drop === undefined ? {} : { drop: patternsIn(drop) }),
  };
}

/** Text in one of several selectors. */
const found = (selectors: readonly string[], form: RegExp): string | undefined =>
  selectors.flatMap((selector) => form.exec(selector)?.[1] ?? [])[0];

const selectorsOf = (process: AlloyBlock | undefined): string[] =>
  (process?.blocks ?? []).flatMap((stage) =>
    stage.name === 'stage.match' && textOf(stage, 'action') === 'drop' ? (textOf(stage, 'selector') ?? []) : [],
  );

function auditOf(blocks: readonly AlloyBlock[]): object | undefined {
  const [target] = mapsOf(blockOf(blocks, 'loki.source.file', 'audit'), 'targets');
  if (!target) return undefined;
  const process = blockOf(blocks, 'loki.process', 'audit');
  const selectors = selectorsOf(process);
  const types = keepAndDrop(
    found(selectors, /!~ ".*type=\(\?:(.+)\) "$/),
    found(selectors, /\|~ ".*type=\(\?:(.+)\) "$/),
  );
  const path = target['__path__'];
  const isJoined = process?.blocks.some((stage) => stage.name === 'stage.multiline' && isOfAudit(stage));
  return {
    ...(Object.keys(types).length > 0 ? { types } : {}),
    ...(isJoined ? { joinRecords: true } : {}),
    ...(path === undefined || path === AUDIT_PATH ? {} : { path }),
  };
}

const isOfAudit = (stage: AlloyBlock): boolean => textOf(stage, 'firstline')?.includes('type=(?:SYSCALL') === true;

function hubbleOf(blocks: readonly AlloyBlock[]): object | undefined {
  const source = blockOf(blocks, 'loki.source.file', 'hubble');
  if (!source) return undefined;
  const selectors = selectorsOf(blockOf(blocks, 'loki.process', 'hubble'));
  const verdicts = keepAndDrop(found(selectors, /verdict!~"(.+)"/), found(selectors, /\{verdict=~"(.+)"/));
  const paths = mapsOf(source, 'targets').flatMap((target) => target['__path__'] ?? []);
  return {
    ...(paths.join() === HUBBLE_PATHS.join() ? {} : { paths }),
    ...(Object.keys(verdicts).length > 0 ? { verdicts } : {}),
  };
}

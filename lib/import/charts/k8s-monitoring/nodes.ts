import { Block, printConfig } from '../../../../charts/alloy/language/syntax';
import { text as textValue } from '../../../../charts/alloy/language/values';
import { importEventNamespaces } from '../../events';
import { OLDEST_LINE_HOURS } from '../../../../charts/loki/config/retention';
import type { Importing } from '../../importing';
import { importJournalFolder } from '../../journal';
import { importText } from '../../promtail/pipeline';
import { patternsOf } from '../../relabel';
import type { Node } from '../../tree/account';
import { importExtraStages, NO_PROCESSORS, refuseComponents } from './stages';

/** Converts the journal of nodes, whose settings are in `journal`. */
export function importNodes(importing: Importing, journal: Node, feature: Node): void {
  if (!feature.exists) return;
  const { draft } = importing;
  if (feature.at('enabled').boolean !== true) {
    feature.differs('the journal is read here: alloy.journal: false turns it off', 'alloy.journal');
    return;
  }
  importing.former.sources.add('journal');
  feature.at('enabled').same('the journal is read here');
  const age = journal.at('maxAge').text === undefined ? feature.at('maxAge') : journal.at('maxAge');
  const [, hours] = /^(\d+)h$/.exec(age.text ?? '') ?? [];
  if (hours !== undefined && hours !== '24' && Number(hours) > 0 && Number(hours) <= OLDEST_LINE_HOURS) {
    draft.set(['alloy', 'journal', 'maxAge'], age.text, age);
    age.taken('alloy.journal.maxAge');
  } else age.same('24h here');
  importJournalFolder(draft, journal.at('path'));
  importUnits(importing, journal.at('units'));
  importExtraStages(importing, feature.at('extraLogProcessingStages'), { sources: ['journal'] });
  importExtraStages(importing, feature.at('extraStageBlocks'), { sources: ['journal'] });
  feature.at('dataProcessors').impossible(NO_PROCESSORS);
  feature.differs('set by the source here');
}

/** Converts units, which are regular expressions of their whole names. */
function importUnits({ draft }: Importing, units: Node): void {
  const found = units.children.map((node) => ({ node, patterns: patternsOf(node.text ?? '') }));
  for (const { node, patterns } of found)
    if (!patterns) node.impossible('no field chooses units by such an expression');
  const names = found.flatMap(({ patterns = [] }) =>
    patterns.map((one) => (/[.*]/.test(one) ? one : `${one}.service`)),
  );
  if (names.length === 0) {
    units.same('all');
    return;
  }
  draft.set(['alloy', 'journal', 'units'], { keep: [...new Set(names)] }, units);
  units.taken('alloy.journal.units.keep');
}

/** Keys by which events are left out, with the field that has what they name. */
const EXCLUDED = [
  ['excludeReasons', 'reason'],
  ['excludeLevels', 'type'],
] as const;

/** Leaves out events by a field. The chart searches its expressions anywhere in it, and so does Alloy. */
function excludeEvents(importing: Importing, node: Node, field: string): void {
  const names = node.texts;
  if (names.length === 0) {
    node.same('none');
    return;
  }
  const stage = new Block('stage.drop').set('source', textValue(field)).set('expression', textValue(names.join('|')));
  importText(importing, printConfig([stage]), { sources: ['events'] }, [node]);
}

/** Converts the events of the cluster. */
export function importEvents(importing: Importing, feature: Node): void {
  if (!feature.exists) return;
  if (feature.at('enabled').boolean === false) {
    feature.at('enabled').differs('events are read here: alloy.events: false turns them off', 'alloy.events');
  } else if (feature.at('enabled').boolean ?? feature.path.length > 1) {
    importing.former.sources.add('events');
    feature.at('enabled').same('events are read here');
  }
  importEventNamespaces(importing, feature.at('namespaces'), 'exceptNamespaces');
  importEventNamespaces(importing, feature.at('excludeNamespaces'), 'namespaces');
  for (const [key, field] of EXCLUDED) excludeEvents(importing, feature.at(key), field);
  for (const key of ['includeReasons', 'includeLevels']) {
    const node = feature.at(key);
    if (node.isBlock) {
      const text = `no other events were kept: an entry with sources: ['events'] drops the others by its stages`;
      importing.decide(['alloy', 'processing'], text);
      node.decision(text, 'alloy.processing');
    } else node.same('all');
  }
  importExtraStages(importing, feature.at('extraLogProcessingStages'), { sources: ['events'] });
  importExtraStages(importing, feature.at('extraStageBlocks'), { sources: ['events'] });
  refuseComponents(feature.at('extraConfig'));
  feature.at('dataProcessors').impossible(NO_PROCESSORS);
  feature.differs('set by the source here: one pod reads events');
}

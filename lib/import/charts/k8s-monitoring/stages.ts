import { parseAlloy } from '../../../../charts/alloy/language/parse';
import { alloyValue } from '../../alloy/tree';
import type { Importing } from '../../importing';
import { withoutEscapes } from '../../input/escapes';
import type { Selection } from '../../promtail/order';
import { importText } from '../../promtail/pipeline';
import type { Node } from '../../tree/account';
import { hasHidden, TEMPLATE } from '../../tree/hidden';
import { hideSecrets } from '../../tree/secrets';

/** Outcome of what changes lines between features and destinations. */
export const NO_PROCESSORS =
  'nothing stands between sources and destinations here: write its stages in alloy.processing';

/** Outcome of stages that are not copied. */
const WITH_SECRET = 'has a secret, which is not copied: write it again in alloy.processing';

/** Outcome of labels whose values are in Secrets, ConfigMaps or the environment of Alloy. */
export const HIDDEN_LABELS = 'labels whose values only a running Alloy knows: write them in alloy.processing';

/**
 * Converts stages in the language of Alloy, which the values of a feature or of a destination have as a text. Helm evaluates
 * templates in those of features.
 */
export function importExtraStages(
  importing: Importing,
  node: Node,
  selection: Selection,
  { isTemplate = true }: { readonly isTemplate?: boolean } = {},
): void {
  if (node.text === undefined) {
    node.same('none');
    return;
  }
  if (node.hasHidden) {
    node.decision(WITH_SECRET, 'alloy.processing');
    return;
  }
  if (isTemplate && withoutEscapes(node.text, () => '').includes('{{')) {
    node.decision(TEMPLATE.outcome.note);
    return;
  }
  const text = isTemplate ? withoutEscapes(node.text) : node.text;
  const { error } = parseAlloy(text);
  const parsed = alloyValue(text);
  if (error) node.impossible(`is not Alloy: line ${error.line} has ${error.got}`);
  else if ('value' in parsed && hasHidden(hideSecrets(parsed.value, { keepsTemplates: true })))
    node.decision(WITH_SECRET, 'alloy.processing');
  else importText(importing, text, selection, [node]);
}

/** Says of components in the language of Alloy that they are not read, if they are about logs. */
export function refuseComponents(node: Node): void {
  if (/\bloki\./.test(node.text ?? ''))
    node.impossible('components beside those of the chart: import them as a file *.alloy of their own');
}

import { oneOfRegex } from '../../../input/patterns';
import { MULTILINE } from '../../processing/multiline';
import type { AlloyProcessing, MultilineName } from '../../processing/settings';
import { processingStages } from '../../processing/stages';
import { Block } from '../../language/syntax';
import { list, ObjectValue, text, texts } from '../../language/values';
import { TENANT_LABEL } from '../../stages/routes';
import { annotationMeta, rule } from './meta';
import type { PodAnnotations, PodsSettings } from './settings';

/** Prefix of all annotations: a DNS subdomain, as Kubernetes requires. */
const PREFIX = 'logs.eks-loki';

/** Annotation that leaves a pod out. */
export const COLLECT_ANNOTATION = `${PREFIX}/collect`;

/** Formats that the annotation may name. */
const FORMATS = ['json', 'logfmt', 'klog', 'text'] as const satisfies readonly AlloyProcessing['format'][];

/** Languages that the annotation may name. */
const LANGUAGES = Object.keys(MULTILINE) as MultilineName[];

/**
 * Labels that carry annotations from the target to the stages, which drop them. Labels that begin with two underscores
 * would not reach the stages. Others are part of the key of a file's position, so Alloy reads the pod's current files
 * again if an annotation changes.
 */
const LABELS = { format: 'logs_eks_loki_format', multiline: 'logs_eks_loki_multiline', tenant: 'logs_eks_loki_tenant' };

type Settings = PodsSettings['annotations'];

/** Annotations that are read, with all defaults filled in. */
function annotationsRead(settings: Settings): Required<PodAnnotations> {
  const { collect, format, multiline, tenants = [] } = typeof settings === 'object' ? settings : {};
  const isOn = settings !== undefined && settings !== false;
  return {
    collect: isOn && collect !== false,
    format: isOn && format !== false,
    multiline: isOn && multiline !== false,
    tenants,
  };
}

/** Rules that read the annotations. Unknown values set no label, so the number of values is bounded. */
export function annotationRules(settings: Settings): Block[] {
  const { collect, format, multiline, tenants } = annotationsRead(settings);
  const known = (name: keyof typeof LABELS, words: readonly string[]): Block =>
    rule(LABELS[name], annotationMeta(`${PREFIX}/${name}`)).set('regex', text(`(${oneOfRegex(words)})`));
  const drop = new Block('rule')
    .set('source_labels', texts(annotationMeta(COLLECT_ANNOTATION)))
    .set('regex', text('false'))
    .set('action', text('drop'));
  return [
    ...(collect ? [drop] : []),
    ...(format ? [known('format', FORMATS)] : []),
    ...(multiline ? [known('multiline', LANGUAGES)] : []),
    ...(tenants.length > 0 ? [known('tenant', tenants)] : []),
  ];
}

/** Stages that join traces. They come before those of the user, which may drop lines. */
export function annotatedMultiline(settings: Settings, source: string): Block[] {
  const entries = LANGUAGES.map((multiline) => ({ ...marked('multiline', multiline, source), multiline }));
  return annotationsRead(settings).multiline ? [forAnnotated('multiline', processingStages(entries, source))] : [];
}

/**
 * Stages that add levels and choose tenants. They come after those of the user: a tenant that an entry of `processing`
 * sets wins, and secrets are redacted already. The tenant of an annotation wins over that of the namespace. A level that is
 * a label stays one: Alloy would make structured metadata of the label.
 */
export function annotatedStages(settings: Settings, source: string, users: readonly Block[]): Block[] {
  const { format, tenants } = annotationsRead(settings);
  const entries = FORMATS.map((each) => ({ ...marked('format', each, source), format: each, level: true }));
  const tenant = new Block('stage.tenant').set('label', text(LABELS.tenant));
  return [
    ...(format
      ? [forAnnotated('format', processingStages(entries, source), users.some(setsLevel) ? 'level="", ' : '')]
      : []),
    ...(tenants.length > 0 ? [forAnnotated('tenant', [tenant], `${TENANT_LABEL}="", `)] : []),
  ];
}

/** True for a stage that makes a label of the level, or has such a stage within it. */
const setsLevel = ({ name, attributes, blocks }: Block): boolean =>
  (name === 'stage.labels' &&
    attributes.some(({ value }) => value instanceof ObjectValue && Object.hasOwn(value.fields, 'level'))) ||
  blocks.some(setsLevel);

/** Stage that drops a label of Alloy's own, and the labels that carry annotations. */
export function dropLabels(own: string, settings: Settings): Block {
  const { format, multiline, tenants } = annotationsRead(settings);
  const names = [
    own,
    ...(format ? [LABELS.format] : []),
    ...(multiline ? [LABELS.multiline] : []),
    ...(tenants.length > 0 ? [LABELS.tenant] : []),
  ];
  return new Block('stage.label_drop').set('values', list(...names.map((name) => text(name))));
}

/**
 * Stage for lines whose pod has an annotation. One stage covers all values, since each stage costs CPU on every other
 * line.
 */
const forAnnotated = (name: keyof typeof LABELS, stages: Block[], also = ''): Block =>
  new Block('stage.match').set('selector', text(`{${also}${LABELS[name]}=~".+"}`)).add(...stages);

/** Selection of the lines whose pod has a value of an annotation. */
const marked = (name: keyof typeof LABELS, value: string, source: string) => ({
  sources: [source],
  match: { [LABELS[name]]: [value] },
});

import { SELECTED_LABELS, selectedField } from '../../../charts/alloy/processing/selection';
import { asList, isRecord } from '../../manifests/shape';

/** Lines that stages are for: a part of an entry of `processing`. */
export type Selection = Readonly<Record<string, unknown>>;

/** A stage: its kind and its settings. */
export interface PromtailStage {
  /** Its kind: `json`. */
  readonly kind: string;

  /** Its settings. */
  readonly settings: unknown;
}

/** Successive stages for the same lines. */
interface Piece {
  readonly stages: readonly PromtailStage[];
  readonly selection: Selection;
}

/** Stages that read fields from the line. */
const READS = ['json', 'logfmt', 'regex'];

/** Stages that join, drop or change lines. */
const CHANGES = ['multiline', 'drop', 'replace', 'sampling', 'limit'];

/** True for a drop by the line's text, which the library does right after joining lines. */
const dropsByText = ({ kind, settings }: PromtailStage): boolean =>
  kind === 'drop' && !(isRecord(settings) && settings['older_than'] !== undefined);

/**
 * True if the library runs two stages in the other order with another effect: it joins lines, drops by text, replaces
 * secrets, reads fields, and then limits.
 */
export function isTurned(earlier: PromtailStage, later: PromtailStage): boolean {
  if (later.kind === 'multiline') return [...READS, ...CHANGES].includes(earlier.kind);
  if (later.kind === 'replace') return READS.includes(earlier.kind);
  return dropsByText(later) && ['replace', 'sampling', 'limit'].includes(earlier.kind);
}

/**
 * True if pieces of a pipeline have the same effect as entries. The library runs each step for all entries before the
 * next.
 */
export const keepsOrder = (pieces: readonly Piece[]): boolean =>
  pieces.every((later, index) =>
    pieces
      .slice(0, index)
      .every(
        (earlier) =>
          isDisjoint(earlier.selection, later.selection) ||
          (!setsWhatIsSelected(earlier, later.selection) &&
            earlier.stages.every((one) => !later.stages.some((other) => isTurned(one, other)))),
      ),
  );

/** True if stages set a label that a later selection uses. */
function setsWhatIsSelected({ stages }: Piece, selection: Selection): boolean {
  const chosen = Object.keys(selection);
  const sets = ['labels', 'static_labels'];
  return stages.some(
    ({ kind, settings }) =>
      sets.includes(kind) &&
      isRecord(settings) &&
      Object.keys(settings).some((name) => chosen.includes(selectedField(name) ?? '')),
  );
}

/** True if no line matches both selections. */
function isDisjoint(one: Selection, other: Selection): boolean {
  return Object.keys(SELECTED_LABELS).some((field) => {
    const [left, right] = [asList(one[field]), asList(other[field])].map((names) => names.map(String));
    if (!left?.length || !right?.length) return false;
    return ![...left, ...right].some((name) => name.includes('*')) && !left.some((name) => right.includes(name));
  });
}

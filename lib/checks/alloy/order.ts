import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { TENANT_LABEL } from '../../../charts/alloy/stages/routes';
import type { Manifests } from '../../manifests/manifests';
import { type AlloyComponent, attributeOf } from '../read/alloy/config';
import { everyComponent } from '../read/alloy/graph';
import { afterStage, afterStep, hasUnknownLabels, labelsAt } from '../read/alloy/route-labels';
import { podFiles, type Route, routes } from '../read/alloy/routes';
import { extractedBy, labelsReadBy, labelsSetBy, mentions, readBy } from '../read/alloy/stages';
import { distinctBy, type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { enumerate } from '../words';

/** A stage in its place. */
interface Placed {
  /** The stage. */
  readonly stage: AlloyBlock;

  /** Its path. */
  readonly path: string;

  /** The component, and the index of the stage or of the outermost stage that contains it. */
  readonly component: AlloyComponent;
  readonly index: number;

  /** The stages of each level, from the outermost to its own, and its index or that of the stage that contains it. */
  readonly levels: readonly { readonly blocks: readonly AlloyBlock[]; readonly at: number }[];

  /** Routes that pass through the component. */
  readonly on: readonly Route[];
}

const order: ManifestsRule = {
  id: 'ALLOY-ORDER-1',
  severity: Severity.WARNING,
  title: 'every stage comes after the stages that it needs, and no later stage undoes it',
  why: 'a stage sees only what earlier stages extracted or labelled; otherwise it silently does nothing',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/',
  check: ({ manifests }) =>
    oncePerPath(placedStages(manifests).flatMap((one) => FAULTS.flatMap((fault) => fault(one) ?? []))),
};

function placedStages(manifests: Manifests): Placed[] {
  return everyComponent(manifests, 'loki.process').flatMap(({ component }) => {
    const on = routes(manifests).filter(({ through }) => through.includes(component));
    const place = (blocks: readonly AlloyBlock[], outer: Placed['levels'], top?: number): Placed[] =>
      blocks.flatMap((stage, at) => {
        const levels = [...outer, { blocks, at }];
        const index = top ?? at;
        const placed = { stage, path: `${component.path} ${stage.name}`, component, index, levels, on };
        return [placed, ...(stage.name === 'stage.match' ? place(stage.blocks, levels, index) : [])];
      });
    return place(component.block.blocks, []);
  });
}

/** Stages before a stage, from the outermost level to its own. */
const before = ({ levels }: Placed): AlloyBlock[] => levels.flatMap(({ blocks, at }) => blocks.slice(0, at));

/** Stages after a stage, from its own level to the outermost. */
const after = ({ levels }: Placed): AlloyBlock[] =>
  [...levels].reverse().flatMap(({ blocks, at }) => blocks.slice(at + 1));

/** Stages before a stage, the nearest first. */
function* backwards({ levels }: Placed): Generator<AlloyBlock> {
  for (const { blocks, at } of [...levels].reverse()) {
    for (let index = at - 1; index >= 0; index -= 1) yield blocks[index] as AlloyBlock;
  }
}

/** A fault of a stage; undefined if it has none. */
type Fault = (one: Placed) => Finding | undefined;

/** Stages whose names do not mean labels that a client sends. */
const OWN_NAMES = ['stage.labels', 'stage.timestamp', 'stage.output'];

/** Reads what only a later stage extracts. */
const tooEarly: Fault = (placed) => {
  const { stage, path, component, index, on } = placed;
  const reads = readBy(stage);
  if (reads.length === 0 || (on.some(hasUnknownLabels) && !OWN_NAMES.includes(stage.name))) return undefined;
  const labels = on.flatMap((route) => [...labelsAt(route, component, 0), ...labelsAt(route, component, index)]);
  const lacking = new Set(reads.filter((name) => !labels.includes(name)));
  // The nearest stages extract most of it: with thousands of entries, few are asked.
  for (const earlier of backwards(placed)) {
    if (lacking.size === 0) return undefined;
    const known = extractedBy(earlier);
    if (known === 'any') return undefined;
    for (const name of [...known, ...labelsSetBy(earlier)]) lacking.delete(name);
  }
  const later = lacking.size === 0 ? [] : after(placed);
  const late = reads.filter((name) => lacking.has(name) && extractor(later, name));
  const [first] = late;
  const extracting = first === undefined ? undefined : extractor(later, first);
  if (!extracting || late.some((name) => extracts(stage, name))) return undefined;
  return {
    path,
    found: `reads ${enumerate(late)}, which only the later ${extracting.name} extracts`,
    fix: `move it after ${extracting.name}`,
  };
};

function extractor(stages: readonly AlloyBlock[], name: string): AlloyBlock | undefined {
  return stages.find((stage) => extracts(stage, name) && !readBy(stage).includes(name));
}

function extracts(stage: AlloyBlock, name: string): boolean {
  const names = extractedBy(stage);
  return names !== 'any' && names.includes(name);
}

/** Needs a label that is set only later, or removed before. */
const withoutLabel: Fault = (placed) => {
  const { stage, path, component, index, on } = placed;
  const wanted = labelsReadBy(stage);
  if (wanted.length === 0 || on.some(hasUnknownLabels)) return undefined;
  const isThere = (name: string): boolean =>
    name.startsWith('__') || on.some((route) => labelsAt(route, component, index).includes(name));
  if (wanted.every(isThere)) return undefined;
  const earlier = before(placed);
  const had = [...on.flatMap((route) => labelsAt(route, component, 0)), ...earlier.flatMap(labelsSetBy)];
  const removed = removedBy(earlier, had);
  const lacking = wanted.filter((name) => !isThere(name) && (!had.includes(name) || removed.has(name)));
  // Entries drop several labels whether they exist or not.
  if (stage.name === 'stage.label_drop' && lacking.length < wanted.length) return undefined;
  for (const name of lacking) {
    const setter = after(placed).find((later) => labelsSetBy(later).includes(name));
    if (setter) {
      const found = `needs the label ${name}, which only the later ${setter.name} sets`;
      return { path, found, fix: `move it after ${setter.name}` };
    }
    const remover = removed.get(name);
    if (remover && stage.name !== 'stage.label_drop') {
      const found = `needs the label ${name}, which the earlier ${remover.name} removes`;
      return { path, found, fix: `move it before ${remover.name}` };
    }
  }
  return undefined;
};

/** Labels that stages remove for all lines, and the stages. */
function removedBy(stages: readonly AlloyBlock[], labels: readonly string[]): Map<string, AlloyBlock> {
  const removed = new Map<string, AlloyBlock>();
  for (const stage of stages.filter(({ name }) => name !== 'stage.match')) {
    for (const name of labels) {
      if (!removed.has(name) && !afterStage([name], stage, true).includes(name)) removed.set(name, stage);
      else if (labelsSetBy(stage).includes(name)) removed.delete(name);
    }
  }
  return removed;
}

/** Parses lines of pods before stage.cri removes what the container runtime puts before them. */
const beforeCri: Fault = (placed) => {
  const { stage, path, on } = placed;
  const isLine = ['stage.json', 'stage.multiline', 'stage.timestamp'].includes(stage.name);
  const reads = stage.name !== 'stage.timestamp' && attributeOf(stage, 'source') !== undefined;
  if (!isLine || reads || !after(placed).some(({ name }) => name === 'stage.cri')) return undefined;
  if (!on.some((route) => podFiles(route).length > 0)) return undefined;
  const found =
    stage.name === 'stage.timestamp'
      ? 'sets the time that the later stage.cri replaces'
      : 'reads lines that still have the prefix of the container runtime';
  return { path, found, fix: 'move it after stage.cri' };
};

/** Sets a tenant that a later stage replaces. */
const replaced: Fault = ({ stage, path, component, index }) => {
  if (stage.name !== 'stage.tenant') return undefined;
  const later = component.block.blocks.slice(index + 1).find((one) => one.name === stage.name);
  if (!later || !attributeOf(later, 'value')) return undefined;
  return { path, found: 'sets a tenant that the later stage.tenant replaces', fix: 'move it after that one' };
};

/** Stages that depend on all labels of a line. */
const ALL_LABELS = ['stage.cri', 'stage.docker', 'stage.multiline', 'stage.metrics', 'stage.pack'];

const usesAllLabels = ({ name, blocks }: AlloyBlock): boolean =>
  ALL_LABELS.includes(name) || blocks.some(usesAllLabels);

/** Sets labels that a later stage removes before anything uses them. */
const removedLater: Fault = ({ stage, path, component, index }) => {
  if (!['stage.labels', 'stage.static_labels'].includes(stage.name)) return undefined;
  if (component.block.blocks[index] !== stage) return undefined;
  const later = component.block.blocks.slice(index + 1);
  const end = later.findIndex(({ name }) => ['stage.label_keep', 'stage.label_drop'].includes(name));
  const remover = later[end];
  if (!remover || later.slice(0, end).some(usesAllLabels)) return undefined;
  const lost = labelsSetBy(stage)
    .filter((name) => !afterStage([name], remover, true).includes(name))
    .filter((name) => !later.slice(0, end).some((between) => mentions(between, name)));
  if (lost.length === 0) return undefined;
  const names = enumerate(lost);
  const keep = remover.name === 'stage.label_keep' ? `add ${names} to the values of stage.label_keep` : '';
  const found = `sets ${names}, which the later ${remover.name} removes`;
  return { path, found, fix: keep || `remove ${names} from the values of one of them` };
};

const FAULTS: readonly Fault[] = [tooEarly, withoutLabel, beforeCri, replaced, removedLater];

const keptTenant: ManifestsRule = {
  id: 'ALLOY-TENANT-1',
  severity: Severity.ERROR,
  title: 'nothing removes the tenant of a line after stage.tenant has set it',
  why: 'the tenant is the label __tenant_id__ until loki.write: without it lines go to the tenant of the endpoint, or are rejected',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/',
  check: ({ manifests }) => oncePerPath(routes(manifests).flatMap(lostTenants)),
};

/** Stages and components of a route that remove the tenant after it was set, and before it is set again. */
function lostTenants({ through }: Route): Finding[] {
  let setter: string | undefined;
  let lost: Finding[] = [];
  const visit = (component: AlloyComponent, stage: AlloyBlock, always: boolean): void => {
    const path = `${component.path} ${stage.name}`;
    if (stage.name === 'stage.match') stage.blocks.forEach((inner) => visit(component, inner, false));
    else if (stage.name === 'stage.tenant') {
      setter = `stage.tenant of ${component.id}`;
      if (always) lost = [];
    } else if (setter && !afterStage([TENANT_LABEL], stage, true).includes(TENANT_LABEL)) {
      const keeps = stage.name === 'stage.label_keep';
      const fix = keeps ? `add "${TENANT_LABEL}" to its values` : `remove ${TENANT_LABEL} from it`;
      lost.push({
        path,
        found: `removes ${TENANT_LABEL}, which ${setter} has set`,
        fix: `${fix}, or move it before stage.tenant`,
      });
    }
  };
  for (const component of through) {
    if (component.name === 'loki.process') component.block.blocks.forEach((stage) => visit(component, stage, true));
    else if (setter && !afterStep([TENANT_LABEL], component).includes(TENANT_LABEL)) {
      const fix = `keep it: add ${TENANT_LABEL} to the regex of labelkeep, or exclude it from that of labeldrop`;
      lost.push({ path: component.path, found: `removes ${TENANT_LABEL}, which ${setter} has set`, fix });
    }
  }
  return distinctBy(lost, ({ path }) => path);
}

/** Rules about the order of stages. */
export const ORDER_RULES: readonly ManifestsRule[] = [order, keptTenant];

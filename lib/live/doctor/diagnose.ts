import type { Fault, Found } from './fault';
import { type HopName, partsOf, placeOf } from './hops';
import { AGENT_FAULTS } from './hops/agent/faults';
import { BUCKET_FAULTS } from './hops/buckets/faults';
import { CACHE_FAULTS } from './hops/caches';
import { DOOR_FAULTS } from './hops/door';
import { DISTRIBUTOR_FAULTS } from './hops/distributor';
import { GATEWAY_FAULTS } from './hops/gateway';
import { GRAFANA_FAULTS } from './hops/grafana/faults';
import { IDENTITY_FAULTS } from './hops/identity';
import { INGESTER_FAULTS } from './hops/ingester/faults';
import { NODE_FAULTS } from './hops/node/faults';
import { POD_FAULTS } from './hops/pods';
import { QUERY_FAULTS } from './hops/query/faults';
import { STORE_FAULTS } from './hops/store/faults';
import { VOLUME_FAULTS } from './hops/volumes';
import type { Snapshot, Unseen } from './snapshot';
import { View } from './view';

/** Every fault, in the order in which they are named if they are in the same part of the path. */
export const FAULTS: readonly Fault[] = [
  ...IDENTITY_FAULTS,
  ...BUCKET_FAULTS,
  ...CACHE_FAULTS,
  ...POD_FAULTS,
  ...VOLUME_FAULTS,
  ...NODE_FAULTS,
  ...AGENT_FAULTS,
  ...DOOR_FAULTS,
  ...GATEWAY_FAULTS,
  ...DISTRIBUTOR_FAULTS,
  ...INGESTER_FAULTS,
  ...STORE_FAULTS,
  ...QUERY_FAULTS,
  ...GRAFANA_FAULTS,
];

/** A fault that was found. */
export interface Finding {
  /** Name of the fault. */
  readonly id: string;

  /** Part of the path that it breaks. */
  readonly hop: HopName;

  /** If true, lines still arrive. */
  readonly isMild: boolean;

  /** If true, another finding explains it. */
  readonly isConsequence: boolean;

  /** Observation. */
  readonly evidence: string;

  /** Cause, in one sentence. */
  readonly cause: string;

  /** Commands or fields that end it. */
  readonly fix: readonly string[];
}

/** State of a part of the path. */
export type HopState = 'healthy' | 'broken' | 'impaired' | 'unclear';

/** A part of the path, and what was found in it. */
interface HopResult {
  readonly name: HopName;
  readonly title: string;
  readonly state: HopState;

  /** Parts of it that could not be read. */
  readonly unseen: readonly Unseen[];
}

/** Diagnosis of a Loki and its surroundings. */
export interface Diagnosis {
  /**
   * Findings: causes before consequences, what stops lines before what does not, what may be over last, then in the order of the path.
   */
  readonly findings: readonly Finding[];

  /** Parts of the path, in its order. */
  readonly hops: readonly HopResult[];
}

/** Finds every fault in a snapshot, in some parts of the path, by default in all. */
export function diagnose(snapshot: Snapshot, only: readonly HopName[] = []): Diagnosis {
  const view = new View(snapshot);
  const found = FAULTS.flatMap((fault) => findingsOf(fault, view));
  const findings = withConsequences(found)
    .filter(({ finding: { hop } }) => only.length === 0 || only.includes(hop))
    .sort(
      (a, b) =>
        Number(a.finding.isConsequence) - Number(b.finding.isConsequence) ||
        Number(a.finding.isMild) - Number(b.finding.isMild) ||
        Number(mayBeOver(a)) - Number(mayBeOver(b)) ||
        placeOf(a.finding.hop) - placeOf(b.finding.hop),
    )
    .map(({ finding }) => finding);
  const parts = partsOf(snapshot.setup).filter(({ name }) => only.length === 0 || only.includes(name));
  const hops = parts.map(({ name, title }) => {
    const unseen = snapshot.unseen.filter(({ hops: of }) => of.includes(name));
    return {
      name,
      title,
      state: stateOf(
        findings.filter(({ hop }) => hop === name),
        unseen,
      ),
      unseen,
    };
  });
  return { findings, hops };
}

function stateOf(findings: readonly Finding[], unseen: readonly Unseen[]): HopState {
  if (findings.some(({ isMild }) => !isMild)) return 'broken';
  if (findings.length > 0) return 'impaired';
  return unseen.length > 0 ? 'unclear' : 'healthy';
}

/** A finding, and what explains it. */
type Explained = Omit<Finding, 'isConsequence'> & {
  readonly follows: readonly HopName[];
  readonly causedBy: readonly string[];
  readonly explains: NonNullable<Found['explains']>;
  readonly isShared: boolean;
  readonly isPast: boolean;
};

/** A finding, and whether only old lines of logs tell of it. */
interface Dated {
  readonly finding: Finding;
  readonly isPast: boolean;
}

const mayBeOver = ({ finding, isPast }: Dated): boolean => finding.isMild && isPast;

function findingsOf({ id, hop, cause, isMild = false, follows = [], find }: Fault, view: View): Explained[] {
  const found = find(view);
  const all = found === undefined ? [] : 'evidence' in found ? [found] : found;
  return all.map((one) => ({
    id: one.id ?? id,
    hop: one.hop ?? hop,
    isMild: one.isMild ?? isMild,
    evidence: one.evidence,
    cause: one.cause ?? cause,
    fix: one.fix,
    follows: one.follows ?? follows,
    causedBy: one.causedBy ?? [],
    explains: one.explains ?? (() => false),
    isShared: one.isShared ?? false,
    isPast: one.isPast ?? false,
  }));
}

/**
 * A finding is a consequence if there is one in a part of the path that explains it. Two that explain each other are not both
 * consequences: the first is the cause.
 */
function withConsequences(found: readonly Explained[]): Dated[] {
  const explains = (cause: Explained, of: Explained): boolean =>
    of.causedBy.includes(cause.id) ||
    (cause !== of && cause.explains(of)) ||
    (cause.id !== of.id &&
      of.follows.includes(cause.hop) &&
      // Faults that only slow a part down do not stop lines.
      (!cause.isMild || of.isMild || cause.hop === of.hop) &&
      !(cause.follows.includes(of.hop) && found.indexOf(of) < found.indexOf(cause)));
  return found.map((one) => {
    const { id, evidence, cause, fix, isPast } = one;
    const isConsequence = found.some((other) => explains(other, one));
    const followers = found.filter((other) => other !== one && one.explains(other));
    // It is as bad as what follows from it.
    const isMild = one.isMild && followers.every((other) => other.isMild);
    const [hop = one.hop] = one.isShared
      ? followers.map((other) => other.hop).sort((a, b) => placeOf(a) - placeOf(b))
      : [];
    return { finding: { id, hop, isMild, isConsequence, evidence, cause, fix }, isPast };
  });
}

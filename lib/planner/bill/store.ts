import { RETENTION_DELETE_DELAY } from '../../../charts/loki/config/retention';
import { IA_DAYS, isMoved } from '../../environment/transition';
import { ACTIVE_STREAMS } from '../assumptions';
import { CHUNKS_PER_DAY, CHUNKS_PER_GB, DAYS, storedBytes, VERSION_DAYS } from '../factors';
import type { PriceKey } from '../prices/table';
import type { Tariff } from '../prices/tariff';
import type { LokiSetup, Setup, StoreSetup } from '../setup/setup';
import { assumedLine, type BillLine } from './line';
import { plus, type Term, times } from './terms';

/** Days without a read after which Intelligent-Tiering takes less for an object: the first step, and the second. */
const UNREAD = [30, 90] as const;

/** Days that chunks are in S3: those in S3 Standard, and those in the other classes, each with its price. */
interface Stay {
  readonly price: PriceKey;
  readonly days: number;
}

/** Retention of all tenants, in days: the average, since the volume of each is unknown. */
export function averageDays({ retentions }: LokiSetup, foreverDays: number): number {
  const tenants = retentions.reduce((sum, one) => sum + one.tenants, 0);
  const days = retentions.reduce((sum, one) => sum + one.tenants * (one.days ?? foreverDays), 0);
  return tenants === 0 ? 0 : days / tenants;
}

/** Stays of a chunk in the classes of S3. A chunk that is deleted too soon is not moved. */
export function staysOf({ transition }: StoreSetup, days: number): Stay[] {
  const kept = Math.ceil(days + RETENTION_DELETE_DELAY.toDays({ integral: false }));
  if (!transition || !isMoved(transition, kept)) {
    return [{ price: 's3', days: days + VERSION_DAYS }];
  }
  const { to, afterDays } = transition;
  const moved = days - afterDays;
  const standard = { price: 's3' as const, days: afterDays + VERSION_DAYS };
  if (to === 'STANDARD_IA') return [standard, { price: 's3Infrequent', days: Math.max(moved, IA_DAYS) }];
  const [first, second] = UNREAD;
  return [
    { price: 's3' as const, days: standard.days + Math.min(moved, first) },
    { price: 's3Infrequent' as const, days: Math.max(0, Math.min(moved, second) - first) },
    { price: 's3Archive' as const, days: Math.max(0, moved - second) },
  ].filter((stay) => stay.days > 0);
}

/** Bytes stored for each byte logged. */
const storedShare = (tariff: Tariff, { encoding, nodeLabel }: StoreSetup): number =>
  tariff.assumption('bytesStored') ?? storedBytes(encoding, nodeLabel);

/** Storage of lines. */
export function storageTerm(tariff: Tariff, gigabytesPerDay: number, days: number, store: StoreSetup): Term {
  const stored = storedShare(tariff, store);
  const stays = staysOf(store, days);
  const kept = stays.map((stay) =>
    times([gigabytesPerDay, 'GB'], [stay.days, 'days'], stored, tariff.price(stay.price)),
  );
  if (stays.length === 1) return plus(...kept);
  const chunks = (gigabytesPerDay * stored * CHUNKS_PER_GB) / 1000;
  const moves = times([chunks * DAYS, 'thousand moves'], tariff.price('s3Move'));
  const watched = store.transition?.to === 'INTELLIGENT_TIERING' ? days - store.transition.afterDays : 0;
  return plus(...kept, moves, times([chunks * watched, 'thousand watched'], tariff.price('s3Watch')));
}

/** PUTs of streams that always log: each stream writes a chunk every two hours. */
export const streamsTerm = (tariff: Tariff, streams: number): Term =>
  times([(streams * CHUNKS_PER_DAY * DAYS) / 1000, 'thousand PUTs of streams'], tariff.price('s3Put'));

/** Requests: PUTs of streams and of full chunks, and reads of chunks. */
export function requestsTerm(tariff: Tariff, gigabytesPerDay: number, streams: number, store: StoreSetup): Term {
  const stored = storedShare(tariff, store);
  const chunks = (gigabytesPerDay * DAYS * stored * CHUNKS_PER_GB) / 1000;
  return plus(
    streamsTerm(tariff, streams),
    times([chunks, 'thousand PUTs of full chunks'], tariff.price('s3Put')),
    times([chunks * tariff.assumed('chunkReads'), 'thousand GETs'], tariff.price('s3Get')),
  );
}

/** Streams that always log. */
export const activeStreams = (tariff: Tariff, { maxStreams }: LokiSetup): number =>
  tariff.assumption('streams') ?? Math.round(maxStreams * ACTIVE_STREAMS);

/** Lines of the buckets. */
export function storeLines({ loki, gigabytesPerDay }: Setup, tariff: Tariff): BillLine[] {
  if (!loki?.s3) return [];
  const days = averageDays(loki, tariff.assumed('foreverDays'));
  return [
    assumedLine('storage', storageTerm(tariff, gigabytesPerDay, days, loki.s3)),
    assumedLine('requests', requestsTerm(tariff, gigabytesPerDay, activeStreams(tariff, loki), loki.s3)),
  ];
}

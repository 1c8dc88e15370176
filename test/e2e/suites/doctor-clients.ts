import { push, type PushEntry, pushTarget } from '../client';
import { type DoctorRig, type Faults, type Injected, repeated } from './doctor-injected';

const DAY = 86_400_000;

/** Faults of what clients send and ask. */
export const clientFaults = (rig: DoctorRig): Faults => {
  /** A fault of lines that somebody pushes again and again. */
  const pushed = (
    found: Pick<Injected, 'hop' | 'first' | 'fix'>,
    entry: (now: number) => PushEntry,
    labels: Record<string, string> = { job: 'e2e/doctor' },
  ): Injected => ({
    ...found,
    seconds: 2,
    inject: repeated(() => push(pushTarget(rig.running().cluster), labels, [entry(Date.now())])),
  });
  const at = (now: number): string => `${now}000000`;
  return {
    'lines that are too old': pushed(
      { hop: 'distributor', first: /^limit-age$/, fix: /clock|reject_old_samples_max_age/ },
      (now) => [at(now - 30 * DAY), 'old'],
    ),
    'lines of tomorrow': pushed({ hop: 'distributor', first: /^limit-age$/, fix: /clock/ }, (now) => [
      at(now + DAY),
      'new',
    ]),
    'labels of one line that are too many': pushed(
      { hop: 'distributor', first: /^limit-labels$/, fix: /max_label_names_per_series/ },
      (now) => [at(now), 'labelled'],
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`label_${index}`, 'x'])),
    ),
    'structured metadata that is too large': pushed(
      { hop: 'distributor', first: /^limit-metadata$/, fix: /max_structured_metadata_size/ },
      (now) => [at(now), 'with metadata', { trace: 'x'.repeat(100_000) }],
    ),
    'a push that is larger than the gateway takes': {
      hop: 'gateway',
      first: /^gateway-too-large$/,
      fix: /size of the batches/,
      seconds: 3,
      inject: repeated(
        () =>
          push(pushTarget(rig.running().cluster), { job: 'e2e/large' }, [
            [at(Date.now()), 'x'.repeat(17 * 1024 * 1024)],
          ]),
        1000,
      ),
    },
    'a client with a former password': {
      hop: 'gateway',
      first: /^gateway-password$/,
      fix: /current password/,
      seconds: 2,
      inject: repeated(() =>
        push({ ...pushTarget(rig.running().cluster), password: 'former' }, { job: 'e2e/doctor' }, [
          [at(Date.now()), 'x'],
        ]),
      ),
    },
    'a wrong password of the reader': {
      hop: 'query',
      first: /^query-password$/,
      fix: /rollout restart/,
      seconds: 0,
      inject: () => {
        const kubectl = rig.kubectl();
        kubectl.passwords = { 'reader-password': 'wrong' };
        return Promise.resolve(() => Promise.resolve(void (kubectl.passwords = {})));
      },
    },
  };
};

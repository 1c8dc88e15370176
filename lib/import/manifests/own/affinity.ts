import { type PodAffinityProps, PREFERRED, REQUIRED } from '../../../../charts/kubernetes/pod-settings';
import { isRecord, record, records } from '../../../manifests/shape';

/** Affinity that pods have in addition to ours; undefined if they have no other. */
export function addedAffinity(actual: unknown, ours: unknown): PodAffinityProps | undefined {
  const found = Object.keys(record(actual)).flatMap((kind) => {
    const [one, own] = [record(actual)[kind], record(ours)[kind]];
    const more = own === undefined ? one : kind === 'nodeAffinity' ? addedNodes(one, own) : addedPods(one, own);
    return isRecord(more) && Object.keys(more).length > 0 ? [[kind, more] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** The user's pod terms follow those of the library. */
const addedPods = (actual: unknown, ours: unknown): object =>
  Object.fromEntries(
    [REQUIRED, PREFERRED].flatMap((key) => {
      const more = records(record(actual)[key]).slice(records(record(ours)[key]).length);
      return more.length > 0 ? [[key, more]] : [];
    }),
  );

/** Node terms are alternatives. Each contains those of the library. */
function addedNodes(actual: unknown, ours: unknown): object {
  const termsOf = (one: unknown) => records(record(record(one)[REQUIRED])['nodeSelectorTerms']);
  const [all, own] = [termsOf(actual), termsOf(ours)];
  const [first] = own;
  const terms = first
    ? all.slice(0, all.length / own.length).map((term) =>
        Object.fromEntries(
          ['matchExpressions', 'matchFields'].flatMap((key) => {
            const more = records(term[key]).slice(records(first[key]).length);
            return more.length > 0 ? [[key, more]] : [];
          }),
        ),
      )
    : all;
  const isMore = terms.some((term) => Object.keys(term).length > 0);
  const preferred = records(record(actual)[PREFERRED]).slice(records(record(ours)[PREFERRED]).length);
  return {
    ...(isMore ? { [REQUIRED]: { nodeSelectorTerms: terms } } : {}),
    ...(preferred.length > 0 ? { [PREFERRED]: preferred } : {}),
  };
}

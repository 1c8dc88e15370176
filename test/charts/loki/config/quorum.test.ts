import { quorumOf } from '../../../../charts/loki/config/quorum';

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [5, 3],
])('of %i copies, a write needs %i', (copies, needed) => {
  expect(quorumOf(copies)).toBe(needed);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from '../../../bin/doctor/pool';

test('no more pieces of work run at once than allowed, and all of them run', async () => {
  const pool = new Pool(2);
  let running = 0;
  let most = 0;
  const results = await Promise.all(
    [1, 2, 3, 4, 5].map((number) =>
      pool.run(async () => {
        most = Math.max(most, ++running);
        await sleep(5);
        running--;
        return number;
      }),
    ),
  );
  expect(results).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('a piece that fails gives its place to the next', async () => {
  const pool = new Pool(1);
  await expect(pool.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await pool.run(() => Promise.resolve(1))).toBe(1);
});

import { limited, settled, withLimitedModules } from '../../bin/watchdog';
import vm from 'node:vm';

const endless = () => {
  for (;;);
};

test('work that never ends is interrupted, and the path is named', () => {
  expect(() => limited('environments.dev', endless, 0.02)).toThrow(
    'environments.dev: runs for more than 0.02 s; correct what never ends in the file',
  );
});

test('the innermost piece is named, also below the path of the outer one', () => {
  const outer = (path: string) => () => limited('environments.dev', () => limited(path, endless), 0.02);
  expect(outer('environments.dev.customize')).toThrow('environments.dev.customize: runs for more than 0.02 s');
  expect(outer('alloy.sources.mine')).toThrow('environments.dev.alloy.sources.mine: runs for more than 0.02 s');
  expect(() => limited('environments.dev', () => limited('x', () => 1) && endless(), 0.02)).toThrow(
    'environments.dev: runs for more than 0.02 s',
  );
});

test('results and errors of work that ends are its own', () => {
  expect(limited('a', () => limited('b', () => 1) + 1)).toBe(2);
  expect(() =>
    limited('a', () => {
      throw new RangeError('mine');
    }),
  ).toThrow(RangeError);
});

test('the exit code is that of the program, whatever the work sets', () => {
  const before = process.exitCode;
  expect(limited('a', () => (process.exitCode = 7))).toBe(7);
  expect(process.exitCode).toBe(before);
});

test('a promise that is never settled is given up', async () => {
  await expect(settled('environments.ts', new Promise(() => undefined), 0.02)).rejects.toThrow(
    'environments.ts: waits for more than 0.02 s; correct what never ends in the file',
  );
  await expect(settled('environments.ts', Promise.resolve(1), 20)).resolves.toBe(1);
});

test('modules compiled meanwhile are limited, and later ones are not', async () => {
  const { runInThisContext } = vm;
  const work = () => Promise.resolve((vm.runInThisContext('(one) => one + 1') as (one: number) => number)(1));
  await expect(withLimitedModules('environments.ts', work)).resolves.toBe(2);
  expect(vm.runInThisContext).toBe(runInThisContext);
});

import { inTurns } from '../../../bin/loading/turns';

test('what waits in the event loop, such as a signal, is handled before the next item', async () => {
  const seen: string[] = [];
  await inTurns(['dev', 'prod'], (name) => {
    seen.push(name);
    setImmediate(() => seen.push(`after ${name}`));
  });
  expect(seen).toEqual(['dev', 'after dev', 'prod', 'after prod']);
});

test('an item that fails is the last one, and items are made one by one', async () => {
  const made: string[] = [];
  function* names(): Iterable<string> {
    for (const name of ['dev', 'prod']) {
      made.push(name);
      yield name;
    }
  }
  const failing = inTurns(names(), (name) => {
    throw new Error(`${name} fails`);
  });
  await expect(failing).rejects.toThrow('dev fails');
  expect(made).toEqual(['dev']);
});

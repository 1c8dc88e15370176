import { kept, keptByText } from '../../../../lib/checks/read/kept';

test('work is done once for an object, and again for an equal one', () => {
  const work = jest.fn((value: { readonly a: number }) => (value.a === 0 ? undefined : [value.a]));
  const ask = kept(work);
  const [one, zero] = [{ a: 1 }, { a: 0 }];
  expect([ask(one), ask(zero), ask(one), ask(zero)]).toEqual([[1], undefined, [1], undefined]);
  expect(work).toHaveBeenCalledTimes(2);
  ask({ a: 1 });
  expect(work).toHaveBeenCalledTimes(3);
});

test('work is done once for a text, until many others were asked for', () => {
  const work = jest.fn((text: string) => text.length);
  const ask = keptByText(work);
  const others = (from: number, count: number) => {
    for (let index = from; index < from + count; index++) ask(`other ${index}`);
  };
  others(0, 1);
  for (let index = 1; index < 300; index++) {
    others(index, 1);
    expect(ask('often')).toBe(5);
  }
  expect(work.mock.calls.filter(([text]) => text === 'often')).toHaveLength(1);
  others(0, 1);
  expect(work.mock.calls.filter(([text]) => text === 'other 0')).toHaveLength(2);
});

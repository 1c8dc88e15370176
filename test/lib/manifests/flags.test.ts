import { commandLine, flag } from '../../../lib/manifests/flags';
import type { Container } from '../../../lib/manifests/pods';

const container = (...args: string[]) => ({ name: 'loki', command: ['/usr/bin/loki'], args }) as unknown as Container;

test('the command line is the command and its arguments', () => {
  expect(commandLine(container('-target=all'))).toEqual(['/usr/bin/loki', '-target=all']);
  expect(commandLine({ name: 'loki' } as Container)).toEqual([]);
});

test.each<[string[], string | undefined]>([
  [['-target=all'], 'all'],
  [['--target=all'], 'all'],
  [['-target', 'all'], 'all'],
  [['-target='], ''],
  [['-target=a=b'], 'a=b'],
  [['-target'], 'true'],
  [['-target', '-verbose'], 'true'],
  [['-targets=all'], undefined],
  [['target=all'], undefined],
  [[], undefined],
])('the flag target of %p is %p', (args, value) => {
  expect(flag(container(...args), 'target')).toBe(value);
});

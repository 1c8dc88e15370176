import { commandLine, flag } from '../../../lib/manifests/flags';

const container = (...args: unknown[]) => ({ name: 'loki', args });

test.each([
  ['-target=all', 'all'],
  ['--target=all', 'all'],
  ['-target all', 'all'],
  ['--target all', 'all'],
  ['-target=', ''],
  ['-target=a=b', 'a=b'],
  ['-target', 'true'],
  ['-target -other=1', 'true'],
  ['-other=1 -target=read', 'read'],
  ['-target=first -target=second', 'first'],
  ['-other=1', undefined],
  ['target=all', undefined],
  ['---target=all', undefined],
  ['-target.name=all', undefined],
])('target in %j is %j', (words, value) => {
  expect(flag(container(...words.split(' ')), 'target')).toBe(value);
});

test('a name may have dots and hyphens, and a value several lines', () => {
  expect(flag(container('-server.http-port=80'), 'server.http-port')).toBe('80');
  expect(flag(container('-text=a\nb'), 'text')).toBe('a\nb');
});

test('the command line is the command, then the arguments', () => {
  const words = { name: 'loki', command: ['/usr/bin/loki', '-target=all'], args: ['-v', 3, null, '-target=read'] };
  expect(commandLine(words)).toEqual(['/usr/bin/loki', '-target=all', '-v', '-target=read']);
  expect(flag(words, 'target')).toBe('all');
  expect(commandLine({ name: 'loki', args: '-target=all' })).toEqual([]);
});
